"""The settings with their defaults and what their comments say, read off the source of their sections."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django_jobkit.conf import Config, Section
from django_jobkit.questions.conf import QuestionSettings
from django_jobkit.scans.conf import ScanSettings
from docs.generators.pages import table

#: What the blank lines in the class divide, by the first setting of each group.
GROUPS = {
    "EXECUTOR": "How jobs run",
    "PUBLISH_TIMEOUT": "Telling workers of jobs",
    "MAX_ATTEMPTS": "Attempts and timeouts",
    "MAX_PARAMS_BYTES": "Sizes",
    "ARTIFACT_STORAGE": "Files that jobs leave behind",
    "RETENTION": "Housekeeping",
    "BULK_LIMIT": "HTTP",
    "EGRESS_ALLOW": "Requests to other servers",
    "PERMISSIONS": "Who may do what",
}
GROUPS_OF_SCANS = {
    "CHUNK_RECORDS": "How results are kept",
    "MAX_RECORDS": "How much one scan may find",
    "OWNER_ACTIVE": "How much one owner may have",
    "STORAGE": "Files",
    "MAX_PAGES": "The network",
    "FILTER_CHUNKS": "Reading results",
}

GROUPS_OF_QUESTIONS = {
    "MAX_CONTENT": "Questions, attempts and lists of them",
    "LEECH_LAPSES": "The schedule",
    "STATISTICS_DAYS": "Statistics",
    "IMPORT_BATCH": "Imports",
    "IMPORT_MAX_COLUMNS": "Imported files",
    "CODEWARS_URL": "Imports from the network",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as its source has it."""

    name: str
    type: str
    default: str
    comment: str
    group: str


def read_settings(section: type[Section] = Config, groups: Mapping[str, str] = GROUPS) -> list[Setting]:
    """Every setting of `section`, in order; raises LookupError when one has no comment or a group has no title."""
    source = textwrap.dedent(inspect.getsource(section))
    lines = source.splitlines()
    found: list[Setting] = []
    for node in ast.parse(source).body[0].body:
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name) or node.value is None:
            continue
        comment, blank_above = _comment_above(lines, node.lineno)
        if not comment:
            raise LookupError(f"The setting {node.target.id} has no '#:' comment.")
        group = groups[node.target.id] if blank_above else found[-1].group
        found.append(Setting(node.target.id, ast.unparse(node.annotation), _default(node.value), comment, group))
    return found


def _comment_above(lines: list[str], number: int) -> tuple[str, bool]:
    above = number - 1
    while lines[above - 1].strip().startswith("#:"):
        above -= 1
    comment = " ".join(line.strip().removeprefix("#:").strip() for line in lines[above : number - 1])
    return comment, not lines[above - 1].strip()


def _default(value: ast.expr) -> str:
    if isinstance(value, ast.List):
        return "<br>".join(f"`{ast.unparse(item)}`" for item in value.elts)
    return f"`{ast.unparse(value)}`"


def tables(section: type[Section] = Config, groups: Mapping[str, str] = GROUPS, level: str = "##") -> str:
    """One table for each group."""
    parts: list[str] = []
    for group, members in groupby(read_settings(section, groups), key=lambda setting: setting.group):
        rows = [[f"`{one.name}`", f"`{one.type}`", one.default, one.comment.replace("``", "`")] for one in members]
        parts += [f"{level} {group}", table(["Setting", "Type", "Default", "Meaning"], rows)]
    return "\n\n".join(parts)


def tables_of_scans() -> str:
    """Likewise for ``JOBKIT["SCANS"]``."""
    return tables(ScanSettings, GROUPS_OF_SCANS, level="###")


def tables_of_questions() -> str:
    """Likewise for ``JOBKIT["QUESTIONS"]``."""
    return tables(QuestionSettings, GROUPS_OF_QUESTIONS, level="###")
