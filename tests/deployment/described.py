"""The deployment as its files describe it. That each follows its own format, `tox -e deployment` sees."""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "example_project"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]
KUSTOMIZATION: dict[str, Any] = yaml.safe_load((ROOT / "k8s" / "kustomization.yaml").read_text(encoding="utf-8"))
SECRET: dict[str, Any] = yaml.safe_load((ROOT / "k8s" / "secret.example.yaml").read_text(encoding="utf-8"))
OBJECTS: dict[tuple[str, str], dict[str, Any]] = {
    (found["kind"], found["metadata"]["name"]): found
    for file in KUSTOMIZATION["resources"]
    for found in yaml.safe_load_all((ROOT / "k8s" / file).read_text(encoding="utf-8"))
}
GUNICORN = runpy.run_path(str(PROJECT / "config" / "gunicorn.py"))


class Stage:
    """One stage of the Dockerfile: its instructions, in order."""

    def __init__(self, parent: str) -> None:
        self.parent = parent
        self.instructions: list[tuple[str, str]] = []

    def last(self, name: str) -> str:
        """What its last instruction of this name says; empty without one."""
        return next((text for found, text in reversed(self.instructions) if found == name), "")


def _stages() -> dict[str, Stage]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    stages: dict[str, Stage] = {}
    for instruction, _, rest in (line.partition(" ") for line in lines if line.strip()):
        if instruction == "FROM":
            parent, _, name = rest.partition(" AS ")
            stages[name] = Stage(parent)
        else:
            stages[list(stages)[-1]].instructions.append((instruction, rest.strip()))
    return stages


STAGES = _stages()


def lineage(stage: str) -> Iterator[Stage]:
    """The stage and those it is built on."""
    while stage in STAGES:
        yield STAGES[stage]
        stage = STAGES[stage].parent


def said(stage: str, instruction: str) -> str:
    """What the image of `stage` has been told last by this instruction."""
    return next((found for one in lineage(stage) if (found := one.last(instruction))), "")


def command(stage: str) -> list[str]:
    """What the image runs."""
    found: list[str] = json.loads(said(stage, "CMD"))
    return found


def image_environment(stage: str) -> dict[str, str]:
    """The variables that the image of `stage` sets."""
    texts = [text for one in lineage(stage) for name, text in one.instructions if name == "ENV"]
    return dict(pair for text in reversed(texts) for pair in re.findall(r"(\w+)=(\S+)", text))


def pod_specs() -> dict[str, dict[str, Any]]:
    """The pods of the manifests, by the name of what starts them."""
    return {
        name: found["spec"]["template"]["spec"] for (_, name), found in OBJECTS.items() if "template" in found["spec"]
    }


def containers(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """All containers of a pod."""
    return [*spec.get("initContainers", []), *spec["containers"]]


def seconds(text: str) -> float:
    """What "40s" means."""
    return float(text.removesuffix("s"))


def config_map() -> dict[str, str]:
    """The variables that the manifests set in the open."""
    return dict(literal.split("=", 1) for literal in KUSTOMIZATION["configMapGenerator"][0]["literals"])
