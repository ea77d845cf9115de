"""Whatever a server does, a request ends in time, in bounded memory, and with an error that says what to do."""

from __future__ import annotations

import gzip
import resource
import time
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from django_jobkit.egress import EgressError
from tests.egress import servers
from tests.egress.conftest import Allow, session
from tests.egress.servers import Behaviour, answer, head, says, serving

KILO, MEGA = 1024, 1024 * 1024


def failure(behaviour: Behaviour, allow: Allow, read: Callable[[Any], Any] | None = None, **limits: Any) -> EgressError:
    """How a request to a server with this behaviour fails; `read` is what is done with the streamed response."""
    with serving(behaviour) as server:
        allow(server)
        with pytest.raises(EgressError) as failed:
            response = session(**limits).get(server.url(), stream=read is not None)
            if read is not None:
                read(response)
    return failed.value


@pytest.mark.parametrize("behaviour", [servers.drips_body(), servers.drips_head()], ids=["body", "head"])
def test_a_server_that_drips_is_left_at_the_deadline(behaviour: Behaviour, allow: Allow) -> None:
    began = time.monotonic()
    assert failure(behaviour, allow, deadline=0.4, read_timeout=0.3).code == "deadline_exceeded"
    assert 0.3 < time.monotonic() - began < 2


def test_a_server_that_says_nothing_is_left_after_one_silence(allow: Allow) -> None:
    began = time.monotonic()
    assert failure(servers.says_nothing, allow, deadline=30, read_timeout=0.2).code == "deadline_exceeded"
    assert time.monotonic() - began < 2


def test_the_deadline_counts_redirects_together(allow: Allow) -> None:
    def slowly(asked: servers.Asked, wire: servers.Wire) -> bool:
        wire.closing.wait(0.15)
        wire.send(servers.redirect("/again"))
        return True

    assert failure(slowly, allow, deadline=0.4, redirects=100).code == "deadline_exceeded"


def test_our_own_time_does_not_count(allow: Allow) -> None:
    with serving(says(answer(b"x" * 300_000))) as server:
        allow(server)
        with session(deadline=0.3).download(server.url()) as blocks:
            size = 0
            for block in blocks:
                size += len(block)
                time.sleep(0.1)
    assert size == 300_000


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        (servers.endless_chunks, "body_too_large"),
        (servers.endless_framing, "body_too_large"),
        (says(head(200, Content_Length=10**12)), "body_too_large"),
        (says(answer(servers.bomb(10), Content_Encoding="gzip")), "body_too_large"),
        (says(answer(b"x" * (MEGA + 1))), "body_too_large"),
        (servers.huge_head, "header_too_large"),
        (servers.many_headers, "header_too_large"),
        (servers.endless_continue, "header_too_large"),
        (says(answer(gzip.compress(gzip.compress(b"x")), Content_Encoding="gzip, gzip")), "bad_encoding"),
        (says(answer(b"x", Content_Encoding="br")), "bad_encoding"),
        (says(answer(b"no gzip at all", Content_Encoding="gzip")), "bad_encoding"),
        (says(answer(b"no deflate at all", Content_Encoding="deflate")), "bad_encoding"),
        (says(answer(gzip.compress(b"x" * 999)[:-9], Content_Encoding="gzip")), "bad_encoding"),
        (says(answer(b"\x1f", Content_Encoding="gzip")), "bad_encoding"),
        (servers.breaks_off, "connection_lost"),
        (servers.resets, "connection_lost"),
        (says(head(200, Transfer_Encoding="chunked") + b"zz\r\n"), "connection_lost"),
        (says(head(200, Transfer_Encoding="chunked") + b"-5\r\nabc"), "bad_answer"),
        (servers.garbage, "bad_answer"),
        (says(head(200).replace(b"\r\n\r\n", b"\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")), "bad_answer"),
    ],
)
@pytest.mark.parametrize(
    "read", [None, lambda response: response.text, lambda response: list(response.iter_content(9999))]
)
def test_a_rude_answer_gets_its_error_however_it_is_read(
    behaviour: Behaviour, code: str, read: Any, allow: Allow
) -> None:
    error = failure(behaviour, allow, read, max_bytes=MEGA, deadline=5, read_timeout=1)
    assert error.code == code
    assert not {"inside", "127.0.0.1", "Errno"} & set(str(error).split())
    assert error.__suppress_context__ or error.__context__ is None


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "x-gzip", "GZIP", "identity", ""])
def test_what_is_packed_honestly_is_unpacked(encoding: str, allow: Allow) -> None:
    plain = b"0123456789" * 50_000
    kind = encoding.lower().removeprefix("x-")
    packed = {"gzip": gzip.compress(plain), "deflate": zlib.compress(plain)}.get(kind, plain)
    with serving(says(answer(packed, Content_Encoding=encoding))) as server:
        allow(server)
        assert session().get(server.url()).content == plain
        with session().download(server.url()) as blocks:
            assert b"".join(blocks) == plain
        assert session().get(server.url(), stream=True).raw.read() == plain


def test_an_answer_to_head_and_one_without_a_body_need_no_packing(allow: Allow) -> None:
    with serving(says(head(200, Content_Encoding="gzip", Content_Length=10**12))) as server:
        allow(server)
        assert session().head(server.url()).content == b""
    with serving(says(head(204, Content_Encoding="gzip"))) as server:
        allow(server)
        assert session().get(server.url()).content == b""


def test_a_bomb_takes_no_memory(allow: Allow) -> None:
    packed = servers.bomb(120)
    with serving(says(answer(packed, Content_Encoding="gzip"))) as server:
        allow(server)
        del packed
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with session(max_bytes=1024 * MEGA).download(server.url()) as blocks:
            largest, size = 0, 0
            for block in blocks:
                largest, size = max(largest, len(block)), size + len(block)
    assert size == 120 * MEGA
    assert largest <= 64 * KILO
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20 * KILO


def test_the_cap_is_exact(allow: Allow) -> None:
    with serving(says(answer(b"x" * MEGA))) as server:
        allow(server)
        assert len(session(max_bytes=MEGA).get(server.url()).content) == MEGA
        with pytest.raises(EgressError):
            session(max_bytes=MEGA - 1).get(server.url())


def test_little_is_read_of_what_is_too_large(allow: Allow) -> None:
    taken: list[int] = []
    with serving(servers.endless_chunks) as server:
        allow(server)
        import dataclasses

        from django_jobkit.egress import Limits, guarded_session

        limits = dataclasses.replace(Limits.from_settings(), retries=0, max_bytes=MEGA)
        with pytest.raises(EgressError):
            guarded_session(limits, on_bytes=taken.append).get(server.url())
    assert MEGA < sum(taken) < 2 * MEGA


def test_whoever_counts_the_bytes_can_stop_the_download(allow: Allow) -> None:
    from django_jobkit.egress import guarded_session
    from django_jobkit.exceptions import JobCancelled

    def stop(count: int) -> None:
        raise JobCancelled

    with serving(servers.endless_chunks) as server:
        allow(server)
        with pytest.raises(JobCancelled):
            guarded_session(on_bytes=stop).get(server.url())
        assert server.hits == 1


def test_a_response_can_be_read_like_a_file(allow: Allow) -> None:
    import io

    with serving(says(answer(gzip.compress(b"a\nb\nc\n"), Content_Encoding="gzip"))) as server:
        allow(server)
        with session().get(server.url(), stream=True) as response:
            assert [line.strip() for line in io.BufferedReader(response.raw)] == [b"a", b"b", b"c"]


def test_a_half_read_response_does_not_reach_into_the_next(allow: Allow) -> None:
    with serving(says(answer(b"x" * 500_000), answer(b"second"))) as server:
        allow(server)
        one = session()
        with one.get(server.url(), stream=True) as response:
            next(response.iter_content(10))
        assert one.get(server.url()).content == b"second"
        assert server.hits == 2


def test_what_is_sent_behind_an_answer_is_no_answer(allow: Allow) -> None:
    with serving(says(answer(b"one") + answer(b"forged"), answer(b"two"))) as server:
        allow(server)
        one = session()
        assert one.get(server.url()).content == b"one"
        assert one.get(server.url()).content == b"two"
