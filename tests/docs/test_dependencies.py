"""Nothing is depended on without a reason that can be read."""

from __future__ import annotations

import re
import tomllib

from tests.docs.pages import DOCS, ROOT


def test_every_dependency_says_why_it_is_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras, groups = project["project"]["optional-dependencies"], project["dependency-groups"]
    wanted = [project["project"]["dependencies"], *extras.values(), *groups.values()]
    names = {re.split(r"[\[<>=~!; ]", one)[0].lower() for some in wanted for one in some if isinstance(one, str)}
    told = (DOCS / "explanation" / "dependencies.md").read_text(encoding="utf-8").lower()
    # An extra may bring others of ours.
    assert sorted(name for name in names - {"django-jobkit"} if name not in told) == []
