"""What becomes a record: rows by selectors, tables, links."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scans.html.site import Reply

SHOP = """<!doctype html><title>Shop</title><ul>
<li class="item" data-id=1><h2><a href="/a#top">A  <b>cup</b></a></h2>
<span class=tag>new</span><span class=tag>red</span>
<li class="item" data-id=2><h2><a href="b">B</a></h2><img src="//cdn.example/b.png">
<li class="ad"><h2>no</h2></ul>"""


def test_rows_have_the_fields_that_are_selected(serve: Any, read: Any) -> None:
    site = serve({"/shop/": SHOP})
    fields = {
        "title": "h2 > a",
        "link": {"selector": "h2 a", "attr": "href"},
        "tags": {"selector": ".tag", "many": True},
        "id": {"attr": "data-id"},
        "image": {"selector": "img", "attr": "src"},
        "head": {"selector": "h2", "value": "html"},
    }

    found = read(site.url("/shop/"), take={"kind": "rows", "selector": "li.item", "fields": fields})

    assert found.records == [
        {
            "_url": site.url("/shop/"),
            "title": "A cup",
            "link": site.url("/a"),
            "tags": ["new", "red"],
            "id": "1",
            "image": None,
            "head": '<h2><a href="/a#top">A  <b>cup</b></a></h2>',
        },
        {
            "_url": site.url("/shop/"),
            "title": "B",
            "link": site.url("/shop/b"),
            "tags": [],
            "id": "2",
            "image": "http://cdn.example/b.png",
            "head": '<h2><a href="b">B</a></h2>',
        },
    ]


def test_links_are_absolute_and_come_once(serve: Any, read: Any) -> None:
    page = (
        "<base href='/deep/er/'><a href=x>X</a><a href='x#y'>X again</a><a href='../z' title=T>Z</a>"
        "<a href='mailto:me@x.example'>M</a><a href='javascript:alert(1)'>J</a><a name=n>N</a><a href='http://['>bad</a>"
    )
    site = serve({"/": page})

    found = read(site.url(), take="links", with_url=False)

    assert found.records == [
        {"url": site.url("/deep/er/x"), "text": "X", "title": None},
        {"url": site.url("/deep/z"), "text": "Z", "title": "T"},
    ]


TABLES: dict[str, tuple[str, dict[str, Any], list[dict[str, Any]]]] = {
    "head": (
        "<table><thead><tr><th>a<th>b</thead><tr><td>1<td>2<tr><td>3<td>4</table>",
        {},
        [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}],
    ),
    "a row of th": ("<table><tr><th>a<th>a<tr><td>1<td>2</table>", {}, [{"a": "1", "a_2": "2"}]),
    "no head": ("<table><tr><td>1<td>2</table>", {}, [{"column_1": "1", "column_2": "2"}]),
    "first row": ("<table><tr><td>a<tr><td>1</table>", {"header": "first_row"}, [{"a": "1"}]),
    "none": ("<table><tr><th>a<tr><td>1</table>", {"header": "none"}, [{"column_1": "a"}, {"column_1": "1"}]),
    "spans": (
        "<table><tr><th>a<th colspan=2>b<th>c<tr><td rowspan=2>1<td>2<td>3<td>4<tr><td>5<td>6<td>7</table>",
        {},
        [{"a": "1", "b": "2", "b_2": "3", "c": "4"}, {"a": "1", "b": "5", "b_2": "6", "c": "7"}],
    ),
    "two rows of head": (
        "<table><tr><th rowspan=2>n<th colspan=2>size<tr><th>x<th>y<tr><td>1<td>2<td>3</table>",
        {},
        [{"n": "1", "size x": "2", "size y": "3"}],
    ),
    "short row": ("<table><tr><th>a<th>b<tr><td>1</table>", {}, [{"a": "1", "b": None}]),
    "row heads": ("<table><tr><th>a<th>b<tr><th>x<td>1</table>", {}, [{"a": "x", "b": "1"}]),
    "the largest": ("<table><tr><td>x</table><table><tr><th>a<tr><td>1<tr><td>2</table>", {}, [{"a": "1"}, {"a": "2"}]),
    "by index": ("<table><tr><td>x</table><table><tr><th>a<tr><td>1</table>", {"index": 0}, [{"column_1": "x"}]),
    "by selector": ("<table><tr><td>x</table><table id=t><tr><th>a<tr><td>1</table>", {"selector": "#t"}, [{"a": "1"}]),
    "nested": ("<table><tr><th>a<tr><td><table><tr><td>in</table>out</table>", {"index": 0}, [{"a": "in out"}]),
    "absurd spans": ("<table><tr><td colspan=x rowspan=-1>1<td rowspan=99999999999>2</table>", {}, None),
    "missing": ("<p>no table", {}, []),
    "empty": ("<table></table>", {}, []),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_becomes_records(serve: Any, read: Any, name: str) -> None:
    page, options, records = TABLES[name]
    site = serve({"/": page})

    found = read(site.url(), take={"kind": "table", **options}, with_url=False)

    assert found.records == ([{"column_1": "1", "column_2": "2"}] if records is None else records)


ENCODED: dict[str, Reply] = {
    "header": Reply("<p>Müller".encode("cp1250"), headers={"Content-Type": "text/html; charset=windows-1250"}),
    "meta": Reply('<meta charset="shift_jis"><p>Müller'.replace("ü", "ソ").encode("shift_jis")),
    "http-equiv": Reply(
        '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><p>Müller'.encode("latin-1")
    ),
    "mark": Reply("<p>Müller".encode("utf-8-sig")),
    "utf-16": Reply(b"\xff\xfe" + "<p>Müller".encode("utf-16-le")),
    "nothing said": Reply("<p>Müller".encode("cp1252")),
    "nonsense said": Reply("<p>Müller".encode(), headers={"Content-Type": "text/html; charset=klingon"}),
    "no encoding said": Reply("<p>Müller".encode(), headers={"Content-Type": "text/html; charset=rot13"}),
}


@pytest.mark.parametrize("name", ENCODED)
def test_a_page_is_read_in_its_encoding(serve: Any, read: Any, name: str) -> None:
    reply = ENCODED[name]
    reply.headers.setdefault("Content-Type", "text/html")
    site = serve({"/": reply})

    found = read(site.url(), take={"kind": "rows", "selector": "p", "fields": {"name": {}}}, with_url=False)

    assert found.records == [{"name": "Mソller" if name == "meta" else "Müller"}]


def test_broken_html_is_read_as_browsers_do(serve: Any, read: Any) -> None:
    site = serve({"/": "<!doctype html><p class=x>one<p class=x>two</div></b><table><tr><td class=x>three"})

    found = read(site.url(), take={"kind": "rows", "selector": ".x", "fields": {"t": {}}}, with_url=False)

    assert [record["t"] for record in found.records] == ["one", "two", "three"]
