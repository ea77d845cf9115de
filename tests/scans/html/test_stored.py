"""A whole scan of a site, with a host that wants a rest in the middle."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scans.html.site import Reply
from tests.scans.running.kit import assert_sound, run, started, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("runs_on_loopback")]


def test_a_scan_that_was_sent_away_goes_on_with_the_page_it_was_at(serve: Any) -> None:
    site = serve(
        {
            "/": "<h1>home</h1><a href=a>a</a><a href=b>b</a>",
            "/a": Reply(b"", 429, {"Retry-After": "3600"}),
            "/b": "<h1>b</h1>",
        }
    )
    take = {"kind": "rows", "selector": "h1", "fields": {"title": {}}}
    scan = started("html", options={"urls": [site.url()], "take": take, "follow": {"links": "a"}})

    scan = run(scan)
    assert scan.job.status == "PENDING"
    site.pages["/a"] = "<h1>a</h1>"
    scan = run(scan)

    assert scan.job.status == "COMPLETED"
    assert [record["title"] for record in stored(scan)] == ["home", "a", "b"]
    assert site.asked == ["/", "/a", "/a", "/b"]
    assert scan.problems == 0
    assert_sound(scan)
