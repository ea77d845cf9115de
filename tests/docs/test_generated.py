"""What the code knows better was written by the code, and lately."""

from __future__ import annotations

import pytest

from django_jobkit.conf import Config
from django_jobkit.contrib.accounts.conf import AccountSettings
from django_jobkit.core.lifecycle import Event
from django_jobkit.core.status import Status
from django_jobkit.questions.conf import QuestionSettings
from django_jobkit.scans.conf import ScanSettings
from docs.generators import accounts, scan_codes
from docs.generators.extractors import built_in
from docs.generators.house import layers
from docs.generators.lifecycle import drawing
from docs.generators.pages import Part
from docs.generators.parts import PARTS
from docs.generators.settings import GROUPS_OF_QUESTIONS, GROUPS_OF_SCANS, read_settings


@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part.path} {part.name}".strip())
def test_a_generated_part_is_what_its_generator_says(part: Part) -> None:
    assert part.is_current(), "Run: python -m docs.generators"


def test_every_setting_is_in_the_reference() -> None:
    assert [setting.name for setting in read_settings()] == Config.names()


def test_every_setting_of_scans_is_in_the_reference() -> None:
    assert [setting.name for setting in read_settings(ScanSettings, GROUPS_OF_SCANS)] == ScanSettings.names()


def test_every_setting_of_questions_is_in_the_reference() -> None:
    assert [one.name for one in read_settings(QuestionSettings, GROUPS_OF_QUESTIONS)] == QuestionSettings.names()


def test_every_setting_of_accounts_is_in_the_reference() -> None:
    assert [setting.name for setting in read_settings(AccountSettings, accounts.GROUPS)] == AccountSettings.names()


def test_what_ends_a_scan_and_what_does_not_are_told_apart() -> None:
    ends = {(where, code) for where, code, _ in scan_codes.failures()}
    goes_on = {(where, code) for where, code, _ in scan_codes.problems()}
    assert {("file", "archive_encrypted"), ("http_json", "not_json"), ("any", "too_many_records")} <= ends
    assert {("file", "line_not_json"), ("html", "same_page"), ("any", "record_too_large")} <= goes_on
    assert ends & goes_on == {("file", "nested_too_deep")}


def test_every_extractor_that_is_built_in_is_in_the_reference() -> None:
    names = [found.name for found in built_in()]
    assert names[0] == "sample"
    assert {"file", "http_json", "html", "diff"} <= set(names)


def test_the_drawing_shows_every_status_and_every_event() -> None:
    drawn = drawing()
    assert [word.value for word in (*Status, *Event) if f">{word.value}<" not in drawn] == []


def test_the_house_is_drawn_from_the_front_desks_down_to_the_law() -> None:
    rooms = [room for layer in layers() for room in layer]
    assert rooms.index("rest") < rooms.index("services") < rooms.index("models") < rooms.index("core")
