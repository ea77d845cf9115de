"""System checks of questions, tagged "jobkit"."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from django_jobkit.core.installed import is_installed

#: What the extra "questions" brings, by what is imported of it.
_PARTS = {
    "charset_normalizer": "files in other encodings than UTF-8",
    "defusedxml": "XML files",
    "fsrs": "when to practise a question again",
    "genanki": "exports for Anki",
    "ijson": "large JSON files",
    "nh3": "HTML in the content of questions",
    "openpyxl": "XLSX files",
    "requests_hardened": "imports from the network",
}


def check_extra(**kwargs: Any) -> list[CheckMessage]:
    """W001: everything is installed that questions need."""
    missing = [use for module, use in _PARTS.items() if not is_installed(module)]
    if not missing:
        return []
    return [
        Warning(
            f"Questions cannot do everything here; missing: {', '.join(missing)}.",
            hint='pip install "django-jobkit[questions]", or silence this check if you need none of that.',
            id="jobkit_questions.W001",
        )
    ]


register(check_extra, "jobkit")
