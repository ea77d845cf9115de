"""Tasks that take secrets; registered for the tests that ask, since without cryptography none could be submitted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any, Literal

import pydantic
import pytest
from pydantic import SecretBytes, SecretStr

from django_jobkit import JobContext, RetryPolicy, job
from django_jobkit.core.registry import registry


class Bearer(pydantic.BaseModel):
    """One way to log in."""

    kind: Literal["bearer"]
    token: SecretStr = pydantic.Field(alias="bearerToken")


class Basic(pydantic.BaseModel):
    """Another."""

    kind: Literal["basic"]
    user: str
    password: SecretStr


OUT_OF_THE_BOX = SecretStr("canary out of the box")
Login = Annotated[Bearer | Basic, pydantic.Field(discriminator="kind")]


def connect(ctx: JobContext, user: str, password: SecretStr, login: Login | None = None, *, how: str = "well") -> str:
    """Use a secret well, or leave it in whatever it says."""
    plain = password.get_secret_value()
    ctx.report_progress(1, 2, f"as {user} with {plain}")
    if how == "badly":
        try:
            raise ConnectionError(f"GET https://{user}:{plain}@example.org/?password={plain} failed")
        except ConnectionError as error:
            raise RuntimeError(f"could not log in: {error!r}") from error
    return f"{user} knows {len(plain)} characters"


def keep(blobs: dict[str, list[SecretBytes]], default: SecretStr = OUT_OF_THE_BOX) -> list[int]:
    """Say how long the secrets are."""
    return [len(blob.get_secret_value()) for several in blobs.values() for blob in several]


def _register() -> list[Any]:
    at_once = RetryPolicy(first=timedelta(0))
    return [
        job("tests.connect", max_attempts=2, retry=at_once)(connect),
        job("tests.keep")(keep),
    ]


@pytest.fixture
def secretive() -> Iterator[None]:
    """The tasks "tests.connect" and "tests.keep"."""
    pytest.importorskip("cryptography")
    tasks = _register()
    yield
    for task in tasks:
        registry.remove(task.name)
