"""Which pages are read, and in which order; and that a scan that is killed goes on with the next one."""

from __future__ import annotations

import gzip
import tracemalloc
from typing import Any

import pytest

from django_jobkit.scans.extractors.html import sitemaps
from django_jobkit.scans.problems import ExtractionError
from tests.scans.html.site import Reply, path_of

TITLES = {"kind": "rows", "selector": "h1", "fields": {"title": {}}}


def titles(found: Any) -> list[str]:
    """The titles of the pages that were read."""
    return [record["title"] for record in found.records]


def codes(found: Any) -> list[str]:
    """What went wrong."""
    return [problem.code for problem in found.problems]


@pytest.fixture
def tree(serve: Any) -> Any:
    """A site of three levels."""
    return serve(
        {
            "/": "<h1>home</h1><a href=a>A</a><a href=/b/>B</a><a href=/>self</a><a href='/a#x'>A again</a>",
            "/a": "<h1>a</h1><a href=/a/1>1</a><a href=/a/2>2</a><a href=/>home</a>",
            "/b/": "<h1>b</h1><a href=1>1</a><a href='http://other.example/'>other</a>",
            "/a/1": "<h1>a1</h1><a href=/a/1/x>x</a>",
            "/a/2": "<h1>a2</h1>",
            "/b/1": "<h1>b1</h1>",
            "/a/1/x": "<h1>x</h1>",
        }
    )


@pytest.mark.parametrize(
    ("depth", "read_titles"),
    [
        (1, ["home", "a", "b"]),
        (2, ["home", "a", "b", "a1", "a2", "b1"]),
        (3, ["home", "a", "b", "a1", "a2", "b1", "x"]),
    ],
)
def test_links_are_followed_to_a_depth_and_every_page_is_read_once(
    tree: Any, read_in_parts: Any, depth: int, read_titles: list[str]
) -> None:
    whole = read_in_parts(tree.url(), take=TITLES, follow={"links": "a", "depth": depth})

    assert titles(whole) == read_titles
    assert whole.problems == []
    assert {path_of(record["_url"]) for record in whole.records} <= set(tree.pages)


@pytest.mark.parametrize(
    ("bounds", "read_titles"),
    [
        ({"include": ["/a"]}, ["home", "a", "a1", "a2"]),
        ({"exclude": ["/a"]}, ["home", "b", "b1"]),
        ({"include": ["/*/1"]}, ["home"]),
        ({"include": ["/a", "/*/1"], "exclude": ["/a/2"]}, ["home", "a", "a1"]),
    ],
)
def test_paths_say_what_is_followed(tree: Any, read: Any, bounds: dict[str, Any], read_titles: list[str]) -> None:
    assert titles(read(tree.url(), take=TITLES, follow={"links": "a", "depth": 2}, **bounds)) == read_titles


def test_pages_of_a_list_are_followed_by_their_next_link(serve: Any, read_in_parts: Any) -> None:
    def pages(path: str) -> str:
        number = int(path.rpartition("=")[2]) if "=" in path else 1
        link = f"<a rel=next href='?page={number + 1}'>next</a>" if number < 4 else ""
        # As many sites have it, though it is wrong.
        return f"<link rel=canonical href=/list><h1>{number}</h1>{link}"

    site = serve(pages)

    assert titles(read_in_parts(site.url("/list"), take=TITLES, follow={"next": "a[rel=next]"})) == list("1234")


def test_pages_without_an_end_are_bounded(serve: Any, read: Any) -> None:
    site = serve(lambda path: f"<h1>x</h1><a class=next href='{path}x'>next</a>")

    found = read(site.url(), take=TITLES, follow={"next": ".next"}, max_pages=5)

    assert len(site.asked) == 5
    assert codes(found) == ["too_many_pages"]


def test_a_page_that_says_it_is_another_is_read_once(serve: Any, read: Any) -> None:
    site = serve(
        {
            "/": "<h1>home</h1><a href=/p?utm=1>1</a><a href=/p?utm=2>2</a><a href=/p>3</a>",
            "/p?utm=1": "<link rel=canonical href=/p><h1>p</h1>",
            "/p?utm=2": "<link rel=canonical href=/p><h1>p</h1>",
            "/p": "<link rel=canonical href=/p><h1>p</h1>",
        }
    )

    found = read(site.url(), take=TITLES, follow={"links": "a"})

    assert titles(found) == ["home", "p"]


def test_one_page_that_fails_is_a_problem_and_the_scan_goes_on(serve: Any, read_in_parts: Any) -> None:
    site = serve(
        {
            "/": "<h1>home</h1><a href=gone>1</a><a href=ill>2</a><a href=doc>3</a><a href=ok>4</a>",
            "/ill": Reply(b"", 500),
            "/doc": Reply(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}),
            "/ok": "<h1>ok</h1>",
        }
    )

    whole = read_in_parts(site.url(), take=TITLES, follow={"links": "a"})

    assert titles(whole) == ["home", "ok"]
    assert codes(whole) == ["http_error", "http_error", "not_html"]
    assert site.url("/gone") in whole.problems[0].message


def test_when_no_page_can_be_read_the_scan_fails(serve: Any, read: Any) -> None:
    site = serve({})

    with pytest.raises(ExtractionError) as caught:
        read(site.url("/a"), site.url("/b"))

    assert (caught.value.code, caught.value.retry) == ("all_pages_failed", False)


def test_robots_txt_is_respected(serve: Any, read: Any) -> None:
    site = serve(
        {
            "/robots.txt": Reply(b"User-agent: *\nDisallow: /private", headers={"Content-Type": "text/plain"}),
            "/": "<h1>home</h1><a href=/private/x>x</a><a href=/open>o</a><a href=/moved>m</a>",
            "/open": "<h1>open</h1>",
            "/moved": Reply(b"", 302, {"Location": "/private/y"}),
            "/private/x": "<h1>x</h1>",
            "/private/y": "<h1>y</h1>",
        }
    )

    found = read(site.url(), take=TITLES, follow={"links": "a"})

    assert titles(found) == ["home", "open"]
    assert codes(found) == ["robots_disallowed", "robots_disallowed"]
    assert "/private/x" not in site.asked


@pytest.mark.parametrize(("status", "retry"), [(503, True), (429, True)])
def test_a_robots_txt_that_cannot_be_had_is_told_as_such(serve: Any, read: Any, status: int, retry: bool) -> None:
    site = serve({"/robots.txt": Reply(b"", status), "/": "<h1>home</h1>"})

    with pytest.raises(ExtractionError) as caught:
        read(site.url())

    assert f"robots.txt of this host could not be fetched, so it is left out: The server answered {status}" in str(
        caught.value
    )
    assert caught.value.retry is retry
    assert not site.asked


def test_only_the_operator_can_pass_over_robots_txt(serve: Any, read: Any, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "SCANS": {"ROBOTS": False}}
    site = serve({"/robots.txt": "User-agent: *\nDisallow: /", "/": "<h1>home</h1>"})

    assert titles(read(site.url(), take=TITLES)) == ["home"]


def test_other_hosts_are_left_alone_unless_wanted(serve: Any, read: Any) -> None:
    other = serve({"/": "<h1>other</h1>"})
    site = serve({"/": f"<h1>home</h1><a href='{other.url()}'>o</a><a href=/r>r</a>", "/r": Reply(b"", 302)})
    site.pages["/r"].headers["Location"] = other.url("/?r")
    other.pages["/?r"] = "<h1>redirected</h1>"

    stays = read(site.url(), take=TITLES, follow={"links": "a"})
    goes = read(site.url(), take=TITLES, follow={"links": "a"}, same_host=False)

    assert (titles(stays), codes(stays)) == (["home"], ["other_host"])
    assert titles(goes) == ["home", "other", "redirected"]


def test_a_named_page_may_redirect_to_another_host_where_the_scan_goes_on(serve: Any, read_in_parts: Any) -> None:
    www = serve({"/": "<h1>home</h1><a href=/a>a</a>", "/a": "<h1>a</h1>"})
    site = serve({"/": Reply(b"", 301, {"Location": www.url()})})

    assert titles(read_in_parts(site.url(), take=TITLES, follow={"links": "a"})) == ["home", "a"]


SITEMAP = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</urlset>"


def test_a_sitemap_its_index_and_packed_parts_name_pages(serve: Any, read_in_parts: Any) -> None:
    site = serve(lambda path: pages[path])
    first = SITEMAP.format(f"<url><loc>{site.url('/a')}</loc></url><url><loc>{site.url('/skip/b')}</loc></url>")
    second = SITEMAP.format(f"<url><loc> {site.url('/c')}\n</loc></url><url><loc>http://other.example/</loc></url>")
    parts = "".join(f"<sitemap><loc>{site.url(path)}</loc></sitemap>" for path in ("/1.xml", "/2.xml.gz"))
    index = f"<sitemapindex>{parts}</sitemapindex>"
    pages: dict[str, Any] = {
        "/robots.txt": f"Sitemap: {site.url('/index.xml')}",
        "/index.xml": Reply(index.encode(), headers={"Content-Type": "application/xml"}),
        "/1.xml": Reply(first.encode(), headers={"Content-Type": "application/xml"}),
        "/2.xml.gz": Reply(gzip.compress(second.encode()), headers={"Content-Type": "application/gzip"}),
        **{path: f"<h1>{path}</h1>" for path in ("/", "/a", "/skip/b", "/c")},
    }

    whole = read_in_parts(site.url(), take=TITLES, follow={"sitemap": True}, exclude=["/skip"])

    assert titles(whole) == ["/", "/a", "/c"]
    assert whole.problems == []


BAD_SITEMAPS: dict[str, bytes] = {
    "html": b"<!doctype html><p>nothing",
    "entities": b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><urlset><url><loc>&b;</loc></url></urlset>",
    "bomb": gzip.compress(b"<urlset>" + b" " * 60_000_000),
    "cut off": gzip.compress(b"<urlset></urlset>")[:-12],
}


@pytest.mark.parametrize("name", BAD_SITEMAPS)
def test_a_bad_sitemap_is_a_problem(serve: Any, read: Any, name: str) -> None:
    site = serve({"/": "<h1>home</h1>", "/sitemap.xml": Reply(BAD_SITEMAPS[name])})

    found = read(site.url(), take=TITLES, follow={"sitemap": True})

    assert titles(found) == ["home"]
    assert codes(found) == ["sitemap_unreadable"]


def test_what_is_remembered_stays_below_a_checkpoint(serve: Any, read: Any, settings: Any) -> None:
    settings.JOBKIT = {**settings.JOBKIT, "MAX_STATE_BYTES": 20_000}
    links = "".join(f"<a href='/{number}/{'x' * 50}'>x</a>" for number in range(1000))
    site = serve({"/": f"<h1>home</h1>{links}"})

    found = read(site.url(), take=TITLES, follow={"links": "a"}, max_pages=3)

    assert "too_many_links" in codes(found)
    assert max(len(str(cursor)) for cursor in found.cursors) < 20_000


class Served:
    """An answer with this body."""

    url = "https://shop.example/sitemap.xml"

    def __init__(self, body: bytes) -> None:
        self.content = body


@pytest.mark.slow
def test_a_sitemap_takes_little_memory_whatever_is_in_it() -> None:
    urls = b"<url><loc>/a</loc></url>" * 1000 + b"<url/>" * 300_000 + b"<url><loc>/z</loc></url>"
    tracemalloc.start()
    try:
        found = list(sitemaps._entries(Served(b"<urlset>" + urls + b"</urlset>")))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == [(False, "https://shop.example/a")] * 1000 + [(False, "https://shop.example/z")]
    assert peak < 5_000_000
    with pytest.raises(ValueError, match="too large"):
        list(sitemaps._entries(Served(b"<urlset><url>" + b"<a/>" * 50_000 + b"</url></urlset>")))
