"""Pages and selectors that are made to cost."""

from __future__ import annotations

import time
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from django_jobkit.scans.extractors import html
from django_jobkit.scans.extractors.html.matching import Tree
from django_jobkit.scans.extractors.html.probing import is_bearable
from django_jobkit.scans.problems import InvalidOptions

COSTLY_PAGES = {
    "closed by others": "<div><object></div></object>" * 100_000,
    "fonts in paragraphs": "<p>" + "".join(f"<font x{number}>" for number in range(3000)) + "</p><p>x" * 100_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", COSTLY_PAGES)
def test_pages_that_take_minutes_to_parse_are_refused(serve: Any, read: Any, name: str) -> None:
    site = serve({"/": "<p><a href=x>x</a>", "/x": COSTLY_PAGES[name]})

    found = read(site.url(), take="links", follow={"links": "a"})

    assert [problem.code for problem in found.problems] == ["page_too_costly"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["<p>" * 50_000, "<table>" + "<tr><td>1<td>2" * 20_000 + "</table>", "<div><b>x</b></div>" * 20_000],
    ids=["paragraphs", "table", "divs"],
)
def test_long_pages_are_read(text: str) -> None:
    assert is_bearable(text)


def test_rows_in_rows_do_not_multiply_their_text(serve: Any, read: Any, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "SCANS": {"MAX_HTML_BYTES": 10_000}}
    site = serve({"/": "<p><a href=x>x</a>", "/x": "<div>" * 500 + "text " * 500})

    found = read(site.url(), take={"kind": "rows", "selector": "div", "fields": {"t": {}}}, follow={"links": "a"})

    assert [problem.code for problem in found.problems] == ["records_too_large", "no_records_found"]


def test_a_table_whose_cells_span_too_much_is_refused(serve: Any, read: Any) -> None:
    table = "<table><tr>" + "<td colspan=1000 rowspan=65534>x" * 2 + "<tr>" * 3000 + "</table>"
    site = serve({"/": "<p><a href=x>x</a>", "/x": table})

    assert read(site.url(), follow={"links": "a"}).problems[0].code == "table_too_large"


def test_counting_children_is_refused_where_it_would_take_long(serve: Any, read: Any) -> None:
    site = serve({"/": "<p><a href=x>x</a>", "/x": "<div>" + "<p>x" * 6000})
    take = {"kind": "rows", "selector": "p:nth-child(2n+1)", "fields": {"t": {}}}

    assert read(site.url(), take=take, follow={"links": "a"}).problems[0].code == "selector_too_costly"


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
        "p:has(a), p:has(b)",
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
