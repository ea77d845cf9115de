"""Put our SVG drawings into the page itself, so that they follow the reader's choice of light or dark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx


def inline_drawings(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace the images of SVG files by their source, where the output is HTML."""
    if app.builder.format != "html":
        return
    for image in list(doctree.findall(nodes.image)):
        file = Path(app.srcdir) / image["uri"]
        if file.suffix == ".svg" and file.exists():
            image.replace_self(nodes.raw("", file.read_text(encoding="utf-8"), format="html"))


def setup(app: Sphinx) -> dict[str, Any]:
    """Run when every reference is resolved."""
    app.connect("doctree-resolved", inline_drawings)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
