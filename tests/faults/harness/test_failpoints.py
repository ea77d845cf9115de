"""Failpoints: known, real under the hook, and nothing but comments without it."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.failpoints.arms import Arm, Board, InjectedFault, Switchboard
from tests.faults.failpoints.catalogue import FAILPOINTS
from tests.faults.failpoints.hook import MARKER, rewritten
from tests.faults.patience import OutOfPatience
from tests.faults.servers.process import ROOT
from tests.faults.system.services import SOURCE

SOURCES = {path: path.read_text() for path in sorted(SOURCE.rglob("*.py"))}
MARKED = {path: text for path, text in SOURCES.items() if "# failpoint" in text}


def test_the_catalogue_has_every_marker_and_every_marker_is_in_the_catalogue() -> None:
    assert {name for text in MARKED.values() for _, name in MARKER.findall(text)} == set(FAILPOINTS)


def test_whatever_looks_like_a_marker_is_one() -> None:
    for path, text in MARKED.items():
        assert text.count("failpoint") == len(MARKER.findall(text)), path


@pytest.mark.parametrize("path", MARKED, ids=lambda path: path.stem)
def test_without_the_hook_markers_are_comments_and_with_it_calls_on_the_same_lines(path: Path) -> None:
    text = MARKED[path]
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse(MARKER.sub("", text)))
    calls = [node for node in ast.walk(ast.parse(rewritten(text))) if _is_failpoint(node)]
    lines = [number for number, line in enumerate(text.splitlines(), 1) if MARKER.match(line)]
    assert sorted(call.lineno for call in calls) == lines


def _is_failpoint(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "__failpoint__"


PROBE = """
import sys
hook = len(sys.argv) > 1
if hook:
    from tests.faults.failpoints.hook import install
    install()
import dis, django_jobkit.core.handler as handler
assert handler._perform.__code__.co_filename == handler.__file__
print("__failpoint__" in handler._perform.__code__.co_names)
"""


@pytest.mark.parametrize("hook", [True, False])
def test_only_a_process_with_the_hook_has_the_calls(hook: bool) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{SOURCE}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-c", PROBE, *(["hook"] if hook else [])]
    said = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert said.stdout.strip() == str(hook)


def test_the_hook_refuses_to_come_too_late() -> None:
    late = "import django_jobkit.conf\nfrom tests.faults.failpoints.hook import install\ninstall()"
    environment = {**os.environ, "PYTHONPATH": f"{SOURCE}{os.pathsep}{ROOT}"}
    with pytest.raises(subprocess.CalledProcessError) as failed:
        subprocess.run(
            [sys.executable, "-c", late], cwd=ROOT, env=environment, capture_output=True, timeout=60, check=True
        )
    assert b"was imported before the failpoints' hook" in failed.value.stderr


@pytest.fixture
def switchboard(tmp_path: Path) -> Switchboard:
    """The harness's side."""
    return Switchboard(tmp_path)


def passes(switchboard: Switchboard, point: str = "here", role: str = "worker") -> bool:
    """Whether a process of that role gets past `point`."""
    try:
        Board(switchboard.folder, role).reached(point)
    except InjectedFault:
        return False
    return True


def test_what_is_not_armed_does_nothing(switchboard: Switchboard) -> None:
    assert passes(switchboard)
    switchboard.arm(Arm("elsewhere", "raise"))
    assert passes(switchboard)


def test_an_armed_failpoint_fires_and_is_noted_until_it_is_disarmed(switchboard: Switchboard) -> None:
    switchboard.arm(Arm("here", "raise"))
    assert not passes(switchboard)
    assert not passes(switchboard)
    assert [(fire.point, fire.action, fire.pid, fire.role) for fire in switchboard.fires("here")] == [
        ("here", "raise", os.getpid(), "worker")
    ] * 2
    switchboard.disarm()
    assert passes(switchboard)


def test_a_bounded_number_of_fires_is_shared_by_all_processes(switchboard: Switchboard) -> None:
    switchboard.arm(Arm("here", "raise", times=2))
    assert [passes(switchboard) for _ in range(4)] == [False, False, True, True]
    switchboard.arm(Arm("here", "raise", times=1))
    assert [passes(switchboard) for _ in range(2)] == [False, True]


def test_only_the_nth_time_counts_where_one_is_given(switchboard: Switchboard) -> None:
    switchboard.arm(Arm("here", "raise", nth=3))
    board = Board(switchboard.folder, "worker")
    outcomes = []
    for _ in range(4):
        try:
            board.reached("here")
            outcomes.append(True)
        except InjectedFault:
            outcomes.append(False)
    assert outcomes == [True, True, False, True]


def test_a_role_keeps_others_out_of_it(switchboard: Switchboard) -> None:
    switchboard.arm(Arm("here", "raise", role="web"))
    assert passes(switchboard)
    assert not passes(switchboard, role="web")


def test_chance_is_about_what_it_says(switchboard: Switchboard) -> None:
    switchboard.arm(Arm("here", "raise", chance=0.3))
    fired = sum(not passes(switchboard) for _ in range(500))
    assert 90 < fired < 210


def test_who_holds_goes_on_when_it_is_released(switchboard: Switchboard) -> None:
    code = "from tests.faults.failpoints.arms import reached; reached('here'); print('on')"
    environment = {**os.environ, "JOBKIT_FAILPOINTS": str(switchboard.folder), "PYTHONPATH": str(ROOT)}
    switchboard.arm(Arm("here", "hold"))
    with subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE) as process:
        fire = switchboard.wait_for_fire("here")
        assert fire.pid == process.pid
        assert process.poll() is None
        switchboard.release()
        assert process.communicate(timeout=20)[0].strip() == b"on"


@pytest.mark.parametrize(("action", "code"), [("kill", -9), ("exit", 1)])
def test_a_process_dies_where_it_should(switchboard: Switchboard, action: str, code: int) -> None:
    program = "from tests.faults.failpoints.arms import reached; reached('here'); print('survived')"
    environment = {**os.environ, "JOBKIT_FAILPOINTS": str(switchboard.folder), "PYTHONPATH": str(ROOT)}
    switchboard.arm(Arm("here", action))  # type: ignore[arg-type]
    assert subprocess.call([sys.executable, "-c", program], env=environment, timeout=20) == code


def test_waiting_for_a_fire_that_never_comes_ends(switchboard: Switchboard) -> None:
    with pytest.raises(OutOfPatience, match="1 fires of here"):
        switchboard.wait_for_fire("here", within=0.1)


def test_arms_are_json_for_whoever_wants_to_look(switchboard: Switchboard) -> None:
    switchboard.arm(Arm("here", "sleep", seconds=0.1))
    assert json.loads((switchboard.folder / "arms.json").read_text())["arms"][0]["seconds"] == 0.1
