"""What passes by itself is tried again, politely and not for ever; the rest fails at once and says why."""

from __future__ import annotations

import dataclasses
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.egress import EgressError, HttpError, Limits, RateLimited, guarded_session
from django_jobkit.egress.errors import ConnectFailed, DeadlineExceeded, http_error
from django_jobkit.egress.retrying import Retrying, parse_retry_after
from django_jobkit.exceptions import JobCancelled, PermanentFailure, RetryLater
from tests.egress import servers
from tests.egress.conftest import Allow, session
from tests.egress.servers import Behaviour, answer, says, serving

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
YEAR = 366 * 24 * 3600


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 7 ", 7),
        ("Sat, 21 Nov 2026 12:01:00 GMT", 60),
        ("Saturday, 21-Nov-26 12:01:00 GMT", 60),
        ("Sat Nov 21 12:01:00 2026", 60),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0),
        ("Sat, 21 Nov 2026 13:01:00 +0100", 60),
        ("", None),
        (None, None),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("99999999999999999999", YEAR),
        pytest.param("9" * 5000, YEAR, id="5000 digits"),
        ("Fri, 31 Dec 9999 23:59:59 GMT", YEAR),
        ("Fri, 31 Dec 9999 23:59:59 -1200", YEAR),
        ("Mon, 01 Jan 0100 00:00:00 +1200", 0),
        ("Sat, 99 Nov 2026 12:01:00 GMT", None),
        ("٣", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, NOW) == seconds


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2027, 11, 1), timezones=st.just(UTC)))
def test_every_date_is_a_number_of_seconds_from_now(moment: datetime) -> None:
    seconds = parse_retry_after(format_datetime(moment, usegmt=True), NOW)
    assert seconds == max(0.0, (moment.replace(microsecond=0) - NOW).total_seconds())


@given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d+ [A-Z][a-z]{2} \d+ \d+:\d+:\d+ .*"))
def test_no_nonsense_breaks_it(value: str) -> None:
    seconds = parse_retry_after(value, NOW)
    assert seconds is None or seconds >= 0


@given(st.integers(1, 10_000), st.floats(0, 1000))
def test_no_wait_is_longer_than_its_limit(failures: int, limit: float) -> None:
    retrying = Retrying(retries=10_000, limit=limit)
    assert 0 <= retrying.delay("GET", None, ConnectFailed(), failures) <= limit


def test_waits_grow_and_differ() -> None:
    retrying = Retrying(retries=10, limit=1000)
    delays = [retrying.delay("GET", None, ConnectFailed(), failures) for failures in (1, 3, 5, 7, 9)]
    assert delays == sorted(delays)
    assert len({retrying.delay("GET", None, ConnectFailed(), 5) for _ in range(10)}) > 1


def patient(waits: list[float], **limits: Any) -> Any:
    """A session that writes down its waits and sits none of them out."""
    return guarded_session(dataclasses.replace(Limits.from_settings(), **limits), wait=waits.append)


def pauses(waits: list[float]) -> list[float]:
    """Those that are no mere question whether to go on."""
    return [seconds for seconds in waits if seconds]


@pytest.mark.parametrize(
    "behaviour",
    [
        says(answer(status=503), answer(status=500), answer(b"at last")),
        says(answer(status=429), answer(status=408), answer(b"at last")),
        says(answer(status=425), answer(b"at last")),
    ],
)
def test_what_passes_is_tried_again(behaviour: Behaviour, allow: Allow) -> None:
    with serving(behaviour) as server:
        allow(server)
        waits: list[float] = []
        assert patient(waits).get(server.url()).content == b"at last"
        assert len(pauses(waits)) == len(server.asked) - 1


def test_a_broken_connection_is_tried_again(allow: Allow) -> None:
    turns = iter([servers.resets, servers.breaks_off])

    def behaviour(asked: servers.Asked, wire: servers.Wire) -> Any:
        return next(turns, says(answer(b"at last")))(asked, wire)

    with serving(behaviour) as server:
        allow(server)
        assert patient([]).get(server.url()).content == b"at last"
        assert server.hits == 3


def test_tries_are_counted(allow: Allow) -> None:
    with serving(says(answer(status=503))) as server:
        allow(server)
        with pytest.raises(HttpError) as failed:
            patient([], retries=2).get(server.url())
        assert (failed.value.status, failed.value.retry, len(server.asked)) == (503, True, 3)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
def test_what_will_not_change_fails_at_once_and_for_good(status: int, allow: Allow) -> None:
    with serving(says(answer(b"inside story", status))) as server:
        allow(server)
        with pytest.raises(HttpError) as failed:
            patient([]).get(server.url())
        assert len(server.asked) == 1
    error = failed.value
    assert (error.code, error.details, error.retry) == ("http_error", {"status": status}, False)
    assert isinstance(error, PermanentFailure)


@pytest.mark.parametrize(
    ("method", "times"), [("GET", 3), ("HEAD", 3), ("PUT", 3), ("DELETE", 3), ("POST", 1), ("PATCH", 1)]
)
def test_only_what_may_happen_twice_is_sent_twice(method: str, times: int, allow: Allow) -> None:
    with serving(says(servers.head(503, Content_Length=0))) as server:
        allow(server)
        with pytest.raises(HttpError):
            patient([], retries=2).request(method, server.url(), data=b"x" if method not in {"GET", "HEAD"} else None)
        assert len(server.asked) == times


def test_a_body_that_is_gone_is_not_sent_again(allow: Allow) -> None:
    with serving(says(servers.head(503, Content_Length=0))) as server:
        allow(server)
        with pytest.raises(HttpError):
            patient([]).put(server.url(), data=iter([b"once"]), headers={"Content-Length": "4"})
        assert len(server.asked) == 1


def test_retry_after_is_honoured(allow: Allow) -> None:
    with serving(says(answer(status=429, Retry_After=17), answer())) as server:
        allow(server)
        waits: list[float] = []
        patient(waits, retry_limit=20).get(server.url())
    assert pauses(waits) == [17]


def test_a_longer_retry_after_is_for_the_job(allow: Allow) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    for value in (3600, later):
        with serving(says(answer(status=429, Retry_After=value))) as server:
            allow(server)
            with pytest.raises(RateLimited) as limited:
                patient([], retry_limit=20).get(server.url())
            assert len(server.asked) == 1
        error = limited.value
        assert 3500 < (error.retry_after or 0) <= 3600
        assert error.code == "rate_limited"
        # A handler that lets it pass is run again then.
        assert isinstance(error, RetryLater)
        assert timedelta(seconds=3500) < error.after <= timedelta(hours=1)


@pytest.mark.parametrize("value", [10**12, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_wait_beyond_all_measure_is_a_year_at_most(value: Any, allow: Allow) -> None:
    with serving(says(answer(status=429, Retry_After=value))) as server:
        allow(server)
        with pytest.raises(RateLimited) as limited:
            patient([], retry_limit=20).get(server.url())
        assert len(server.asked) == 1
    assert limited.value.after == timedelta(seconds=YEAR)


def test_a_server_that_is_too_slow_is_not_asked_again(allow: Allow) -> None:
    with serving(servers.says_nothing) as server:
        allow(server)
        with pytest.raises(DeadlineExceeded):
            session(retries=5, read_timeout=0.1).get(server.url())
        assert server.hits == 1


def test_nobody_there_is_tried_again_and_then_said(allow: Allow) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    allow(f"127.0.0.1:{port}")
    waits: list[float] = []
    with pytest.raises(EgressError) as failed:
        patient(waits, retries=2).get(f"http://127.0.0.1:{port}/")
    assert failed.value.code == "connect_failed"
    assert len(pauses(waits)) == 2


def test_a_name_that_is_unknown_is_tried_again_and_then_said(allow: Allow, names: Any) -> None:
    asked = names(lambda host: [])
    with pytest.raises(EgressError) as failed:
        patient([], retries=2).get("http://nowhere.example/")
    assert failed.value.code == "dns_failed"
    assert len(asked) == 3


def test_a_cancelled_job_stops_waiting(allow: Allow) -> None:
    def wait(seconds: float) -> None:
        if seconds:
            raise JobCancelled

    with serving(says(answer(status=503))) as server:
        allow(server)
        with pytest.raises(JobCancelled):
            guarded_session(wait=wait).get(server.url())
        assert len(server.asked) == 1


@given(st.integers(400, 599))
def test_every_status_knows_whether_it_passes(status: int) -> None:
    error = http_error(status)
    assert error.retry == (status >= 500 or status in {408, 425, 429})
    assert isinstance(error, PermanentFailure) != error.retry
