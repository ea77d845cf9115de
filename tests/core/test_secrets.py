"""Secrets are sealed wherever their type says so, and come back to handlers alone."""

from __future__ import annotations

import json
from typing import Any

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretBytes, SecretStr

from django_jobkit import InvalidParams
from django_jobkit.core.params import ModelParams, params_of
from django_jobkit.core.secrets import keep_sealed, mask, refuse_sealed, seal, unseal
from tests.core.secretive import GIVEN, handler, params

pytest.importorskip("cryptography.fernet")


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
