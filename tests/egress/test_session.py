"""The session is a requests.Session that takes its orders from the settings alone."""

from __future__ import annotations

import gc
import os
import threading
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("requests")

import requests

from django_jobkit.core.context import JobContext
from django_jobkit.egress import Egress, EgressError, Limits, guarded_session
from django_jobkit.egress.sockets import MeteredSocket
from django_jobkit.exceptions import ExtraMissing, JobCancelled
from tests.egress.conftest import Allow, session
from tests.egress.servers import Asked, Wire, answer, routes, says, serving


def test_it_is_a_session_and_keeps_connections(allow: Allow) -> None:
    with serving(routes(a=answer(b'{"a": 1}'), b=answer(b"two"))) as server:
        allow(server, EGRESS_USER_AGENT="crawler/1 (+https://example.com)")
        one = session()
        assert isinstance(one, requests.Session)
        assert one.get(server.url("/a"), params={"q": "x y"}, headers={"Accept": "text/plain"}).json() == {"a": 1}
        assert one.get(server.url("/b")).text == "two"
        assert server.hits == 1
        assert server.asked[0].path == "/a?q=x+y"
        assert server.asked[0].headers["user-agent"] == "crawler/1 (+https://example.com)"
        assert server.asked[0].headers["accept"] == "text/plain"
        assert server.asked[0].headers["accept-encoding"] == "gzip, deflate"


def test_nothing_comes_from_the_environment(allow: Allow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with serving(says(answer(b"by proxy"))) as proxy, serving(says(answer(b"straight"))) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url())
        netrc = tmp_path / "netrc"
        netrc.write_text("machine 127.0.0.1 login me password s3cret\n")
        monkeypatch.setenv("NETRC", str(netrc))
        allow(server)
        assert session().get(server.url()).content == b"straight"
        assert session().get(server.url(), proxies={"http": proxy.url()}).content == b"straight"
        assert proxy.hits == 0
        assert "authorization" not in server.asked[0].headers


def test_callers_do_not_choose_the_host_header_or_the_packing(allow: Allow) -> None:
    with serving(says(answer())) as server:
        allow(server)
        session().get(server.url(), headers={"Host": "inner.example", "Accept-Encoding": "br, zstd"})
        assert server.asked[0].headers["host"] == server.entry
        assert server.asked[0].headers["accept-encoding"] == "gzip, deflate"
        session().get(server.url(), headers={"Accept-Encoding": "identity"})
        assert server.asked[1].headers["accept-encoding"] == "identity"


def test_what_is_posted_arrives(allow: Allow) -> None:
    with serving(says(answer())) as server:
        allow(server)
        session().post(server.url(), json={"a": 1})
        session().put(server.url(), data=b"x" * 500_000)
        assert server.asked[0].body == b'{"a": 1}'
        assert len(server.asked[1].body) == 500_000


def test_a_proxy_of_the_operators_carries_what_is_not_near(allow: Allow, names: Any) -> None:
    asked = names(lambda host: ["10.0.0.1"])
    with serving(says(answer(b"by proxy"))) as proxy, serving(says(answer(b"near"))) as near:
        allow(near, EGRESS_PROXY=proxy.url())
        assert session().get("http://far.example/x").content == b"by proxy"
        assert proxy.asked[0].path == "http://far.example/x"
        assert session().get(near.url()).content == b"near"
        for url in ("http://10.0.0.1/", "http://0x7f.1/", "http://metadata.google.internal/", "http://far.example:22/"):
            with pytest.raises(EgressError):
                session().get(url)
        assert (proxy.hits, asked) == (1, [])


def test_a_proxy_that_says_no_is_not_quoted(allow: Allow) -> None:
    def refuse(asked: Asked, wire: Wire) -> None:
        wire.send(b"HTTP/1.1 403 Blocked-by-inner.example\r\n\r\n")

    with serving(refuse) as proxy:
        allow(EGRESS_PROXY=proxy.url())
        with pytest.raises(EgressError) as failed:
            session().get("https://far.example/")
        assert proxy.asked[0].method == "CONNECT"
    assert failed.value.code == "connect_failed"
    assert "inner" not in str(failed.value)


def test_a_hook_of_the_callers_is_heard_before_we_judge(allow: Allow) -> None:
    class Enough(Exception):
        """What a client built on requests may raise."""

    def hook(response: requests.Response, **kwargs: Any) -> None:
        if response.status_code == 404:
            raise Enough
        response.raise_for_status()

    with serving(routes(fine=answer(), down=answer(status=503))) as server:
        allow(server)
        with pytest.raises(Enough):
            session().get(server.url("/absent"), hooks={"response": hook})
        with pytest.raises(EgressError) as failed:
            session().get(server.url("/down"), hooks={"response": hook})
        assert failed.value.details == {"status": 503}
        assert session().get(server.url("/fine"), hooks={"response": hook}).ok


def test_a_hook_that_raises_leaves_no_connection_open(allow: Allow) -> None:
    class Enough(Exception):
        """What a client built on requests may raise."""

    def hook(response: requests.Response, **kwargs: Any) -> None:
        raise Enough

    with serving(routes(fine=answer(b"x" * 500_000))) as server:
        allow(server)
        with pytest.raises(Enough) as raised:
            session().get(server.url("/fine"), hooks={"response": hook})
        # By type: isinstance would look through lazy objects of other tests.
        sockets = [each for each in gc.get_objects() if issubclass(type(each), MeteredSocket) and each.fileno() != -1]
        assert not [each for each in sockets if each.getpeername()[1] == server.port]
    assert raised.value is not None


@pytest.mark.parametrize(
    "url", ["", "no url", "http://", "http://exa mple/", "http://a..b/", "http://*.example/", "http://" + "a" * 300]
)
def test_a_url_that_makes_no_sense_is_told_so(url: str, allow: Allow) -> None:
    with pytest.raises(EgressError) as refused:
        session().get(url)
    assert refused.value.code in {"invalid_url", "address_refused"}


def test_a_job_that_should_stop_sends_nothing_more(allow: Allow) -> None:
    class Nobody:
        """A channel to no row."""

        def report(self, *given: Any) -> None: ...
        def checkpoint(self, *given: Any) -> None: ...
        def watch(self, *given: Any) -> None: ...

    import uuid

    context = JobContext(job_id=uuid.uuid4(), attempt=1, channel=Nobody())
    with serving(says(answer())) as server:
        allow(server)
        one = guarded_session(wait=context.wait)
        assert one.get(server.url()).ok
        context.stop(JobCancelled)
        with pytest.raises(JobCancelled):
            one.get(server.url())
        assert len(server.asked) == 1


def test_limits_are_the_settings_until_somebody_says_otherwise(allow: Allow) -> None:
    allow(EGRESS_DEADLINE=7.0, EGRESS_REDIRECTS=1)
    assert (Limits.from_settings().deadline, Egress().session().limits.redirects) == (7.0, 1)


def test_without_the_extra_it_says_which(allow: Allow, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.delitem(sys.modules, "django_jobkit.egress.client.session", raising=False)
    monkeypatch.setitem(sys.modules, "requests_hardened.client", None)
    with pytest.raises(ExtraMissing, match=r"django-jobkit\[egress\]"):
        guarded_session()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_child_process_does_not_talk_over_its_parents_connection(allow: Allow) -> None:
    with serving(says(answer())) as server:
        allow(server)
        one = session()
        one.get(server.url())
        child = os.fork()
        if child == 0:
            try:
                one.get(server.url())
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        assert one.get(server.url()).ok
        assert (server.hits, len(server.asked)) == (2, 3)


def test_threads_with_sessions_of_their_own_do_not_disturb_each_other(allow: Allow) -> None:
    def echo(asked: Asked, wire: Wire) -> bool:
        wire.send(answer(asked.path.encode()))
        return True

    wrong: list[str] = []

    def ask(number: int) -> None:
        one = session()
        for turn in range(20):
            path = f"/{number}/{turn}"
            if one.get(server.url(path)).text != path:
                wrong.append(path)

    with serving(echo) as server:
        allow(server)
        threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert wrong == []
        assert len(server.asked) == 160
