"""Texts in the encodings that programs still write."""

from __future__ import annotations

import codecs

import pytest

from django_jobkit.files.errors import FileError
from django_jobkit.scans.extractors.file import FileOptions
from tests.scans.file.context import look, read, scan

WESTERN = "name;stadt\nMüller;Köln\nGroß;Düsseldorf\nLefèvre;Orléans\n"
RECORDS = [
    {"name": "Müller", "stadt": "Köln"},
    {"name": "Groß", "stadt": "Düsseldorf"},
    {"name": "Lefèvre", "stadt": "Orléans"},
]
RUSSIAN = "имя;город\nИван Петров;Москва\nСергей Иванов;Санкт-Петербург\n"  # noqa: RUF001 # it is Cyrillic


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_western_text_is_read_in_every_encoding_without_being_told(encoding: str) -> None:
    assert read(WESTERN.encode(encoding)) == RECORDS


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be"])
def test_four_bytes_a_character_are_read_as_well(encoding: str) -> None:
    assert read(WESTERN.encode(encoding)) == RECORDS


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "utf-16"])
def test_a_russian_text_is_read(encoding: str) -> None:
    pytest.importorskip("charset_normalizer")
    assert read(RUSSIAN.encode(encoding))[0] == {"имя": "Иван Петров", "город": "Москва"}


@pytest.mark.parametrize(
    ("encoding", "text"), [("shift_jis", "名前,都市\n山田太郎,東京\n"), ("gb18030", "姓名,城市\n王小明,北京\n")]
)
def test_an_east_asian_text_is_read(encoding: str, text: str) -> None:
    pytest.importorskip("charset_normalizer")
    assert len(read((text * 20).encode(encoding))) in {39, 40}


@pytest.mark.slow
def test_the_first_umlaut_may_stand_far_behind_the_sample() -> None:
    text = "id,name\n" + "1,Smith\n" * 100_000 + "2,Müller\n"
    assert read(text.encode("cp1252"))[-1] == {"id": 2, "name": "Müller"}
    assert read(text.encode("utf-8"))[-1] == {"id": 2, "name": "Müller"}


def test_a_bad_byte_in_utf8_is_replaced_and_told_with_its_line() -> None:
    data = ("id,name\n" + "1,Müller\n" * 20).encode() + b"2,M\xfcller\n" + "3,Köln\n".encode()
    found = scan(data)
    assert found.records[-2:] == [{"id": 2, "name": "M\ufffdller"}, {"id": 3, "name": "Köln"}]
    assert [(problem.code, problem.line) for problem in found.problems] == [("undecodable", 22)]


def test_a_told_encoding_is_used_and_refused_where_it_makes_no_sense() -> None:
    assert read(WESTERN.encode("cp850"), encoding="cp850") == RECORDS
    more = "Smith;London\n" * 100
    assert scan((WESTERN + more).encode("cp1252"), encoding="utf-8").codes == ["undecodable"] * 3
    assert scan(bytes(range(128, 256)) * 50, encoding="utf-8").code == "bad_encoding"


def test_half_a_character_at_the_end_is_told_of() -> None:
    found = scan(codecs.BOM_UTF16_LE + "a,b\nx,y\nu,v\n".encode("utf-16-le") + b"x")
    assert found.records[:2] == [{"a": "x", "b": "y"}, {"a": "u", "b": "v"}]
    assert "undecodable" in found.codes


def test_the_preview_says_which_encoding_it_is() -> None:
    assert look(WESTERN.encode("cp1252"))["encoding"] == "cp1252"
    assert look(WESTERN.encode("utf-16"))["encoding"] == "utf-16-le"
    assert look("a,b\n1,2\n")["encoding"] == "utf-8"


@pytest.mark.requires_extra("scans")
def test_json_and_xml_are_read_in_other_encodings() -> None:
    assert read('[{"a": "ü"}]'.encode("utf-16")) == [{"a": "ü"}]
    assert read('[{"a": "ü"}]'.encode("utf-8-sig")) == [{"a": "ü"}]
    assert read('{"a": "ü"}\n{"a": "ä"}\n'.encode("cp1252")) == [{"a": "ü"}, {"a": "ä"}]
    xml = '<?xml version="1.0" encoding="{}"?><r><i><a>ü</a></i><i><a>ä</a></i></r>'
    for encoding in ("utf-8", "iso-8859-1", "windows-1252", "utf-16"):
        assert read(xml.format(encoding).encode(encoding)) == [{"a": "ü"}, {"a": "ä"}]


@pytest.mark.parametrize("encoding", ["utf-16", "utf_32", "utf-32", "U16"])
def test_an_encoding_that_needs_a_mark_is_refused_where_there_is_none(encoding: str) -> None:
    for text in ("a,b\n1,2\n", "aa,bb"):
        assert scan(text, encoding=encoding).code == "bad_encoding"
        with pytest.raises(FileError, match="encoding"):
            look(text, encoding=encoding)


@pytest.mark.parametrize("encoding", ["idna", "punycode", "rot13", "base64", "unicode_escape", "undefined", "zlib"])
def test_codecs_that_are_no_encodings_of_files_are_refused_with_the_options(encoding: str) -> None:
    with pytest.raises(ValueError, match="not known"):
        FileOptions(encoding=encoding)


@pytest.mark.requires_extra("scans")
@pytest.mark.parametrize(
    ("declared", "name"),
    [
        ("EUC-JP", "euc_jp"),
        ("Shift_JIS", "shift_jis"),
        ("GB2312", "gb2312"),
        ("Big5", "big5"),
        ("ISO-2022-JP", "iso2022_jp"),
        ("windows-1252", "cp1252"),
        ("iso-8859-1", "iso8859-1"),
        ("utf-8", "utf-8"),
        ("UTF-16", "utf-16-le"),
    ],
)
def test_xml_is_read_in_the_encoding_that_it_declares(declared: str, name: str) -> None:
    word = "ü" if name in {"cp1252", "iso8859-1"} else "中文"
    xml = f"<?xml version='1.0' encoding='{declared}'?>\n<r>" + f"<i><a>{word}</a></i>" * 5_000 + "</r>"
    data = xml.encode(declared)
    assert read(data, "x.xml") == [{"a": word}] * 5_000
    shown = look(data, "x.xml")
    assert (shown["encoding"], shown["rows"][0]) == (name, {"a": word})
    assert read(data, "x.xml", **shown["options"])[-1] == {"a": word}


@pytest.mark.requires_extra("scans")
@pytest.mark.parametrize("declared", ["rot13", "idna", "nonsense", "utf-16"])
def test_xml_that_declares_what_it_is_not_in_is_refused(declared: str) -> None:
    assert scan(f'<?xml version="1.0" encoding="{declared}"?><r><i><a>1</a></i></r>').code == "xml_damaged"


@pytest.mark.requires_extra("scans")
def test_xml_full_of_bytes_that_its_encoding_does_not_have_is_refused() -> None:
    xml = '<?xml version="1.0" encoding="EUC-JP"?><r>' + "<i>äöüßéèàç</i>" * 99 + "</r>"
    assert scan(xml.encode("latin-1")).code == "bad_encoding"
