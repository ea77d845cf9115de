"""The Python in the pages runs, and says what the pages say it does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from django_jobkit.core.registry import registry
from django_jobkit.models import Job
from django_jobkit.questions.importing.registry import platforms
from django_jobkit.scans.registry import extractors
from django_jobkit.services.maintain import tick
from django_jobkit.services.run import run_job
from tests.docs.pages import DOCS, blocks, pages
from tests.docs.shop import shop
from tests.docs.story import Story

pytest_plugins = ["django_jobkit.testing.plugin"]

TUTORIAL = DOCS / "tutorial"
_TRIED_HERE = {"python", "pycon", "check", "console", "sql"}
STORIES = [page for page in pages() if page.parent not in {TUTORIAL, DOCS.parent}]


def _name(page: Path) -> str:
    return page.relative_to(DOCS).with_suffix("").as_posix()


def run_due() -> int:
    """Run what stands in the lanes."""
    due = list(Job.objects.filter(lane__isnull=False).values_list("id", flat=True))
    return sum(run_job(job_id, "reader") for job_id in due)


@pytest.fixture
def story(request: pytest.FixtureRequest, transactional_db: None) -> Iterator[Story]:
    known_tasks = {task.name for task in registry}
    known_extractors = {found.name for found in extractors}
    known_platforms = {found.name for found in platforms}
    known: dict[str, Any] = {
        "heard": [],
        "run_due": run_due,
        "settings": settings,
        "tick": tick,
        "timedelta": timedelta,
        "timezone": timezone,
        "tomorrow": timezone.now() + timedelta(days=1),
    }
    with shop():
        told = Story("page_of_the_documentation", known, request)
        yield told
        told.end()
    for task in list(registry):
        if task.name not in known_tasks:
            registry.remove(task.name)
    for found in list(extractors):
        if found.name not in known_extractors:
            extractors.remove(found.name)
    for one in list(platforms):
        if one.name not in known_platforms:
            platforms.remove(one.name)


@pytest.mark.only_on("sqlite", "postgresql")
@pytest.mark.parametrize("page", STORIES, ids=_name)
def test_the_blocks_of_a_page_run_from_top_to_bottom(page: Path, story: Story) -> None:
    for block in blocks(page):
        if block.is_run:
            story.tell(block)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_a_block_is_run_or_says_why_not(page: Path) -> None:
    elsewhere = page not in STORIES
    ignored = [str(block) for block in blocks(page) if block.is_run and block.language not in _TRIED_HERE]
    assert elsewhere or ignored == []
