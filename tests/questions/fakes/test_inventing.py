"""What is made up is the same for the same seed, and could have happened."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from django_jobkit.questions.fakes.inventing import invented
from django_jobkit.questions.models.question import MAX_SOURCE, MAX_TITLE

UNTIL = datetime(2026, 1, 1, tzinfo=UTC)


def test_the_same_seed_gives_the_same_questions() -> None:
    first = list(invented(40, seed=7, until=UNTIL))
    assert first == list(invented(40, seed=7, until=UNTIL))
    assert first[:10] == list(invented(10, seed=7, until=UNTIL))
    assert first != list(invented(40, seed=8, until=UNTIL))


def test_every_machine_makes_the_same_of_a_seed() -> None:
    # What Faker adds may change with its release; the rest is ours.
    plain = [
        (one.tags, one.difficulty, [(log.date_attempted.isoformat(), str(log.outcome)) for log in one.attempts])
        for one in invented(30, seed=1, until=UNTIL)
    ]
    assert hashlib.sha256(repr(plain).encode()).hexdigest()[:16] == "d9f1f538c25a2278"


def test_all_of_it_could_be_stored_and_have_happened() -> None:
    questions = list(invented(300, seed=3, until=UNTIL))
    for one in questions:
        assert 0 < len(one.title) <= MAX_TITLE
        assert len(one.source) <= MAX_SOURCE
        assert one.tags
        assert len(set(one.tags)) == len(one.tags)
        moments = [log.date_attempted for log in one.attempts]
        assert all(earlier <= later for earlier, later in pairwise(moments))
        assert all(UNTIL - timedelta(days=181) < moment < UNTIL for moment in moments)
    assert {one.difficulty for one in questions} == {"Easy", "Medium", "Hard", ""}
    assert {log.outcome for one in questions for log in one.attempts} == {"Solved", "Partial", "Failed", ""}
    assert not all(one.attempts for one in questions)
