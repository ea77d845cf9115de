"""A task with secrets at every depth."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any, Literal

import pydantic
from pydantic import SecretBytes, SecretStr

from django_jobkit.core.params import params_of


class Token(pydantic.BaseModel):
    """One of a union."""

    kind: Literal["token"]
    value: SecretStr = pydantic.Field(alias="theValue")


class Password(pydantic.BaseModel):
    """The other."""

    kind: Literal["password"]
    user: str
    value: SecretStr


@dataclasses.dataclass
class Certificate:
    """A dataclass of the standard library."""

    key: SecretBytes
    serial: int = 1


class Tree(pydantic.BaseModel):
    """A model that contains itself."""

    secret: SecretStr | None = None
    branches: list[Tree] = []


BY_DEFAULT = SecretStr("by-default")


def handler(
    login: Annotated[Token | Password, pydantic.Field(discriminator="kind")],
    certificate: Certificate,
    several: dict[str, list[SecretStr]],
    tree: Tree,
    pair: tuple[int, SecretStr],
    none: SecretStr | None = None,
    default: SecretStr = BY_DEFAULT,
) -> Any:
    """Give everything back."""
    return login, certificate, several, tree, pair, none, default


GIVEN: dict[str, Any] = {
    "login": {"kind": "token", "theValue": "canary-1"},
    "certificate": {"key": "canary-2"},
    "several": {"a": ["canary-3", "canary-4"], "b": []},
    "tree": {"secret": "canary-5", "branches": [{"secret": "canary-6"}, {}]},
    "pair": [7, "canary-7"],
}


def params() -> Any:
    return params_of("tests.task", handler, None)
