"""Runs a transcript of shell commands and compares what they say with what the page says they say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z"
_ELLIPSIS = r"\.\.\."
_TOKENS = re.compile(f"(?P<id>{_UUID})|(?P<moment>{_MOMENT})|(?P<ellipsis>{_ELLIPSIS})")
#: How long a command that only looks may be repeated until it sees what the page shows.
PATIENCE = 60.0
_PAUSE = 0.2
_PORT = "localhost:8000"


def demand_curl() -> None:
    """Skip where there is no curl, or fail where skipping would hide a hole in CI."""
    if shutil.which("curl") is None:
        (pytest.fail if os.environ.get("JOBKIT_REQUIRE_SERVICES") else pytest.skip)("curl is not installed")


@dataclass(frozen=True, slots=True)
class Step:
    """A command, and what the page says it prints; empty when it says nothing."""

    command: str
    output: str

    @property
    def only_looks(self) -> bool:
        """Whether running it again changes nothing, so that a reader would do so until something has happened."""
        return self.command.startswith("curl") and not re.search(r"\s-(X|d|F)\b", self.command)


def steps(transcript: str) -> Iterator[Step]:
    """The steps of a ``console`` block: ``$`` begins a command, a backslash continues it."""
    for part in re.split(r"^\$ ", transcript, flags=re.MULTILINE)[1:]:
        command, _, output = re.sub(r"\\\n\s*", "", part).partition("\n")
        yield Step(command, output.strip())


@dataclass
class Terminal:
    """Where the commands run. An id on the page stands for the one that was really given out."""

    folder: Path
    environment: Mapping[str, str]
    port: int = 0
    ids: dict[str, str] = field(default_factory=dict)

    def run(self, step: Step) -> None:
        """Run `step`; raises AssertionError when it fails or says something else than the page does."""
        until = time.monotonic() + (PATIENCE if step.only_looks else 0)
        while not self._says_what_is_written(step, said := self._said_by(step.command)):
            assert time.monotonic() < until, f"$ {step.command}\n{said}\n--- and the page says ---\n{step.output}"
            time.sleep(_PAUSE)

    def real(self, text: str) -> str:
        """`text` of the page with the port and the ids of this run."""
        for written, given in self.ids.items():
            text = text.replace(written, given)
        return text.replace(_PORT, f"localhost:{self.port}")

    def _said_by(self, command: str) -> str:
        done = subprocess.run(  # noqa: S602 - the page has shell commands
            self.real(command),
            shell=True,
            cwd=self.folder,
            env={**self.environment, "no_proxy": "localhost"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"$ {command}\n{done.stdout}{done.stderr}"
        return done.stdout.replace("\r", "").strip()

    def _says_what_is_written(self, step: Step, said: str) -> bool:
        if not step.output:
            return True
        pattern, names = self._pattern(step.output)
        found = re.fullmatch(pattern, said, re.DOTALL)
        if found is None:
            return False
        self.ids |= {written: found[group] for group, written in names.items()}
        return True

    def _pattern(self, output: str) -> tuple[str, dict[str, str]]:
        """A pattern for what the page shows, with a group for each id that is seen for the first time."""
        parts, names, end = [], {}, 0
        output = self.real(output)
        for token in _TOKENS.finditer(output):
            parts.append(re.escape(output[end : token.start()]))
            end = token.end()
            if token["id"] and token["id"] not in self.ids.values():
                group = next((group for group, written in names.items() if written == token["id"]), None)
                parts.append(f"(?P={group})" if group else f"(?P<id{len(names)}>{_UUID})")
                names.setdefault(group or f"id{len(names)}", token["id"])
            else:
                parts.append({"id": re.escape(token[0]), "moment": _MOMENT, "ellipsis": ".*?"}[token.lastgroup or ""])
        return "".join(parts) + re.escape(output[end:]), names
