"""What the code knows better was written by the code, and lately."""

from __future__ import annotations

import pytest

from django_jobkit.conf import Config
from django_jobkit.core.lifecycle import Event
from django_jobkit.core.status import Status
from docs.generators.house import layers
from docs.generators.lifecycle import drawing
from docs.generators.pages import Part
from docs.generators.parts import PARTS
from docs.generators.settings import read_settings


@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part.path} {part.name}".strip())
def test_a_generated_part_is_what_its_generator_says(part: Part) -> None:
    assert part.is_current(), "Run: python -m docs.generators"


def test_every_setting_is_in_the_reference() -> None:
    assert [setting.name for setting in read_settings()] == Config.names()


def test_the_drawing_shows_every_status_and_every_event() -> None:
    drawn = drawing()
    assert [word.value for word in (*Status, *Event) if f">{word.value}<" not in drawn] == []


def test_the_house_is_drawn_from_the_front_desks_down_to_the_law() -> None:
    rooms = [room for layer in layers() for room in layer]
    assert rooms.index("rest") < rooms.index("services") < rooms.index("models") < rooms.index("core")
