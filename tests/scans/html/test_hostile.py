"""Pages and selectors that are made to cost."""

from __future__ import annotations

import time
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from django_jobkit.scans.extractors import html
from django_jobkit.scans.extractors.html.matching import Tree
from django_jobkit.scans.extractors.html.nesting import is_too_deep
from django_jobkit.scans.problems import ExtractionError, InvalidOptions

DEEP = {
    "divs": "<div>" * 100_000,
    "closed divs": "<div>" * 100_000 + "</div>" * 100_000,
    "fonts in paragraphs": "".join(f"<font x{number}>" for number in range(400)) + "<p>x" * 20_000,
    "tables": "<table><tr><td>" * 100_000,
    "unknown": "<x-y>" * 100_000,
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_pages_are_refused_before_they_are_parsed(serve: Any, read: Any, name: str) -> None:
    site = serve({"/": DEEP[name]})
    began = time.monotonic()

    with pytest.raises(ExtractionError) as caught:
        read(site.url())

    assert "nested" in str(caught.value)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "text",
    [
        "<p>" * 50_000,
        "<table>" + "<tr><td>1<td>2" * 20_000 + "</table>",
        "<div><span>x</span></div>" * 20_000,
        "<p><b>x</b>" * 20_000,
        "<ul>" + "<li><a href=x>y</a>" * 20_000,
    ],
)
def test_long_pages_are_not_taken_for_deep_ones(text: str) -> None:
    assert not is_too_deep(text)


def test_a_page_that_is_too_large_is_a_problem(serve: Any, read: Any, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "SCANS": {"MAX_HTML_BYTES": 2000}}
    site = serve({"/": "<table><tr><td>x</table><a href=/big>x</a>", "/big": "x" * 3000})

    assert [problem.code for problem in read(site.url(), follow={"links": "a"}).problems] == ["page_too_large"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "selector", ["x div div div b", "div div div div div div x", "x + div div b, x > div div div b"]
)
def test_no_selector_takes_long_on_a_page_that_is_made_for_it(selector: str) -> None:
    tree = Tree(("<div>" * 500 + "<b>y</b>" + "</div>" * 500) * 40)
    began = time.monotonic()

    assert tree.select(selector) == []
    assert time.monotonic() - began < 5


REFUSED = [
    *(
        "",
        "a[",
        "::before",
        "a:contains('x')",
        "div:has(div:has(b))",
        "a ~ b",
        "a:not(b c)",
        "a,",
        "a >",
        "> a",
        "a,,b",
    ),
    *("a" * 301, "a b c d e f g h i j k", "a{}", "a:nth-child(99999)", "a:hover", "a//b", "a || b"),
]


@pytest.mark.parametrize("selector", REFUSED)
def test_selectors_that_are_not_understood_are_refused(selector: str) -> None:
    with pytest.raises(InvalidOptions) as caught:
        html.validated({"urls": ["https://a.example/"], "take": {"kind": "links", "selector": selector}})

    assert "options.take.links.selector" in (caught.value.details or {})


PAGE = """<main id=m><div class="box first"><p>1</p><p title="a b">2 <a href=x>x</a></p></div>
<!-- c --><div class=box lang=en-GB><section><p>3 <a href=y class="u v">y</a></p></section>
<p></p></div></main><p>4</p>"""
TAKEN = [
    *("p", "*", "#m p", "div p", "div > p", "main > div > p", ".box.first p", "div + div p", "p + p", "p[title]"),
    *("[title='a b']", "[title~=b]", "[lang|=en]", "a[href^=x]", "a[class*='v']", "p:first-child", "p:last-child"),
    *("p:nth-child(2)", "p:nth-child(2n+1)", "p:not(.x)", "p:not([title], .y)", "div:has(section)", "p:has(a)"),
    *("p, a", "section p, a", "main div section p a.u.v", "body > p", "p:empty", "div:is(.first, .z) p", "x p"),
    *("DIV P", "a[href=X i]", " p ", "div   >   p", "div>p", "div\n p", "html body main p"),
]


@pytest.mark.parametrize("selector", TAKEN)
def test_what_is_understood_finds_what_the_library_finds(selector: str) -> None:
    html.validated({"urls": ["https://a.example/"], "take": {"kind": "links", "selector": selector}})

    found = [node.html for node in Tree(PAGE).select(selector)]

    expected = [node.html for node in LexborHTMLParser(PAGE).css(selector.strip())]
    assert sorted(map(str, found)) == sorted(map(str, expected))
