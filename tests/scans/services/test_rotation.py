"""Secrets in options get new keys like those in params."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydantic
import pytest

pytest.importorskip("cryptography")

from cryptography.fernet import Fernet

from django_jobkit.core.secrets import unseal
from django_jobkit.scans.models import Scan, ScanSource
from django_jobkit.scans.services.sources import create_source, start_source
from django_jobkit.services.rotate_secrets import rotate_column
from django_jobkit.services.secret_columns import secret_columns

pytestmark = pytest.mark.django_db


class Login(pydantic.BaseModel):
    """Options with a secret."""

    password: pydantic.SecretStr


def test_options_of_scans_and_sources_are_rotated(an_extractor: Any, settings: Any) -> None:
    def extract(options: Any, scan: Any) -> Iterator[Any]:
        yield {}

    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.JOBKIT = {**settings.JOBKIT, "SECRET_KEYS": [old]}
    login = an_extractor(extract, options=Login)
    source = create_source(name="one", extractor=login.name, options={"password": "hunter2"})
    scan = start_source(source).scan

    settings.JOBKIT = {**settings.JOBKIT, "SECRET_KEYS": [new, old]}
    ours = [column for column in secret_columns() if column.model in {Scan, ScanSource}]
    assert [sum(done.changed for done in rotate_column(column)) for column in ours] == [1, 1]

    settings.JOBKIT = {**settings.JOBKIT, "SECRET_KEYS": [new]}
    for row in (source, scan):
        row.refresh_from_db()
        assert unseal(row.options) == {"password": "hunter2"}
