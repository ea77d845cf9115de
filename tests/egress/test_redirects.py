"""Redirects are followed a little way, to where they may lead, and without anybody's secrets."""

from __future__ import annotations

from typing import Any

import pytest

from django_jobkit.egress import EgressError
from tests.egress.conftest import Allow, session
from tests.egress.servers import answer, redirect, routes, says, self_signed, serving

SECRETS = {
    "Authorization": "Bearer s3cret",
    "Cookie": "session=s3cret",
    "X-Api-Key": "s3cret",
    "Proxy-Authorization": "Basic s3cret",
    "Whatever-They-Call-It": "s3cret",
}


@pytest.mark.parametrize("location", ["/end", "end", "?end", "//127.0.0.1:{port}/end", "http://127.0.0.1:{port}/end#x"])
def test_a_redirect_is_followed_however_it_is_written(location: str, allow: Allow) -> None:
    with serving(says(answer())) as server:
        server.behaviour = says(redirect(location.format(port=server.port)), answer(b"there"))
        allow(server)
        response = session().get(server.url("/begin"), headers=SECRETS)
        assert response.content == b"there"
        assert [hop.status_code for hop in response.history] == [302]
        # The same origin may know.
        assert server.asked[1].headers["authorization"] == "Bearer s3cret"
        assert server.asked[1].headers["x-api-key"] == "s3cret"


def test_a_chain_ends(allow: Allow) -> None:
    with serving(says(redirect("/again"))) as server:
        allow(server)
        with pytest.raises(EgressError) as refused:
            session(redirects=3).get(server.url())
        assert refused.value.code == "too_many_redirects"
        assert len(server.asked) == 4
        with pytest.raises(EgressError):
            session(redirects=0).get(server.url())
        assert len(server.asked) == 5


def test_a_caller_may_look_at_a_redirect(allow: Allow) -> None:
    with serving(says(redirect("http://10.0.0.1/"))) as server:
        allow(server)
        assert session().get(server.url(), allow_redirects=False).headers["Location"] == "http://10.0.0.1/"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_secrets_do_not_cross_origins(status: int, allow: Allow) -> None:
    with serving(says(answer(b"mine"))) as other, serving(says(redirect(other.url("/there"), status))) as first:
        allow(first, other)
        headers = {**SECRETS, "Accept": "text/csv", "Accept-Language": "de"}
        one = session()
        one.headers["X-Session-Key"] = "s3cret"
        assert one.get(first.url(), headers=headers, cookies={"jar": "s3cret"}).content == b"mine"
        (asked,) = other.asked
        assert asked.headers["host"] == f"127.0.0.1:{other.port}"
    assert "s3cret" not in str(asked)
    assert asked.headers["accept"] == "text/csv"
    assert asked.headers["accept-language"] == "de"


def test_what_was_posted_does_not_cross_origins(allow: Allow) -> None:
    with serving(says(answer())) as other, serving(says(redirect(other.url(), 307))) as first:
        allow(first, other)
        with pytest.raises(EgressError) as refused:
            session().post(first.url(), data={"client_secret": "s3cret"})
        assert refused.value.code == "redirect_refused"
        assert other.hits == 0


@pytest.mark.parametrize(
    "location",
    ["http://user:pw@127.0.0.1/", "ftp://127.0.0.1/", "file:///etc/passwd", "http://a\\b/", "javascript:x"],
)
def test_a_redirect_to_what_is_no_plain_url_is_refused(location: str, allow: Allow) -> None:
    with serving(says(redirect(location))) as server:
        allow(server)
        with pytest.raises(EgressError) as refused:
            session().get(server.url())
        assert refused.value.code == "redirect_refused"
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    "location",
    [
        b"/caf\xe9",
        b"http://127.0.0.1:80:80/",
        b"http://127.0.0.1:x/",
        b"http://[::1",
        b"//[x]/",
        b"http://\xe2\x84\x80/",
    ],
)
def test_a_redirect_to_what_is_no_url_at_all_is_refused(location: bytes, allow: Allow) -> None:
    head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n"
    with serving(says(head)) as server:
        allow(server)
        with pytest.raises(EgressError) as refused:
            session(retries=2).get(server.url())
        assert (refused.value.code, refused.value.retry) == ("redirect_refused", False)
        assert len(server.asked) == 1


def test_a_redirect_away_from_tls_is_refused(allow: Allow, tmp_path: Any) -> None:
    pytest.importorskip("cryptography")
    context, pem = self_signed(tmp_path)
    with serving(says(answer())) as plain, serving(says(redirect(plain.url())), context=context) as tls:
        allow(plain, tls, EGRESS_CA_BUNDLE=str(pem))
        with pytest.raises(EgressError) as refused:
            session().get(tls.url())
        assert refused.value.code == "redirect_refused"
        assert plain.hits == 0


def test_cookies_go_back_to_their_host_alone(allow: Allow, names: Any) -> None:
    names(lambda host: ["127.0.0.1"])
    with serving(routes(set=answer(Set_Cookie="a=1; Domain=example.net"), show=answer())) as server:
        allow(f"*.example.net:{server.port}", f"example.net:{server.port}")
        one = session()

        def cookie_at(host: str, path: str = "/show") -> str | None:
            one.get(f"http://{host}:{server.port}{path}")
            return server.asked[-1].headers.get("cookie")

        cookie_at("www.example.net", "/set")
        assert cookie_at("www.example.net") == "a=1"
        assert cookie_at("example.net") is None
        assert cookie_at("api.example.net") is None
        assert cookie_at("www.example.net") == "a=1"


def test_a_cookie_set_on_the_way_is_there_at_the_end(allow: Allow) -> None:
    first = answer(b"", 302, Location="/show", Set_Cookie="consent=yes")
    with serving(routes(root=first, show=answer())) as server:
        allow(server)
        session().get(server.url())
        assert server.asked[1].headers["cookie"] == "consent=yes"
