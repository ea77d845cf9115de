"""gzip and zip: what is inside is read, and what is meant to harm is refused."""

from __future__ import annotations

import gzip
import io
import struct
import warnings
import zipfile

import pytest

from django_jobkit.files.packing import budget
from django_jobkit.testing.plugin import jobkit_settings
from tests.scans.file.context import look, read, scan
from tests.scans.file.packing import encrypted, zipped

CSV = "a,b\n1,2\n3,4\n"
RECORDS = [{"a": 1, "b": 2}, {"a": 3, "b": 4}]


def test_gzip_and_zip_are_unpacked() -> None:
    assert read(gzip.compress(CSV.encode()), "x.csv.gz") == RECORDS
    assert read(zipped({"x.csv": CSV})) == RECORDS
    assert read(zipped({"x.csv": CSV}, zipfile.ZIP_STORED)) == RECORDS
    assert read(gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n") + b"\0" * 100) == RECORDS
    assert read(gzip.compress(b'[{"a":1}]'), "x.json.gz") == [{"a": 1}]


def test_files_of_one_format_are_read_one_after_the_other() -> None:
    archive = zipped({"dir/a.csv": CSV, "__MACOSX/._a.csv": "x", ".hidden.csv": "x", "b.csv": "a;b\n5;x\n"})
    assert read(archive) == [*RECORDS, {"a": 5, "b": "x"}]
    assert look(archive)["members"] == ["dir/a.csv", "b.csv"]


def test_files_of_another_format_are_left_out_and_told_unless_they_are_named() -> None:
    archive = zipped({"readme.txt": "Hello", "a.csv": CSV, "b.json": '[{"x": 1}]'})
    found = scan(archive)
    assert found.records == RECORDS
    assert [(problem.code, problem.raw) for problem in found.problems] == [
        ("member_skipped", "readme.txt"),
        ("member_skipped", "b.json"),
    ]
    assert scan(archive, member="b.json").records == [{"x": 1}]
    assert scan(archive, member="*.csv").records == RECORDS
    assert scan(archive, member="c.csv").code == "member_not_found"


def test_names_that_climb_out_are_only_names() -> None:
    assert read(zipped({"../../../tmp/x.csv": CSV})) == RECORDS


@pytest.mark.slow
def test_what_came_before_the_damage_is_kept() -> None:
    rows = "".join(f"{number},x{number * 7919 % 10007}\n" for number in range(200_000))
    packed = gzip.compress(f"a,b\n{rows}".encode())
    found = scan(packed[: len(packed) // 2])
    assert found.code == "archive_damaged"
    assert len(found.records) > 50_000
    assert found.records[:2] == [{"a": 0, "b": "x0"}, {"a": 1, "b": "x7919"}]
    archive = bytearray(zipped({"x.csv": f"a,b\n{rows}"}))
    archive[len(archive) // 2] ^= 0xFF
    assert scan(bytes(archive)).code in {"archive_damaged", None}
    assert scan(bytes(archive[: len(archive) // 2])).code == "archive_damaged"


@pytest.mark.slow
def test_bombs_are_refused_by_what_really_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "HARMLESS", 1024 * 1024)
    bomb = "a,b\n" + "1,2\n" * 400_000
    for packed in (gzip.compress(bomb.encode()), zipped({"x.csv": bomb})):
        found = scan(packed)
        assert found.code == "archive_too_large"
        assert found.records[0] == {"a": 1, "b": 2}
        with jobkit_settings(SCANS={"MAX_RATIO": 100_000, "MAX_UNPACKED_BYTES": 100_000}):
            assert scan(packed).code == "archive_too_large"
        with jobkit_settings(SCANS={"MAX_RATIO": 100_000}):
            assert scan(packed).error is None


@pytest.mark.slow
def test_looking_into_a_file_before_reading_it_does_not_count_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "HARMLESS", 1024 * 1024)
    text = "a,b\n" + "1,2\n" * 240_000
    with jobkit_settings(SCANS={"MAX_RATIO": 1}):
        assert len(read(gzip.compress(text.encode()))) == 240_000
        assert len(read(zipped({"x.csv": text}))) == 240_000
        assert scan(zipped({"x.csv": text, "y.csv": text})).code == "archive_too_large"


def test_a_lying_size_does_not_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "HARMLESS", 1024 * 1024)
    archive = bytearray(zipped({"x.csv": "a,b\n" + "1,2\n" * 400_000}))
    entry = archive.find(b"PK\x01\x02")
    struct.pack_into("<L", archive, entry + 24, 12)
    assert scan(bytes(archive)).code in {"archive_too_large", "archive_damaged"}


def test_an_archive_in_an_archive_is_refused() -> None:
    inner = zipped({"x.csv": CSV})
    for nested in (
        zipped({"inner.zip": inner}),
        gzip.compress(inner),
        gzip.compress(gzip.compress(CSV.encode())),
        zipped({"x.csv": gzip.compress(CSV.encode())}),
        zipped({"x.7z": b"7z\xbc\xaf\x27\x1c rest"}),
    ):
        assert scan(nested).code == "archive_nested"


def test_encrypted_and_unusual_archives_are_refused() -> None:
    assert scan(encrypted(zipped({"x.csv": CSV}))).code == "archive_encrypted"
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        assert scan(zipped({"x.csv": CSV}, method)).code == "archive_not_supported"
    for start in (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x00", b"\xfd7zXZ\x00", b"BZh9", b"\x28\xb5\x2f\xfd"):
        assert scan(start + b"rest").code == "archive_not_supported"


def test_too_many_files_are_refused() -> None:
    with jobkit_settings(SCANS={"MAX_MEMBERS": 10}):
        assert scan(zipped({f"{number}.csv": CSV for number in range(11)})).code == "too_many_members"
        assert len(read(zipped({f"{number}.csv": CSV for number in range(10)}))) == 20
    crowd = zipped({f"{number:060}.csv": "" for number in range(12_000)})
    assert scan(crowd).code == "too_many_members"


def test_overlapping_files_are_refused() -> None:
    archive = bytearray(zipped({"a.csv": CSV, "b.csv": CSV}, zipfile.ZIP_STORED))
    first = archive.find(b"PK\x01\x02")
    second = archive.find(b"PK\x01\x02", first + 4)
    struct.pack_into("<L", archive, second + 42, struct.unpack_from("<L", archive, first + 42)[0] + 1)
    assert scan(bytes(archive)).code == "archive_damaged"


def test_links_are_left_out() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        link = zipfile.ZipInfo("link.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.csv", CSV)
    assert read(file.getvalue()) == RECORDS


def test_rubbish_that_calls_itself_a_zip_is_damaged() -> None:
    for data in (b"PK\x03\x04", b"PK\x03\x04" + b"x" * 100_000, b"PK\x05\x06" + b"\0" * 17):
        assert scan(data).code == "archive_damaged"
    with warnings.catch_warnings():
        assert scan(zipped({})).code == "no_records"
