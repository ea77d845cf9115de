"""The admin shows that there is a secret, and no more."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from django_jobkit import JobRequest
from django_jobkit.services.submit import submit
from tests.admin.conftest import LIST
from tests.tasks.secretive import secretive

__all__ = ["secretive"]


@pytest.mark.usefixtures("secretive")
def test_no_page_shows_it_in_the_open_or_sealed(boss: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = submit(JobRequest(task="tests.keep", params={"blobs": {"found": ["canary-1", "canary-2"]}}))
    token = job.params["blobs"]["found"][0]["$secret"]

    pages = [boss.get(f"{LIST}{job.pk}/change/"), boss.get(LIST), boss.get(f"{LIST}?q=canary-1")]
    pages += [boss.get(f"{LIST}?q={token}"), boss.get(f"{LIST}{job.pk}/delete/")]

    assert [page.status_code for page in pages] == [200] * 5
    texts = [page.content.decode() for page in pages]
    assert "&quot;***&quot;" in texts[0]
    assert not [text for text in texts if "canary" in text.replace('value="canary-1"', "").replace("q=canary-1", "")]
    assert not [text for text in texts[:3] if "$secret" in text or token[:20] in text]
    assert boss.get(f"{LIST}?params__icontains={token}").status_code in {302, 400}
