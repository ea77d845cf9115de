"""A newcomer who types what the tutorial says gets what the tutorial shows."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, Block, blocks
from tests.docs.servers import free_port, serving
from tests.docs.transcripts import Terminal, demand_curl, steps

TUTORIALS = sorted((DOCS / "tutorial").glob("*.md"))


class Reader:
    """Somebody with an empty folder who does one block after the other."""

    def __init__(self, folder: Path) -> None:
        here = Path(sys.executable).parent
        # No bytecode: a file that is rewritten within a second would be taken for the one before.
        environment = {**os.environ, "PATH": f"{here}{os.pathsep}{os.environ['PATH']}", "PYTHONDONTWRITEBYTECODE": "1"}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        self.terminal = Terminal(folder, environment, free_port())
        self._server = ExitStack()

    def do(self, block: Block) -> None:
        """What the note behind the block says, or type its commands."""
        kind, _, name = block.note.partition(" ")
        file = self.terminal.folder / name
        if kind == "file":
            file.write_text(block.text, encoding="utf-8")
        elif kind == "append":
            file.write_text(file.read_text(encoding="utf-8") + "\n" + block.text, encoding="utf-8")
        elif kind == "serve":
            self._serve(block)
        elif kind == "shell":
            self._shell(block)
        else:
            assert not kind, f"{block}: nobody knows the note {block.note!r}"
            for step in steps(block.text):
                self.terminal.run(step)

    def stop(self) -> None:
        """Press Ctrl-C in the server's terminal."""
        self._server.close()

    def _serve(self, block: Block) -> None:
        self.stop()
        (step,) = steps(block.text)
        # Without the reloader, which would also watch the package that is being worked on. On Ctrl-C it kills what it
        # has started, and so do we.
        command = [*step.command.split(), "--noreload", str(self.terminal.port)]
        folder, environment = self.terminal.folder, self.terminal.environment
        server = serving(command, self.terminal.port, folder=folder, environment=environment, ending=signal.SIGKILL)
        self._server.enter_context(server)

    def _shell(self, block: Block) -> None:
        command = [sys.executable, "manage.py", "shell", "-c", block.text]
        where = self.terminal.folder
        done = subprocess.run(
            command, cwd=where, env=dict(self.terminal.environment), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "PENDING" in done.stdout


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    demand_curl()
    newcomer = Reader(tmp_path)
    yield newcomer
    newcomer.stop()


@pytest.mark.slow
@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda page: page.stem)
def test_a_tutorial_works_from_the_first_block_to_the_last(reader: Reader, tutorial: Path) -> None:
    for block in blocks(tutorial):
        if block.is_run:
            reader.do(block)
