"""Both ways to write JSON store the same."""

from __future__ import annotations

import builtins
import json
from typing import Any

import pytest

from django_jobkit.scans.store import codec

RECORDS = [{"a": 1, "b": "é\n\u2028", "c": [1.5, None, True], "d": {"e": "\\"}}, {}, {"a": -(2**63)}]


@pytest.fixture
def without_orjson(monkeypatch: Any) -> None:
    """As if orjson were not installed."""
    real = builtins.__import__

    def refuse(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "orjson":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    dump, load = codec._codec()
    monkeypatch.undo()
    assert load is json.loads
    monkeypatch.setattr(codec, "dump_line", dump)
    monkeypatch.setattr(codec, "_loads", load)


def test_records_come_back_without_orjson(without_orjson: None) -> None:
    assert codec.unpack(codec.pack(RECORDS).data) == RECORDS


def test_what_one_writes_the_other_reads(without_orjson: None, monkeypatch: Any) -> None:
    slow = codec.pack(RECORDS)
    monkeypatch.undo()
    fast = codec.pack(RECORDS)
    assert codec.unpack_lines(slow.data) == codec.unpack_lines(fast.data)
    assert codec.unpack(slow.data) == RECORDS


def test_no_records_are_no_lines() -> None:
    packed = codec.pack([])
    assert codec.unpack(packed.data) == []
    assert codec.unpack_lines(packed.data) == b""
