"""The checker against databases and logs made by hand: one sound, and one for each way in which a promise can break."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.checker import Expectations, Violated, check
from tests.faults.checker.checking import INVARIANTS
from tests.faults.checker.evidence import Evidence
from tests.faults.checker.reading import Database
from tests.faults.harness.damages import BROKEN_TOO, DAMAGES, illegal
from tests.faults.harness.story import JOB, Story
from tests.faults.system.services import SOURCE, migrate


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables, without rows."""
    path = tmp_path_factory.mktemp("checker") / "database"
    migrate(f"sqlite://{path}", SOURCE)
    return path


@pytest.fixture
def story(empty_database: Path, tmp_path: Path) -> Story:
    """A sound one."""
    shutil.copy(empty_database, tmp_path / "database")
    return Story(tmp_path)


def evidence_of(story: Story) -> Evidence:
    """What the checker gets to see."""
    with Database(story.url) as database:
        return Evidence.gather(database, story.folder)


def test_a_sound_story_violates_nothing(story: Story) -> None:
    assert check(evidence_of(story), Expectations(every_claim_starts=True)) == []


def test_a_second_attempt_after_a_lost_first_violates_nothing(story: Story) -> None:
    story.second_attempt(first_ended_at=2.0)
    assert check(evidence_of(story)) == []


@pytest.mark.parametrize(
    ("invariant", "damage"),
    [
        pytest.param(name, damage, id=f"{name}-{number}")
        for name, damages in DAMAGES.items()
        for number, damage in enumerate(damages)
    ],
)
def test_each_damage_is_noticed_for_what_it_is(story: Story, invariant: str, damage: Callable[[Story], None]) -> None:
    damage(story)
    found = {violation.invariant for violation in check(evidence_of(story))}
    assert invariant in found
    assert found <= {invariant, *BROKEN_TOO.get(invariant, set())}


def test_a_claim_without_a_start_is_noticed_where_nothing_died(story: Story) -> None:
    (story.folder / "ledger").write_text(f"2.0 end {JOB} 1 77\n")
    assert {violation.invariant for violation in check(evidence_of(story), Expectations(every_claim_starts=True))} == {
        "starts_follow_claims"
    }


def test_a_frozen_process_is_forgiven_for_a_while_and_no_longer(story: Story) -> None:
    story.second_attempt(first_ended_at=5.0)
    story.ledger(6.0, "beat", 1)
    evidence = evidence_of(story)
    assert check(evidence, Expectations(overlap=1.5)) == []
    assert [violation.invariant for violation in check(evidence, Expectations(overlap=0.5))] == [
        "one_attempt_at_a_time"
    ]


def test_every_invariant_is_tried() -> None:
    assert {invariant.__name__ for invariant in INVARIANTS} == set(DAMAGES)


def test_a_violation_tells_the_whole_story(story: Story) -> None:
    illegal(story)
    evidence = evidence_of(story)
    said = str(Violated(check(evidence), evidence))
    for words in ("COMPLETED to CANCELLED", "history 3. COMPLETED", "ledger 1.000 start", "effect by attempt 1"):
        assert words in said


def test_the_checker_imports_nothing_of_the_package() -> None:
    for path in (Path(__file__).parents[1] / "checker").glob("*.py"):
        tree = ast.parse(path.read_text())
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not [name for name in names if name.startswith(("django", "tests.faults.host"))], path
