"""System checks of scans, tagged "jobkit"."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register

from django_jobkit.checks.secrets import missing_extra
from django_jobkit.checks.storages import served_to_anybody, unknown_alias
from django_jobkit.core.installed import is_installed
from django_jobkit.scans.conf import scans_config
from django_jobkit.scans.registry import extractors

#: What the extra "scans" brings, by what is imported of it.
_PARTS = {
    "charset_normalizer": "files in other encodings than UTF-8",
    "cryptography": "secrets in options",
    "defusedxml": "XML files",
    "dlt": "the extractor http_json",
    "ijson": "large JSON files",
    "openpyxl": "XLSX files",
    "requests_hardened": "whatever is fetched from the network",
    "selectolax": "the extractor html",
}
_LEVELS = range(10)
_OURS = "django_jobkit.scans."
_STORAGE = "JOBKIT['SCANS']['STORAGE']"


def check_storage(**kwargs: Any) -> list[CheckMessage]:
    """E001: STORAGE is an alias in STORAGES."""
    return unknown_alias(scans_config.STORAGE, _STORAGE, "jobkit_scans.E001")


def check_compression(**kwargs: Any) -> list[CheckMessage]:
    """E002: COMPRESSION is a level that zlib has."""
    if scans_config.COMPRESSION in _LEVELS:
        return []
    return [
        Error(
            f"JOBKIT['SCANS']['COMPRESSION'] is {scans_config.COMPRESSION!r}.",
            hint="Choose a whole number from 0 (none) to 9 (smallest and slowest).",
            id="jobkit_scans.E002",
        )
    ]


def check_extra(**kwargs: Any) -> list[CheckMessage]:
    """W001: everything is installed that the extractors at hand need."""
    missing = [use for module, use in _PARTS.items() if not is_installed(module)]
    if not missing:
        return []
    return [
        Warning(
            f"Scans cannot read everything here; missing: {', '.join(missing)}.",
            hint='pip install "django-jobkit[scans]", or silence this check if you need none of that.',
            id="jobkit_scans.W001",
        )
    ]


def check_privacy(**kwargs: Any) -> list[CheckMessage]:
    """W002: uploaded files do not lie where the web server serves them to anybody."""
    return served_to_anybody(scans_config.STORAGE, _STORAGE, "jobkit_scans.W002", what="Files uploaded for scans")


def check_secrets(**kwargs: Any) -> list[CheckMessage]:
    """E051 of the core: what secrets are encrypted with is installed where an extractor of the host takes some."""
    # Ours are there for everybody, wanted or not; for them there is W001.
    hosts = (found for found in extractors if not found.func.__module__.startswith(_OURS))
    return missing_extra([f"extractor {found.name!r}" for found in hosts if found.takes_secrets])


for _check in (check_storage, check_compression, check_extra, check_secrets):
    register(_check, "jobkit")
register(check_privacy, "jobkit", deploy=True)
