"""The processes of a Procfile live and die together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from django_jobkit.testing.waiting import wait_until
from service.procfile import read_procfile

LIMIT = 30.0
# Run in a process of its own: it takes over the signal handlers, and then ends. A shell that runs the tests in the
# background has all of them ignore SIGQUIT, which only whoever starts a process can undo.
RUN = """
import os, pathlib, signal, sys
signal.signal(signal.SIGQUIT, signal.SIG_DFL)
from service.procfile import Processes
commands = dict(argument.split("=", 1) for argument in sys.argv[2:])
sys.exit(Processes(pathlib.Path.cwd(), os.environ, patience=float(sys.argv[1])).run(commands))
"""
# Says that it is there, and lives until it is told to end.
STAY = "sleep 600"
STUBBORN = "sh -c 'trap \"echo no\" TERM; echo here; while :; do sleep 0.1; done'"

Run = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Runs commands given by name; its output is in the file `output`."""
    started = []

    def run(patience: float = LIMIT, **commands: str) -> subprocess.Popen[str]:
        arguments = [f"{name}={command}" for name, command in commands.items()]
        with (tmp_path / "output").open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-c", RUN, str(patience), *arguments],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                cwd=tmp_path,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
            )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def said(tmp_path: Path) -> Callable[[str], bool]:
    """Whether the processes have said a line with this in it."""
    return lambda text: text in (tmp_path / "output").read_text()


def test_what_a_process_says_comes_with_its_name_in_a_column(run: Run, tmp_path: Path) -> None:
    run(a="echo one", longer_name=STAY).wait(LIMIT)
    lines = (tmp_path / "output").read_text().splitlines()
    assert "a           | one" in lines
    assert "system      | a ended with code 0" in lines


def test_when_one_ends_the_others_are_told_to_end_and_it_counts_as_a_failure(run: Run, tmp_path: Path) -> None:
    assert run(short="true", long=STAY).wait(LIMIT) == 1
    output = (tmp_path / "output").read_text()
    assert "short ended with code 0" in output
    assert "nothing runs without short: SIGTERM to long" in output
    assert "long ended by SIGTERM" in output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_passed_on_as_sigterm_and_a_good_end_is_no_failure(
    run: Run, said: Callable[[str], bool], number: signal.Signals
) -> None:
    process = run(one="sh -c 'trap \"echo bye; exit 0\" TERM; echo here; while :; do sleep 0.1; done'")
    wait_until(lambda: said("here"), LIMIT, "the process is up")
    process.send_signal(number)
    assert process.wait(LIMIT) == 0
    assert said("bye")


def test_who_asks_again_does_not_wait(run: Run, said: Callable[[str], bool]) -> None:
    process = run(one=STUBBORN)
    wait_until(lambda: said("here"), LIMIT, "the process is up")
    process.send_signal(signal.SIGTERM)
    wait_until(lambda: said("no"), LIMIT, "it refused")
    process.send_signal(signal.SIGTERM)
    process.wait(LIMIT)
    assert said("SIGQUIT to one")


def test_what_does_not_end_in_time_is_killed_with_its_children(run: Run, said: Callable[[str], bool]) -> None:
    process = run(patience=0.5, one='sh -c \'trap "" TERM; sh -c "trap : TERM; echo child; sleep 600"\'')
    wait_until(lambda: said("child"), LIMIT, "the child is up")
    process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    assert process.wait(LIMIT) == 1
    assert time.monotonic() - began < LIMIT / 2
    assert said("killed: one")


def test_the_children_of_one_that_was_killed_die_with_it(run: Run, said: Callable[[str], bool], tmp_path: Path) -> None:
    process = run(one="sh -c 'sleep 600 & echo $! > child; echo here; wait'")
    wait_until(lambda: said("here"), LIMIT, "the process is up")
    parent = int((tmp_path / "output").read_text().partition("as process ")[2].split()[0])
    child = int((tmp_path / "child").read_text())
    os.kill(parent, signal.SIGKILL)
    assert process.wait(LIMIT) == 1
    wait_until(lambda: is_gone(child), LIMIT, "the child is gone")


def is_gone(pid: int) -> bool:
    """Whether no process has this id, or only a dead one that nobody has asked after yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_procfile_may_have_comments_and_empty_lines(tmp_path: Path) -> None:
    file = tmp_path / "Procfile"
    file.write_text("# what runs here\n\nweb: serve --bind a:1\nworker.mail:  work\n")
    assert read_procfile(file) == {"web": "serve --bind a:1", "worker.mail": "work"}
