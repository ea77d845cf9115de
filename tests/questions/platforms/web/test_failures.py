"""What a platform that misbehaves becomes: a code that its user can act on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from django_jobkit.egress import AddressRefused, EgressBusy, RedirectRefused
from django_jobkit.egress.errors import RateLimited
from django_jobkit.egress.politeness import politeness
from django_jobkit.exceptions import JobkitError
from django_jobkit.questions.importing.registry import Platform
from django_jobkit.questions.platforms.codewars import read_codewars
from django_jobkit.questions.platforms.leetcode import read_leetcode
from django_jobkit.questions.problems import PlatformError
from django_jobkit.testing.plugin import jobkit_settings
from tests.questions.platforms.web.servers import Answer, Asked, Fake, serving

pytestmark = pytest.mark.requires_extra("egress")
_OPTIONS = {"username": "ada"}


def _nothing(asked: Asked) -> Answer:
    """Neither platform has anything for this user."""
    user = {"matchedUser": {"username": "ada"}, "recentAcSubmissionList": []}
    return Answer({"totalPages": 0, "totalItems": 0, "data": []} if asked.body is None else {"data": user})


@pytest.fixture
def fake() -> Iterator[Fake]:
    with serving(_nothing) as found:
        yield found


@pytest.fixture(params=[read_codewars, read_leetcode], ids=lambda found: found.name)
def platform(request: pytest.FixtureRequest) -> Any:
    return request.param


def _failure(fake: Fake, platform: Platform, *answers: Answer | None, **limits: Any) -> JobkitError:
    fake.first += answers
    with pytest.raises(JobkitError) as refused:
        fake.run(platform, _OPTIONS, limits={"retries": 0, **limits})
    return refused.value


@pytest.mark.parametrize(
    ("answer", "code", "retry"),
    [
        (Answer(status=500), "platform_unavailable", True),
        (Answer(status=503), "platform_unavailable", True),
        (Answer(status=408), "platform_unavailable", True),
        (Answer(status=429), "rate_limited", True),
        (Answer(status=403), "platform_refused", False),
        (Answer(b"<html>hello</html>", headers={"Content-Type": "text/html"}), "unexpected_answer", False),
        (Answer(b""), "unexpected_answer", False),
        (Answer(b'{"totalPages": 0, "totalItems": 0, "data": [], "more": NaN}'), "unexpected_answer", False),
        (Answer(b"[" * 100_000), "unexpected_answer", False),
        (Answer(b"\xff\xfe\xff"), "unexpected_answer", False),
        (Answer([1, 2]), "unexpected_answer", False),
        (Answer({"data": "none"}), "unexpected_answer", False),
        (Answer({"data": [1], "totalPages": -1}), "unexpected_answer", False),
    ],
)
def test_an_answer_of_no_use_has_a_code(fake: Fake, platform: Platform, answer: Answer, code: str, retry: bool) -> None:
    error = _failure(fake, platform, answer)
    assert isinstance(error, PlatformError)
    assert (error.code, error.retry) == (code, retry)
    assert "hello" not in error.message


def test_an_error_that_passes_is_asked_again_about_at_once(fake: Fake) -> None:
    fake.first += [Answer(status=500), Answer(status=429)]
    assert fake.run(read_codewars, _OPTIONS, limits={"retries": 3, "retry_limit": 10.0}) == []
    assert len(fake.asked) == 3


def test_a_platform_that_asks_for_patience_gets_it(fake: Fake, platform: Platform) -> None:
    error = _failure(fake, platform, Answer(status=429, headers={"Retry-After": "120"}), retry_limit=5.0)
    assert isinstance(error, RateLimited)
    assert (error.code, error.after.total_seconds()) == ("rate_limited", 120.0)


def test_a_short_wait_is_waited_for_by_the_request_itself(fake: Fake) -> None:
    fake.first.append(Answer(status=429, headers={"Retry-After": "2"}))
    assert fake.run(read_codewars, _OPTIONS, limits={"retries": 1, "retry_limit": 5.0}) == []
    assert 2.0 in fake.waited


def test_more_patience_than_we_have_ends_the_import(fake: Fake, platform: Platform) -> None:
    error = _failure(fake, platform, Answer(status=429, headers={"Retry-After": "999999999"}), retry_limit=5.0)
    assert isinstance(error, PlatformError)
    assert (error.code, error.retry) == ("rate_limited", False)


def test_a_queue_of_our_own_is_not_told_as_a_slow_platform(fake: Fake, platform: Platform) -> None:
    wait: Any = fake.waited.append
    limits = {"retry_limit": 0.01, "concurrency": 1, "deadline": 0.01}
    with politeness.turn("127.0.0.1", interval=0.0, concurrency=1, patience=1.0, wait=wait):
        error = _failure(fake, platform, **limits)
    assert isinstance(error, EgressBusy)
    assert (error.code, "Codewars" in error.message, fake.asked) == ("egress_busy", False, [])


def test_a_slow_platform_times_out(fake: Fake, platform: Platform) -> None:
    error = _failure(fake, platform, None, deadline=0.2, read_timeout=0.2)
    assert isinstance(error, PlatformError)
    assert (error.code, error.retry) == ("platform_timeout", True)


def test_a_huge_answer_is_not_read(fake: Fake, platform: Platform) -> None:
    error = _failure(fake, platform, Answer(b"[" + b" " * 2_000_000 + b"]"), max_bytes=100_000)
    assert isinstance(error, PlatformError)
    assert error.code == "unexpected_answer"


def test_a_platform_that_is_not_there_is_unavailable(fake: Fake, platform: Platform) -> None:
    gone = {"CODEWARS_URL": "http://127.0.0.1:9/api", "LEETCODE_URL": "http://127.0.0.1:9"}
    with jobkit_settings(EGRESS_ALLOW=["127.0.0.1:*"], QUESTIONS=gone):
        error = _failure(fake, platform)
    assert isinstance(error, PlatformError)
    assert (error.code, error.retry) == ("platform_unavailable", True)


def test_a_redirect_to_an_address_inside_is_not_followed(fake: Fake) -> None:
    error = _failure(fake, read_codewars, Answer(status=302, headers={"Location": "http://169.254.169.254/latest/"}))
    assert isinstance(error, AddressRefused | RedirectRefused)
    assert error.code in {"address_refused", "redirect_refused"}
    assert len(fake.asked) == 1


def test_a_server_inside_is_not_asked_unless_the_operator_opens_it(fake: Fake, platform: Platform) -> None:
    with jobkit_settings(EGRESS_ALLOW=[], QUESTIONS={"CODEWARS_URL": fake.url, "LEETCODE_URL": fake.url}):
        error = _failure(fake, platform)
    assert error.code in {"address_refused", "port_refused"}
    assert not fake.asked
