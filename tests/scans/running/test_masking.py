"""What a scan tells of its problems has none of the secrets that it was given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydantic
import pytest

from django_jobkit.scans import Problem
from django_jobkit.scans.models import ScanProblem
from tests.scans.running.kit import run, started

pytestmark = pytest.mark.django_db
SECRET = "correct-horse-battery-staple"


class Login(pydantic.BaseModel):
    """Options with a secret."""

    password: pydantic.SecretStr


def told_by(an_extractor: Any, *yielded: Any) -> list[str]:
    """All texts of the problems of a scan that has the secret and yields this."""

    def extract(options: Login, scan: Any) -> Iterator[Any]:
        assert options.password.get_secret_value() == SECRET
        yield from yielded

    run(started(an_extractor(extract, options=Login), options={"password": SECRET}))
    rows = ScanProblem.objects.values_list("field", "message", "raw")
    assert rows
    return [text for row in rows for text in row]


@pytest.mark.parametrize(
    "yielded",
    [
        Problem("refused", f"The server does not like {SECRET}.", field=SECRET, raw=f"GET /?key={SECRET}"),
        # At the place where it is cut.
        Problem("refused", "x" * 490 + SECRET, raw="y" * 490 + SECRET),
        f"{SECRET} is no record",
        {"text": "z" * 480 + SECRET, "more": "z" * 2_000_000},
        {"nested": {1, object(), SECRET}},
    ],
    ids=["in every text", "at the cut", "no record", "too large", "not JSON"],
)
def test_no_part_of_a_secret_is_in_a_problem(an_extractor: Any, yielded: Any) -> None:
    for text in told_by(an_extractor, yielded):
        assert SECRET[:8] not in text
