"""Which day a span of the clock belongs to."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from django_jobkit.questions.statistics.spans import Calendar

pytestmark = pytest.mark.django_db


def test_the_last_hour_of_all_years_is_a_day_everywhere() -> None:
    last = int(datetime(9999, 12, 31, 23, tzinfo=UTC).timestamp()) // 3600
    assert Calendar(ZoneInfo("Asia/Tokyo"), using="default").day_of(last) == date(9999, 12, 31)
