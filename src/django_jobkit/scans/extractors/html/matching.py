"""Selecting elements without going back and forth; loaded with selectolax.

Lexbor tries every ancestor for every step of a selector, which takes hours on a page that is made for it. Here it finds
the elements of each step, and how they stand to each other is looked up once for each element.
"""

from __future__ import annotations

from collections import Counter

from selectolax.lexbor import LexborHTMLParser, LexborNode

from django_jobkit.scans.extractors.html.selectors import Selector, Step, parse
from django_jobkit.scans.problems import ExtractionError

#: Steps that counting children may take.
_MOST_COUNTED = 20_000_000
_Path = tuple[int, tuple[Step, ...]]


class Tree:
    """A parsed page."""

    def __init__(self, text: str) -> None:
        self._parser = LexborHTMLParser(text)
        self._found: dict[str, frozenset[int]] = {}
        self._matchers: dict[str, _Matcher] = {}
        self._counting: int | None = None

    @property
    def root(self) -> LexborNode | None:
        """The element ``<html>``; None where there is none."""
        return self._parser.root

    def select(self, text: str, within: LexborNode | None = None) -> list[LexborNode]:
        """The elements in `within`, or in the page, that the selector `text` finds, each once, in their order."""
        place = within or self.root
        if place is None:
            return []
        if text not in self._matchers:
            self._matchers[text] = _Matcher(self, parse(text))
        matcher = self._matchers[text]
        if ":nth-child" in text:
            self._check_siblings()
        # One call for all alternatives, so that they come in the order of the page.
        candidates = {node.mem_id: node for node in place.css(matcher.last)}
        return [
            node for node in candidates.values() if node.mem_id != getattr(within, "mem_id", 0) and matcher.takes(node)
        ]

    def _check_siblings(self) -> None:
        """Raise ExtractionError where counting children, which begins anew for each, would take too long."""
        if self._counting is None:
            children = Counter(node.parent.mem_id for node in self._parser.css("*") if node.parent is not None)
            self._counting = sum(number * number for number in children.values())
        if self._counting > _MOST_COUNTED:
            message = "It has so many elements beside each other that :nth-child() would take too long."
            raise ExtractionError(message, code="selector_too_costly")

    def elements_of(self, compound: str) -> frozenset[int]:
        """The ids of all elements that a selector of one step finds."""
        if compound not in self._found:
            found = self.root.css(compound) if self.root is not None else []
            self._found[compound] = frozenset(node.mem_id for node in found)
        return self._found[compound]


class _Matcher:
    """One selector on one page; what it found out of an element, it remembers."""

    def __init__(self, tree: Tree, selector: Selector) -> None:
        self.last = ", ".join(steps[-1].compound for steps in selector)
        self._tree = tree
        self._selector = selector
        #: By alternative, step and element: whether the element fits, and whether it or something around it does.
        self._fitting: dict[tuple[int, int, int], bool] = {}
        self._around: dict[tuple[int, int, int], bool] = {}

    def takes(self, node: LexborNode) -> bool:
        """Whether the selector finds `node`."""
        return any(self._fits(node, path, len(path[1]) - 1) for path in enumerate(self._selector))

    def _fits(self, node: LexborNode, path: _Path, step: int) -> bool:
        """Whether `node` is what this step and those before it want."""
        key = (path[0], step, node.mem_id)
        if key not in self._fitting:
            is_such = node.mem_id in self._tree.elements_of(path[1][step].compound)
            self._fitting[key] = is_such and (step == 0 or self._is_led_to(node, path, step))
        return self._fitting[key]

    def _is_led_to(self, node: LexborNode, path: _Path, step: int) -> bool:
        match path[1][step].combinator:
            case "+":
                near = _element_before(node)
            case ">":
                near = node.parent
            case _:
                return self._is_inside(node, path, step - 1)
        return near is not None and self._fits(near, path, step - 1)

    def _is_inside(self, node: LexborNode, path: _Path, step: int) -> bool:
        """Whether an element around `node` fits; none is asked twice."""
        asked, found, around = [], False, node.parent
        while around is not None:
            key = (path[0], step, around.mem_id)
            if key in self._around:
                found = self._around[key]
                break
            asked.append(key)
            if self._fits(around, path, step):
                found = True
                break
            around = around.parent
        self._around.update(dict.fromkeys(asked, found))
        return found


def _element_before(node: LexborNode) -> LexborNode | None:
    before = node.prev
    # Text and comments have tags such as -text.
    while before is not None and (before.tag or "-").startswith(("-", "_", "!")):
        before = before.prev
    return before
