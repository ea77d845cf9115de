"""People with more and fewer permissions, and scans for them to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from django_jobkit.models import Job
from django_jobkit.scans import Batch, ExtractionError, Problem, ScanContext, extractor
from django_jobkit.scans.models import Scan
from django_jobkit.scans.registry import extractors
from django_jobkit.scans.services.start import ScanRequest, start_scan
from tests.admin.conftest import boss, staff

__all__ = ["boss", "staff"]

SCANS = "/admin/jobkit_scans/scan/"
SOURCES = "/admin/jobkit_scans/scansource/"
TOKEN = "do-not-show-this"


class ShopOptions(BaseModel):
    """Where the shop is, and what it asks for."""

    address: str = "https://shop.example/"
    token: SecretStr = SecretStr(TOKEN)
    fails: bool = False


def orders(options: ShopOptions, scan: ScanContext) -> Iterator[Any]:
    """The orders of a shop.

    And more about them.
    """
    first = scan.cursor or 0
    yield Batch(
        [{"number": n, "customer": f"<b>{n}</b>", "password": "hush"} for n in range(first, first + 25)], cursor=25
    )
    yield Problem("bad_cell", "This is no number.", line=7, field="number", raw="<script>alert(1)</script>")
    if options.fails:
        raise ExtractionError("The shop is closed.", code="shop_closed")


@pytest.fixture(autouse=True)
def shop() -> Iterator[None]:
    """The extractor ``shop.orders``, whose options have a secret."""
    pytest.importorskip("cryptography", reason="the bare environment keeps no secrets")
    extractor("shop.orders", options=ShopOptions)(orders)
    yield
    extractors.remove("shop.orders")


@pytest.fixture
def make_scan(db: None, django_capture_on_commit_callbacks: Any) -> Callable[..., Scan]:
    """Starts a scan of the shop, and lets it run unless ``run=False``."""

    def make(*, run: bool = True, fails: bool = False, **given: Any) -> Scan:
        request = ScanRequest(**{"extractor": "shop.orders", "options": {"fails": fails}, **given})
        with django_capture_on_commit_callbacks(execute=run):
            scan = start_scan(request).scan
        return fresh(scan)

    return make


def fresh(scan: Scan) -> Scan:
    """The scan as it is stored."""
    return Scan.objects.select_related("job").get(pk=scan.pk)


def running(scan: Scan) -> Scan:
    """The scan in its first attempt, which nobody carries on."""
    from django_jobkit.services.claim import claim_job

    assert claim_job(scan.pk, "a worker") is not None
    return fresh(scan)


def is_gone(scan: Scan) -> bool:
    """Whether neither the scan nor its job is there."""
    return not Scan.objects.filter(pk=scan.pk).exists() and not Job.objects.filter(pk=scan.pk).exists()
