"""Shapes of the drawings; they follow the reader's light or dark theme, alone and inside a page."""

from __future__ import annotations

from html import escape

STYLE = """
  .drawing { font-family: system-ui, sans-serif; font-size: 14px; --ink: var(--color-foreground-primary, #1f2328);
    --soft: var(--color-foreground-secondary, #59636e); --line: var(--color-brand-primary, #2757dd);
    --room: var(--color-background-secondary, #f6f8fa); }
  .drawing text { fill: var(--ink); }
  .drawing .soft { fill: var(--soft); font-size: 12px; }
  .drawing .name { font-weight: 600; }
  .drawing .room { fill: var(--room); stroke: var(--line); stroke-width: 1.5; }
  .drawing .end { stroke-width: 3; }
  .drawing .way { fill: none; stroke: var(--soft); stroke-width: 1.5; }
  .drawing .tip { fill: var(--soft); }
""".strip("\n")
# Alone, as an image, there is no page to take the colours from.
ALONE_AND_DARK = """
  @media (prefers-color-scheme: dark) { .drawing { --ink: var(--color-foreground-primary, #e6edf3);
    --soft: var(--color-foreground-secondary, #9198a1); --line: var(--color-brand-primary, #7aa2ff);
    --room: var(--color-background-secondary, #1c2128); } }
""".strip("\n")


def drawing(name: str, width: int, height: int, title: str, shapes: list[str]) -> str:
    """A whole SVG file; `name` keeps its ids apart from those of other drawings on the page."""
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 {width} {height}" role="img"'
    tip = 'viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"'
    lines = [
        f'{opening} aria-labelledby="{name}-title">',
        f'<title id="{name}-title">{escape(title)}</title>',
        f"<style>\n{STYLE}\n{ALONE_AND_DARK}\n</style>",
        f'<defs><marker id="{name}-tip" {tip}><path class="tip" d="M0 0 10 5 0 10z"/></marker></defs>',
        *shapes,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def box(x: float, y: float, width: float, height: float, *, kind: str = "") -> str:
    """A room."""
    return f'<rect class="{f"room {kind}".strip()}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="8"/>'


def text(x: float, y: float, said: str, *, kind: str = "", anchor: str = "middle") -> str:
    """A line of text."""
    return f'<text class="{kind}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(said)}</text>'


def way(name: str, path: str) -> str:
    """A line with an arrow at its end."""
    return f'<path class="way" d="{path}" marker-end="url(#{name}-tip)"/>'
