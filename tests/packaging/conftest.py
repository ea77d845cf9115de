"""A wheel built from the tree, and a stranger's machine to try it on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DJANGO = os.environ.get("JOBKIT_PACKAGING_DJANGO")

# Building and installing takes a package index and half a minute: tox -e packaging-django52 asks for it.
collect_ignore_glob = [] if DJANGO else ["test_*.py"]


def run(*command: str | Path, **options: Any) -> str:
    """Run to the end and return what was printed; show everything when it failed."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, f"{command} gave {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@dataclass(frozen=True)
class Distributions:
    """What goes to the package index."""

    wheel: Path
    sdist: Path


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    """The sdist, and the wheel made from it, as a release makes them."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, ROOT)
    (wheel,), (sdist,) = out.glob("*.whl"), out.glob("*.tar.gz")
    return Distributions(wheel=wheel, sdist=sdist)


@dataclass(frozen=True)
class Stranger:
    """An environment with our wheel and its dependencies alone, and a project in it that is not ours."""

    python: Path
    project: Path

    def run(self, *arguments: str, with_jobkit: bool = True, **options: Any) -> str:
        """Run the stranger's Python in the stranger's project."""
        return run(
            self.python, "-W", "error", *arguments, cwd=self.project, env=self.environment(with_jobkit), **options
        )

    def manage(self, *arguments: str, with_jobkit: bool = True) -> str:
        """Run a management command of the host."""
        return self.run("manage.py", *arguments, with_jobkit=with_jobkit)

    def ask(self, *questions: dict[str, str], with_jobkit: bool = True) -> list[dict[str, Any]]:
        """Put requests to the host and return its answers, byte for byte."""
        answers: list[dict[str, Any]] = json.loads(
            self.run("ask.py", with_jobkit=with_jobkit, input=json.dumps(questions))
        )
        return answers

    def environment(self, with_jobkit: bool) -> dict[str, str]:
        """Nothing of ours but PATH, so that no setting of this run leaks into the project."""
        return {"PATH": os.environ["PATH"], **({"WITH_JOBKIT": "1"} if with_jobkit else {})}


def install(environment: Path, *what: str | Path) -> Path:
    """Make an empty environment, with uv where there is one because it takes seconds, and install into it."""
    uv = shutil.which("uv")
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    if uv:
        run(uv, "venv", "--quiet", "--python", sys.executable, environment)
        run(uv, "pip", "install", "--quiet", "--python", python, *what)
    else:
        run(sys.executable, "-m", "venv", environment)
        run(python, "-m", "pip", "install", "--quiet", *what)
    return python


@pytest.fixture(scope="session")
def stranger(distributions: Distributions, tmp_path_factory: pytest.TempPathFactory) -> Stranger:
    """The stranger with a migrated database and two people in it."""
    home = tmp_path_factory.mktemp("stranger")
    python = install(home / "venv", distributions.wheel, f"django=={DJANGO}.*")
    shutil.copytree(Path(__file__).parent / "host", home / "project", ignore=shutil.ignore_patterns("__pycache__"))
    machine = Stranger(python=python, project=home / "project")
    machine.manage("makemigrations", "people", "works", with_jobkit=False)
    machine.manage("migrate")
    people = "from people.models import Person; create = Person.objects.create_user;"
    machine.manage("shell", "-c", f"{people} [create(name, password=name) for name in ('ada', 'ben')]")
    machine.manage("shell", "-c", f"{people} create('root', password='root', is_staff=True, is_superuser=True)")
    return machine
