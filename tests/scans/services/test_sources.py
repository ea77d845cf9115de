"""Sources have names of their own, keep their secrets, and start scans."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydantic
import pytest

from django_jobkit.core.redaction import MASK
from django_jobkit.core.secrets import mask, unseal
from django_jobkit.exceptions import InvalidRequest
from django_jobkit.models import Job
from django_jobkit.scans.models import ScanSource
from django_jobkit.scans.problems import InvalidOptions, SourceNameTaken, UnknownExtractor
from django_jobkit.scans.services.sources import change_source, create_source, delete_source, start_source
from django_jobkit.scans.services.start import ScanRequest, start_scan
from tests.scans.running.kit import fetch, run, stored
from tests.services.kit import new_user

pytestmark = pytest.mark.django_db


class Login(pydantic.BaseModel):
    """Options with a secret."""

    url: str
    password: pydantic.SecretStr


@pytest.fixture
def login(an_extractor: Any) -> Any:
    """An extractor that tells its options."""

    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield {"url": options.url, "length": len(options.password.get_secret_value())}

    return an_extractor(extract, options=Login)


def a_source(login: Any, **more: Any) -> ScanSource:
    given = {"name": "orders", "extractor": login.name, "options": {"url": "a", "password": "hunter2"}}
    return create_source(**{**given, **more})


def test_a_source_starts_scans_of_its_own(login: Any) -> None:
    source = a_source(login, key=["url"])
    scan = run(start_source(source).scan)
    assert (scan.source, scan.key, scan.job.name) == (source, ["url"], "orders")
    assert stored(scan) == [{"url": "a", "length": 7}]


def test_a_scan_outlives_its_source(login: Any) -> None:
    source = a_source(login)
    scan = run(start_source(source).scan)
    delete_source(source)
    assert fetch(scan).source is None
    assert len(stored(scan)) == 1


def test_names_are_unique_per_owner(login: Any) -> None:
    one, other = new_user(), new_user()
    a_source(login, owner=one)
    a_source(login, owner=other)
    a_source(login)
    for owner in (one, None):
        with pytest.raises(SourceNameTaken) as refused:
            a_source(login, owner=owner)
        assert set(refused.value.details) == {"name"}
    second = a_source(login, owner=one, name="second")
    with pytest.raises(SourceNameTaken):
        change_source(second, name="orders")
    assert ScanSource.objects.count() == 4


def test_a_masked_secret_stays_what_it_is(login: Any) -> None:
    source = a_source(login)
    shown = mask(source.options)
    assert shown == {"url": "a", "password": MASK}
    source = change_source(source, options={**shown, "url": "b"})
    source.refresh_from_db()
    assert unseal(source.options) == {"url": "b", "password": "hunter2"}
    source = change_source(source, options={"url": "b", "password": "new"})
    assert unseal(source.options) == {"url": "b", "password": "new"}


def test_a_kept_secret_is_not_sent_to_another_server(login: Any) -> None:
    source = a_source(login, options={"url": "https://shop.example/orders", "password": "hunter2"})
    shown = mask(source.options)
    source = change_source(source, options={**shown, "url": "https://shop.example:443/returns"})
    for elsewhere in ("https://thief.example/orders", " http://shop.example/orders", "https://shop.example:99999999/"):
        with pytest.raises(InvalidOptions) as refused:
            change_source(source, options={**shown, "url": elsewhere})
        assert set(refused.value.details) == {"options.password"}
    source = change_source(source, options={"url": "https://new.example/", "password": "again"})
    assert unseal(source.options)["password"] == "again"


def test_a_secret_is_not_given_to_another_extractor(login: Any, an_extractor: Any) -> None:
    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield {}

    source = a_source(login)
    other = an_extractor(extract, options=Login)
    with pytest.raises(InvalidOptions):
        change_source(source, extractor=other.name, options=mask(source.options))


def test_what_is_wrong_is_named(login: Any) -> None:
    with pytest.raises(UnknownExtractor):
        a_source(login, extractor="tests.missing")
    with pytest.raises(InvalidOptions) as refused:
        a_source(login, options={"url": "a"})
    assert set(refused.value.details) == {"options.password"}
    for name in ("", "x" * 201, "a\0b"):
        with pytest.raises(InvalidRequest) as invalid:
            a_source(login, name=name)
        assert set(invalid.value.details) == {"name"}
    assert not ScanSource.objects.exists()


def test_a_source_has_its_own_options(login: Any) -> None:
    with pytest.raises(InvalidOptions):
        start_scan(ScanRequest(source=a_source(login), options={"url": "c"}))


def test_everybody_sees_their_own_sources(login: Any) -> None:
    one, staff = new_user(), new_user(is_staff=True)
    mine, nobodys = a_source(login, owner=one), a_source(login)
    assert set(ScanSource.objects.visible_to(one)) == {mine}
    assert set(ScanSource.objects.visible_to(None)) == {nobodys}
    assert ScanSource.objects.visible_to(staff).count() == 2


def test_a_change_keeps_what_others_changed_meanwhile(login: Any) -> None:
    source = a_source(login)
    stale = ScanSource.objects.get(pk=source.pk)
    change_source(source, options={"url": "b", "password": "new"})
    changed = change_source(stale, name="bills")
    assert (changed.name, unseal(changed.options)) == ("bills", {"url": "b", "password": "new"})
    changed.refresh_from_db()
    assert (changed.name, unseal(changed.options)) == ("bills", {"url": "b", "password": "new"})


def test_a_change_does_not_bring_a_deleted_source_back(login: Any) -> None:
    source = a_source(login)
    stale = ScanSource.objects.get(pk=source.pk)
    delete_source(source)
    with pytest.raises(ScanSource.DoesNotExist):
        change_source(stale, name="bills")
    assert not ScanSource.objects.exists()


def test_nothing_is_started_of_a_deleted_source(login: Any) -> None:
    source = a_source(login)
    stale = ScanSource.objects.get(pk=source.pk)
    delete_source(source)
    with pytest.raises(ScanSource.DoesNotExist):
        start_source(stale)
    assert not Job.objects.exists()
