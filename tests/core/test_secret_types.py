"""Where a type has secrets is found out, and a type that could not keep them is refused."""

from __future__ import annotations

from collections.abc import Iterable

import pydantic
import pytest
from pydantic import Secret, SecretStr

from django_jobkit.core.params import ModelParams
from django_jobkit.core.secret_types import takes_secrets
from tests.core.secretive import Certificate, Tree

pytest.importorskip("cryptography.fernet")


def test_a_type_that_could_not_be_kept_secret_is_refused_when_the_task_is_registered() -> None:
    class Revealing(pydantic.BaseModel):
        secret: SecretStr | None = None

        @pydantic.field_serializer("secret")
        def reveal(self, value: SecretStr | None) -> str:
            return value.get_secret_value() if value else ""

    class Rewriting(pydantic.BaseModel):
        inner: list[Tree]

        @pydantic.model_serializer
        def rewrite(self) -> str:
            return "all in one"

    for kind in (Revealing, list[Revealing], Rewriting, Secret[int], dict[SecretStr, int], Iterable[SecretStr]):
        with pytest.raises(TypeError):
            ModelParams(pydantic.create_model("Model", field=(kind, ...)), spread=False)


def test_secrets_are_found_in_models_that_are_built_late() -> None:
    class Late(pydantic.BaseModel):
        model_config = pydantic.ConfigDict(defer_build=True)
        secret: SecretStr

    assert ModelParams(Late, spread=False).has_secrets
    assert not ModelParams(pydantic.create_model("Plain", text=(str, "")), spread=False).has_secrets


class Here(pydantic.BaseModel):
    """Refers to one that refers to it."""

    there: There | None = None
    secret: SecretStr | None = None


class There(pydantic.BaseModel):
    """The other, which writes itself as it likes."""

    here: Here | None = None


class Elsewhere(There):
    """Has secrets only by way of `Here`."""

    @pydantic.model_serializer
    def rewrite(self) -> str:
        return "here it is"


def test_models_that_refer_to_one_another_are_searched_to_the_end() -> None:
    assert takes_secrets(There)
    with pytest.raises(TypeError, match="rewrite"):
        takes_secrets(Elsewhere)


def test_whether_a_type_takes_secrets_can_be_asked() -> None:
    assert takes_secrets(Tree)
    assert takes_secrets(list[Certificate])
    assert not takes_secrets(dict[str, int])
    with pytest.raises(TypeError):
        takes_secrets(dict[SecretStr, int])
