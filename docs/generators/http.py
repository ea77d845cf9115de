"""The endpoints with their parameters and answers, read off the OpenAPI schema that the API serves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from docs.generators.pages import table

#: The refusals that tell one operation from another; the page speaks of the others once.
_TELLING = {"409", "422", "429"}


def operations(urls: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and operation of every endpoint in the module `urls`."""
    schema: dict[str, Any] = SchemaGenerator(urlconf=urls).get_schema(request=None, public=True)
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def endpoints(urls: str = "django_jobkit.urls") -> str:
    """A row for each operation."""
    rows = []
    for method, path, operation in operations(urls):
        answers = operation["responses"].items()
        good = "; ".join(f"**{code}** {answer['description'].rstrip('.')}" for code, answer in answers if code < "400")
        refused = ", ".join(code for code, _ in answers if code in _TELLING)
        what = str(operation.get("description", "")).split("\n\n")[0].replace("\n", " ")
        rows.append([f"`{method}`", f"`{path}`", what, good, refused])
    return table(["Method", "Path", "What it does", "Answers", "Refuses with"], rows)


def parameters() -> str:
    """A row for each parameter of a query or in a header, with the operations that take it."""
    takers: dict[tuple[str, str], list[str]] = {}
    for method, path, operation in operations("django_jobkit.urls"):
        for parameter in operation.get("parameters", []):
            if parameter["in"] != "path":
                takers.setdefault((parameter["in"], parameter["name"]), []).append(f"`{method} {path}`")
    rows = [[f"`{name}`", place, "<br>".join(taken_by)] for (place, name), taken_by in sorted(takers.items())]
    return table(["Parameter", "In", "Taken by"], rows)
