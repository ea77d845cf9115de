"""The life of an executed job, drawn and told from the table in ``core.lifecycle``."""

from __future__ import annotations

from django_jobkit.core.lifecycle import EDGES
from django_jobkit.core.status import TERMINAL, Status
from docs.generators import svg
from docs.generators.pages import table

NAME = "lifecycle"
WIDTH, HEIGHT = 860, 420
BOX = 130, 46

CENTRES = {
    Status.PENDING: (95, 210),
    Status.RUNNING: (405, 210),
    Status.FAILED: (765, 70),
    Status.COMPLETED: (765, 210),
    Status.CANCELLED: (765, 350),
}
#: The way from one status to another, and where its label starts. A pair that is missing here must be drawn first.
WAYS = {
    (Status.PENDING, Status.RUNNING): ("M160 200 H338", (249, 190)),
    (Status.RUNNING, Status.PENDING): ("M340 222 H162", (249, 242)),
    (Status.RUNNING, Status.COMPLETED): ("M470 210 H698", (584, 200)),
    (Status.RUNNING, Status.FAILED): ("M450 187 C510 110 590 82 698 76", (556, 136)),
    (Status.RUNNING, Status.CANCELLED): ("M450 233 C510 310 590 338 698 346", (622, 290)),
    (Status.PENDING, Status.CANCELLED): ("M125 233 C180 352 400 372 698 360", (300, 330)),
    (Status.FAILED, Status.PENDING): ("M700 56 C450 10 130 40 95 185", (317, 38)),
    (Status.CANCELLED, Status.PENDING): ("M700 368 C380 420 80 420 80 235", (270, 409)),
}
LINE = 16


def _labels() -> dict[tuple[Status, Status], list[str]]:
    labels: dict[tuple[Status, Status], list[str]] = {}
    for event, edge in EDGES.items():
        for source in sorted(edge.sources):
            labels.setdefault((source, edge.target), []).append(event.value)
    return labels


def drawing() -> str:
    """The drawing; raises KeyError when the table has an edge that nobody gave a place."""
    shapes: list[str] = []
    for pair, events in _labels().items():
        path, (x, y) = WAYS[pair]
        shapes.append(svg.way(NAME, path))
        shapes += [svg.text(x, y + LINE * line, event, kind="soft") for line, event in enumerate(events)]
    for status in Status:
        x, y = CENTRES[status]
        width, height = BOX
        shapes.append(svg.box(x - width / 2, y - height / 2, width, height, kind="end" if status in TERMINAL else ""))
        shapes.append(svg.text(x, y + 5, status.value, kind="name"))
    title = "The statuses of an executed job and what leads from one to another; the table below says the same"
    return svg.drawing(NAME, WIDTH, HEIGHT, title, shapes)


def transitions() -> str:
    """The same as a table."""
    rows = [
        [f"`{event.value}`", " or ".join(sorted(edge.sources)), str(edge.target), edge.reason]
        for event, edge in EDGES.items()
    ]
    return table(["Event", "From", "To", "Because"], rows)
