"""XML of every shape, and XML that means harm."""

from __future__ import annotations

import sys

import pytest

from django_jobkit.exceptions import ExtraMissing
from django_jobkit.testing.plugin import jobkit_settings
from tests.scans.file.context import look, read, scan

pytest.importorskip("defusedxml")


def test_the_element_that_repeats_is_the_record() -> None:
    assert read("<r><i><a>1</a></i><i><a>2</a></i></r>") == [{"a": 1}, {"a": 2}]
    feed = "<rss><channel><title>t</title><item><n>1</n></item><item><n>2</n></item></channel></rss>"
    assert read(feed) == [{"n": 1}, {"n": 2}]
    parts = "<r><meta/><meta/><rows><row><a>1</a></row><row><a>2</a></row><row><a>3</a></row></rows></r>"
    assert read(parts) == [{"a": 1}, {"a": 2}, {"a": 3}]
    assert read("<r><i>x</i><i>y</i></r>") == [{"i": "x"}, {"i": "y"}]
    assert read("<r><row><a>1</a><b>x</b></row></r>") == [{"a": 1, "b": "x"}]
    assert read("<r><a>1</a><b>x</b></r>") == [{"a": 1, "b": "x"}]


def test_attributes_lists_texts_and_namespaces_become_fields() -> None:
    text = (
        '<r xmlns:x="urn:x"><x:i id="7"><t lang="de">Hallo</t><tag>a</tag><tag>b</tag><e/></x:i>'
        '<x:i id="8"><t lang="en">Hi <b>you</b></t><e> </e></x:i></r>'
    )
    assert read(text) == [
        {"@id": 7, "t": {"@lang": "de", "#text": "Hallo"}, "tag": ["a", "b"], "e": None},
        {"@id": 8, "t": {"@lang": "en", "b": "you", "#text": "Hi"}, "e": None},
    ]


def test_a_record_element_may_be_named() -> None:
    text = "<r><a><x>1</x></a><b><x>2</x></b><a><x>3</x></a></r>"
    assert read(text, record="b") == [{"x": 2}]
    assert scan(text, record="c").code == "path_not_found"


def test_texts_are_typed_as_cells_are() -> None:
    rows = "".join(f"<i><n>{n}</n><d>2024-01-01</d><z>007</z></i>" for n in range(10))
    assert read(f"<r>{rows}</r>")[3] == {"n": 3, "d": "2024-01-01", "z": "007"}
    assert read(f"<r>{rows}</r>", types="text")[3]["n"] == "3"
    assert look(f"<r>{rows}</r>")["columns"][0] == {"name": "n", "type": "integer", "examples": [0, 1, 2]}


BOMBS = [
    '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><r><i>&b;</i></r>',
    '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r><i>&x;</i></r>',
    '<!DOCTYPE r SYSTEM "http://127.0.0.1/x.dtd"><r><i>1</i></r>',
    '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1/p"> %p;]><r/>',
]


@pytest.mark.parametrize("text", BOMBS)
def test_document_types_and_entities_are_refused(text: str) -> None:
    assert scan('<?xml version="1.0"?>' + text).code == "xml_forbidden"
    assert scan(('<?xml version="1.0" encoding="utf-16"?>' + text).encode("utf-16")).code == "xml_forbidden"


@pytest.mark.slow
def test_what_came_before_the_damage_is_kept() -> None:
    for tail in ("<i><a>", "<i></r>", "&nope;", ""):
        found = scan("<r>" + "<i><a>1</a></i>" * 3000 + tail)
        assert found.code == "xml_damaged"
        assert found.records == [{"a": 1}] * 3000


@pytest.mark.slow
def test_depth_size_and_names_are_bounded() -> None:
    assert scan("<r>" + "<a>" * 100_000).code == "nested_too_deep"
    names = "".join(f"<n{number}/>" for number in range(20_000))
    assert scan(f"<r>{names}</r>").code == "too_many_columns"
    with jobkit_settings(SCANS={"MAX_LINE_BYTES": 200_000}):
        for text in ("<i><a>" + "x" * 1_000_000, "<i>" + "<a>1</a>" * 100_000, '<i a="' + "x" * 1_000_000):
            found = scan("<r>" + "<i><a>1</a></i>" * 10 + text)
            assert (found.code, len(found.records)) == ("record_too_large", 10)
        assert scan("<r><!--" + "x" * 1_000_000).code == "record_too_large"


def test_a_web_page_is_refused_with_advice() -> None:
    found = scan("<!DOCTYPE html><html><body></body></html>")
    assert found.code == "unknown_format"
    assert "html" in str(found.error)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "defusedxml", None)
    monkeypatch.setitem(sys.modules, "defusedxml.common", None)
    with pytest.raises(ExtraMissing, match="pip install"):
        read("<r><i>1</i></r>")
