"""What the first page promises to whoever never reads a second one."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.urls import include, path

from django_jobkit.core.registry import registry
from django_jobkit.scans.registry import extractors
from django_jobkit.testing.scans import assert_goes_on, canned_session
from tests.docs.pages import DOCS, README, ROOT, Block, blocks
from tests.docs.servers import free_port, serving
from tests.docs.shop import Order, shop
from tests.docs.story import Story
from tests.docs.transcripts import Terminal, demand_curl, steps

MANAGE = ROOT / "example_project" / "manage.py"
_OF_THE_EXAMPLE = ("CELERY_", "DATABASE_URL", "DEBUG", "DJANGO_", "JOBKIT_", "LOG_", "SECRET_", "WEB_")


def _blocks(language: str) -> list[Block]:
    return [block for block in blocks(README) if block.language == language and block.is_run]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal beside a running example project."""
    demand_curl()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OF_THE_EXAMPLE)}
    kept = {"DATABASE_URL": f"sqlite:///{tmp_path / 'example.sqlite3'}", "MEDIA_ROOT": str(tmp_path / "media")}
    environment = inherited | kept
    port = free_port()
    command = [sys.executable, str(MANAGE), "serve", "--port", str(port)]
    with serving(command, port, folder=tmp_path, environment=environment):
        yield Terminal(tmp_path, environment, port)


@pytest.mark.slow
@pytest.mark.only_on("sqlite")
def test_the_transcript_is_what_the_example_project_answers(terminal: Terminal) -> None:
    for transcript in _blocks("console"):
        for step in steps(transcript.text):
            terminal.run(step)


def test_the_landing_page_shows_the_same_task() -> None:
    landing = next(block for block in blocks(DOCS / "index.md") if block.language == "python")
    assert landing.text.strip() in _blocks("python")[0].text


@pytest.mark.only_on("sqlite", "postgresql")
def test_the_task_on_the_first_page_runs(request: pytest.FixtureRequest, transactional_db: None) -> None:
    example, installation, _of_scans = _blocks("python")
    known = {
        "request": SimpleNamespace(user=User.objects.create_user("ada")),
        "INSTALLED_APPS": [],
        "urlpatterns": [],
        "include": include,
        "path": path,
    }
    with shop():
        Order.objects.create(number=1, cents=250)
        Order.objects.create(number=2, cents=150)
        story = Story("readme", known, request)
        story.tell(example)
        story.tell(installation)
        report = story.module.__dict__["report"]
        report.refresh_from_db()
        story.end()
    registry.remove("reports.monthly")
    assert (report.status, report.result) == ("COMPLETED", {"orders": 2, "cents": 400})
    assert report.owner.username == "ada"


def test_the_extractor_on_the_first_page_reads_every_page(request: pytest.FixtureRequest) -> None:
    story = Story("readme_of_scans", {}, request)
    story.tell(_blocks("python")[-1])
    pages = {1: [{"number": 1}, {"number": 2}], 2: [{"number": 3}], 3: []}
    http = canned_session({f"https://shop.example/orders?page={page}": found for page, found in pages.items()})
    whole = assert_goes_on(story.module.__dict__["orders"], http=http)
    story.end()
    extractors.remove("shop.orders")
    assert [record["number"] for record in whole.records] == [1, 2, 3]


def test_what_ci_is_said_to_run_is_what_it_runs() -> None:
    said = README.read_text(encoding="utf-8")
    environments = re.findall(
        r"^ +py3(\d+)-django(\d)(\d)\b", (ROOT / "tox.ini").read_text(encoding="utf-8"), re.MULTILINE
    )
    pairs = {(f"3.{python}", f"{major}.{minor}") for python, major, minor in environments}
    assert pairs == {("3.11", "5.2"), ("3.12", "6.0"), ("3.13", "6.1")}
    assert "3.11 with 5.2, 3.12 with 6.0, 3.13 with 6.1" in said


def test_every_link_of_the_first_page_leads_to_a_file() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)", README.read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []
