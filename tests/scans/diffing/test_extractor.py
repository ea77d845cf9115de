"""The extractor ``diff``: changes between two scans, as records of a third."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from django_jobkit.scans import Cursor, ExtractionError
from django_jobkit.scans.extractors.diffs import diff
from django_jobkit.scans.models import Scan
from django_jobkit.scans.services.sources import create_source
from django_jobkit.testing.scans import run_extractor
from tests.scans.running.kit import assert_sound, fetch, run, started, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_jobkit")]


@pytest.fixture
def scanned(an_extractor: Any) -> Any:
    """Make a completed scan of some records."""

    def make(records: list[dict[str, Any]], **request: Any) -> Scan:
        def extract(options: Any, scan: Any) -> Iterator[Any]:
            yield from records

        return run(started(an_extractor(extract), **request))

    return make


def test_changes_are_records_of_a_scan_of_their_own(scanned: Any) -> None:
    old = scanned([{"id": n, "v": n} for n in range(25)])
    new = scanned([{"id": n, "v": max(n, 3)} for n in range(2, 28)])

    scan = run(started("diff", options={"scan": str(new.pk), "against": str(old.pk), "key": ["id"]}))

    assert scan.job.status == "COMPLETED", scan.job.error
    assert [(change["change"], change["key"]["id"]) for change in stored(scan)] == [
        ("changed", 2),
        ("added", 25),
        ("added", 26),
        ("added", 27),
        ("removed", 0),
        ("removed", 1),
    ]
    assert stored(scan)[0] == {
        "change": "changed",
        "key": {"id": 2},
        "before": {"id": 2, "v": 2},
        "after": {"id": 2, "v": 3},
        "fields": ["v"],
    }
    assert_sound(scan)


def test_without_another_it_compares_with_the_last_completed_scan_of_the_source(an_extractor: Any) -> None:
    runs = [[{"id": 1}], [{"id": 1}, {"id": 2}], ValueError("broken"), [{"id": 2}, {"id": 3}]]
    given = iter(runs)

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        found = next(given)
        if isinstance(found, Exception):
            raise found
        yield from found

    source = create_source(name="shop", extractor=an_extractor(extract).name, key=["id"])
    scans = [run(started(source.extractor, source=source)) for _ in runs]
    assert [scan.job.status for scan in scans] == ["COMPLETED", "COMPLETED", "PENDING", "COMPLETED"]

    scan = run(started("diff", options={"scan": str(scans[-1].pk)}))

    assert [(change["change"], change["key"]) for change in stored(scan)] == [
        ("added", {"id": 3}),
        ("removed", {"id": 1}),
    ]


def test_it_goes_on_from_the_number_of_changes_that_are_stored(scanned: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django_jobkit.scans.extractors.diffs._CURSOR_EVERY", 2)
    old = scanned([{"id": n} for n in range(5)])
    new = scanned([{"id": n} for n in range(3, 9)])
    options = {"scan": str(new.pk), "against": str(old.pk), "key": ["id"]}

    whole = run_extractor(diff, options)

    assert whole.cursors == [2, 4, 6]
    for cursor in whole.cursors:
        assert run_extractor(diff, options, cursor=cursor).records == whole.records[cursor:]


def test_every_change_before_a_cursor_is_given_before_it(scanned: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django_jobkit.scans.extractors.diffs._CURSOR_EVERY", 2)
    new = scanned([{"id": n} for n in range(4)])
    extracted = run_extractor(diff, {"scan": str(new.pk), "against": str(scanned([]).pk), "key": ["id"]})
    assert list(zip(extracted.cursors, extracted.counts, strict=True)) == [(2, 2), (4, 4)]
    assert isinstance(Cursor(4).value, int)


def test_it_says_how_far_it_is(scanned: Any) -> None:
    old, new = scanned([{"id": n} for n in range(15)]), scanned([{"id": n} for n in range(12)])
    reports = run_extractor(diff, {"scan": str(new.pk), "against": str(old.pk), "key": ["id"]}).reports
    assert reports[0][:2] == (0, 27)
    assert reports[-1][:2] == (27, 27)
    assert all(one[0] <= other[0] for one, other in pairwise(reports))


def test_keys_that_do_not_tell_records_apart_are_problems(scanned: Any) -> None:
    old = scanned([{"id": 1}, {"id": 1, "v": 1}])
    new = scanned([{"id": 1}, {"v": 2}, {"id": None}])
    extracted = run_extractor(diff, {"scan": str(new.pk), "against": str(old.pk), "key": ["id"]})
    assert [(problem.code, problem.message.split(" ")[0]) for problem in extracted.problems] == [
        ("duplicate_keys", "1"),
        ("key_missing", "2"),
    ]


def code_of(options: dict[str, Any], owner: Any = None) -> tuple[str, str]:
    scan = run(started("diff", options=options, owner=owner))
    assert scan.job.status == "FAILED"
    return scan.job.error["code"], scan.job.error["message"]


def test_a_scan_that_is_not_the_owners_is_unknown(scanned: Any, django_user_model: Any) -> None:
    ada = django_user_model.objects.create_user("ada")
    bob = django_user_model.objects.create_user("bob")
    hers, his, nobodys = scanned([{"id": 1}], owner=ada), scanned([{"id": 2}], owner=bob), scanned([{"id": 3}])
    for foreign in (hers, nobodys):
        for new, old in ((foreign, his), (his, foreign)):
            options = {"scan": str(new.pk), "against": str(old.pk), "key": ["id"]}
            assert code_of(options, bob) == ("unknown_scan", f"There is no scan {foreign.pk}.")
    gone = "01900000-0000-7000-8000-000000000000"
    assert code_of({"scan": gone, "key": ["id"]}, bob) == ("unknown_scan", f"There is no scan {gone}.")
    shared = run(started("diff", options={"scan": str(his.pk), "against": str(his.pk), "key": ["id"]}, owner=bob))
    assert (shared.job.status, shared.records) == ("COMPLETED", 0)


def test_what_cannot_be_compared_says_why(scanned: Any, an_extractor: Any) -> None:
    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield {}

    done = scanned([{"id": 1}])
    waiting = started(an_extractor(extract))
    for options, code in (
        ({"scan": str(waiting.pk), "against": str(done.pk), "key": ["id"]}, "scan_not_completed"),
        ({"scan": str(done.pk), "key": ["id"]}, "no_earlier_scan"),
        ({"scan": str(done.pk), "against": str(done.pk), "key": ["nosuch"]}, "key_missing"),
        ({"scan": str(done.pk), "against": str(done.pk)}, "key_missing"),
    ):
        with pytest.raises(ExtractionError) as raised:
            run_extractor(diff, options)
        assert raised.value.code == code
    assert fetch(waiting).job.status == "PENDING"
