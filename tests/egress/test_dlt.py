"""dlt's client goes out through the guard, and cannot be led past it by the links of an API."""

from __future__ import annotations

import json
from typing import Any

import pytest

from django_jobkit.egress import EgressError, guarded_session
from tests.egress.conftest import Allow, session
from tests.egress.servers import answer, says, serving

pytestmark = [
    pytest.mark.slow,
    # It takes seconds to load, and warns of its own.
    pytest.mark.filterwarnings("ignore"),
]


def client(base: str, guarded: Any) -> Any:
    """dlt's client for an API whose pages name the next one."""
    rest_client = pytest.importorskip("dlt.sources.helpers.rest_client")
    from dlt.sources.helpers.rest_client.paginators import JSONLinkPaginator

    return rest_client.RESTClient(base_url=base, session=guarded, paginator=JSONLinkPaginator(next_url_path="next"))


def page(*items: int, following: str | None = None) -> bytes:
    """A page of an API."""
    return answer(json.dumps({"items": items, "next": following}).encode(), Content_Type="application/json")


def test_pages_are_read_through_failures(allow: Allow) -> None:
    with serving(says(answer())) as server:
        second = server.url("/2")
        server.behaviour = says(page(1, 2, following=second), answer(status=503), answer(status=429), page(3))
        allow(server)
        pages = client(server.url(), guarded_session(wait=lambda seconds: None)).paginate("/1", data_selector="items")
        assert [item for each in pages for item in each] == [1, 2, 3]


@pytest.mark.parametrize("following", ["http://169.254.169.254/latest", "http://127.0.0.1:1/", "file:///etc/passwd"])
def test_a_link_does_not_lead_inside(following: str, allow: Allow) -> None:
    with serving(says(page(1, following=following))) as server:
        allow(server)
        with pytest.raises(EgressError):
            list(client(server.url(), session()).paginate("/1", data_selector="items"))
