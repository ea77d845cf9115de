"""Secrets are sealed wherever their type says so, opened by any key that is left, and masked for everybody."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterable
from typing import Annotated, Any, Literal

import pydantic
import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Secret, SecretBytes, SecretStr

from django_jobkit import ExtraMissing, InvalidParams, SecretUnreadable
from django_jobkit.core import keyring
from django_jobkit.core.opened import mask_opened, masked_trace, run_with_secrets
from django_jobkit.core.params import ModelParams, params_of
from django_jobkit.core.secret_types import takes_secrets
from django_jobkit.core.secrets import keep_sealed, mask, refuse_sealed, reseal, seal, unseal

fernet = pytest.importorskip("cryptography.fernet")


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


def keys(*numbers: int) -> list[str]:
    """Fernet keys that are the same in each call."""
    import base64

    return [base64.urlsafe_b64encode(bytes([number]) * 32).decode() for number in numbers]


@pytest.fixture
def ring(settings: Any) -> Any:
    """Puts these keys in force."""

    def use(*numbers: int) -> None:
        settings.JOBKIT = {**settings.JOBKIT, "SECRET_KEYS": keys(*numbers)}

    return use


def params() -> Any:
    return params_of("tests.task", handler, None)


def test_secrets_at_any_depth_are_sealed_and_everything_else_is_not() -> None:
    stored = params().to_json(GIVEN)

    assert "canary" not in json.dumps(stored)
    assert "by-default" not in json.dumps(stored)
    assert mask(stored) == {
        "login": {"kind": "token", "theValue": "***"},
        "certificate": {"key": "***", "serial": 1},
        "several": {"a": ["***", "***"], "b": []},
        "tree": {"secret": "***", "branches": [{"secret": "***", "branches": []}, {"secret": None, "branches": []}]},
        "pair": [7, "***"],
        "none": None,
        "default": "***",
    }


def test_a_handler_gets_them_in_the_open() -> None:
    task = params()

    _, arguments = task.to_arguments(json.loads(json.dumps(task.to_json(GIVEN))))

    login, certificate, several, tree, pair, none, default = handler(**arguments)
    assert login.value.get_secret_value() == "canary-1"
    assert certificate.key.get_secret_value() == b"canary-2"
    assert [secret.get_secret_value() for secret in several["a"]] == ["canary-3", "canary-4"]
    assert [branch.secret and branch.secret.get_secret_value() for branch in tree.branches] == ["canary-6", None]
    assert (pair[1].get_secret_value(), none, default.get_secret_value()) == ("canary-7", None, "by-default")


@given(st.one_of(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.binary()))
def test_any_secret_comes_back_as_it_was(secret: str | bytes) -> None:
    kind, wrapped = (SecretStr, SecretStr(secret)) if isinstance(secret, str) else (SecretBytes, SecretBytes(secret))
    model = ModelParams(pydantic.create_model("Model", secret=(kind, ...)), spread=False)
    if secret in ("***", b"***", "*" * 10, b"*" * 10):
        return

    (found,), _ = model.to_arguments(model.to_json({"secret": wrapped}))

    assert found.secret == wrapped


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


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"login": {"kind": "token", "theValue": {"$secret": "x"}}}, "params.login.theValue"),
        ({"login": {"kind": "token", "theValue": "***"}}, "params.login.theValue"),
        ({"several": {"a": ["b", "*" * 10]}}, "params.several.a.1"),
        ({"pair": [1, "\ud800"]}, "params.pair.1"),
    ],
)
def test_what_nobody_outside_may_send_is_refused_with_the_field_named(change: dict[str, Any], place: str) -> None:
    with pytest.raises(InvalidParams) as caught:
        params().to_json(GIVEN | change)

    assert list(caught.value.details) == [place]
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_the_reserved_key_is_refused_in_tasks_without_secrets_too() -> None:
    plain = params_of("tests.task", lambda data: data, pydantic.create_model("Any", data=(Any, None)))
    for found in ({"$secret": "x"}, {"$secret": 1, "more": 2}, [[{"a": {"$secret": None}}]]):
        with pytest.raises(InvalidParams) as caught:
            plain.to_json({"data": found})
        assert next(iter(caught.value.details)).startswith("params.data")


def test_no_error_quotes_what_was_given() -> None:
    with pytest.raises(InvalidParams) as caught:
        params().to_json(GIVEN | {"pair": ["not a number", "canary"]})

    error: BaseException | None = caught.value
    while error is not None:
        assert "canary" not in repr(error)
        error = error.__cause__ or error.__context__


def test_the_first_key_seals_and_all_of_them_open(ring: Any) -> None:
    ring(1)
    old = params().to_json(GIVEN)
    ring(2, 1)
    assert unseal(old)["pair"] == [7, "canary-7"]

    new = reseal(old)
    ring(2)
    assert unseal(new)["pair"] == [7, "canary-7"]
    assert reseal(new) == new
    with pytest.raises(SecretUnreadable):
        unseal(old)


def test_without_keys_they_are_made_from_django_s_and_its_fallbacks(settings: Any, ring: Any) -> None:
    settings.SECRET_KEY = "first"
    stored = params().to_json(GIVEN)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "second", ["first"]
    assert unseal(stored)["pair"] == [7, "canary-7"]

    ring(1)
    assert unseal(stored)["pair"] == [7, "canary-7"]
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(SecretUnreadable):
        unseal(stored)


def test_a_damaged_token_is_unreadable_and_no_crash() -> None:
    for token in ("", "x", "\x00", "é", "gAAAAA"):
        with pytest.raises(SecretUnreadable):
            unseal({"$secret": token})


def test_only_what_is_a_key_is_taken_for_one(settings: Any) -> None:
    assert keyring.is_key(fernet.Fernet.generate_key().decode())
    wrong = ["", "x", "a" * 44, keys(1)[0][:-2], "é" * 44]
    assert not any(map(keyring.is_key, wrong))
    settings.JOBKIT = {**settings.JOBKIT, "SECRET_KEYS": ["my-key"]}
    with pytest.raises(ImproperlyConfigured) as caught:
        keyring.encrypt(b"")
    assert "my-key" not in str(caught.value)


def test_without_cryptography_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch, ring: Any) -> None:
    ring(99)
    monkeypatch.setitem(sys.modules, "cryptography.fernet", None)
    with pytest.raises(ExtraMissing, match=r'pip install "django-jobkit\[secrets\]"'):
        params().to_json(GIVEN)


def test_a_mask_that_comes_back_keeps_the_secret_where_it_was() -> None:
    old = params().to_json(GIVEN)
    sent = mask(old)
    sent["pair"][0] = 8
    sent["login"]["theValue"] = "canary-new"

    kept = keep_sealed(sent, old)

    assert unseal(kept)["login"]["theValue"] == "canary-new"
    assert unseal(kept)["several"] == GIVEN["several"]
    assert kept["certificate"] == old["certificate"]
    assert kept["pair"] == [8, old["pair"][1]]
    with pytest.raises(InvalidParams):
        keep_sealed({"pair": old["pair"]}, old)


def test_a_secret_does_not_move_to_another_item_of_a_list() -> None:
    class Server(pydantic.BaseModel):
        host: str
        password: SecretStr

    one, two = Server(host="one", password="canary-1"), Server(host="two", password="canary-2")
    old = {"servers": [seal(server, server.model_dump(mode="json")) for server in (one, two)]}

    def passwords(*hosts: str) -> list[Any]:
        kept = keep_sealed({"servers": [{"host": host, "password": "***"} for host in hosts]}, old)
        return [server["password"] for server in unseal(kept)["servers"]]

    assert passwords("one", "two") == ["canary-1", "canary-2"]
    assert passwords("two") == ["canary-2"]
    assert passwords("two", "one") == ["canary-2", "canary-1"]
    assert passwords("evil", "one", "one") == ["***", "canary-1", "***"]


def test_looking_for_reserved_objects_ends_even_where_a_value_contains_itself() -> None:
    endless: list[Any] = []
    endless.append(endless)
    refuse_sealed(endless)


@pytest.mark.parametrize(
    "secret", ["p4ss word/&", "quo\"te's\\", "-----BEGIN-----\nline of a key\n-----END-----", "ümlaut"]
)
def test_what_a_run_opened_is_masked_in_all_its_spellings(secret: str) -> None:
    from urllib.parse import quote, urlencode

    stored = {"secret": seal(SecretStr(secret), "")}
    texts = [secret, repr(secret), json.dumps(secret), quote(secret), quote(secret, safe=""), urlencode({"q": secret})]
    texts += [line for line in secret.splitlines() if len(line) >= 8]

    with run_with_secrets():
        unseal(stored)
        masked = [mask_opened(f"before {text} after") for text in texts]
        trace = masked_trace(RuntimeError(secret))
    assert all("***" in text and secret not in text for text in masked)
    assert "before *** after" in masked
    assert trace is not None
    assert secret not in trace
    assert mask_opened(secret) == secret


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
