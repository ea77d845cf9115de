"""What a file is by its first bytes, where these are enough to tell."""

from __future__ import annotations

from pathlib import PurePosixPath

from django_jobkit.files.errors import (
    ArchiveEncrypted,
    ArchiveNotSupported,
    UnknownFormat,
    XlsNotSupported,
)

#: As many bytes as `refuse_foreign` looks at.
HEAD = 4096
GZIP = b"\x1f\x8b"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_ARCHIVES = {
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a rar archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"BZh": "a bzip2 archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
}
_OTHER_FILES = {
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
    b"ORC": "an ORC file",
    b"Obj\x01": "an Avro file",
    b"SQLite format 3": "an SQLite database",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\x89HDF": "an HDF5 file",
    b"\x7fELF": "a program",
}


def is_archive(head: bytes) -> bool:
    """Whether it is an archive of any kind, the unreadable kinds included."""
    return head.startswith((GZIP, *ZIP)) or _named(head, _OTHER_ARCHIVES) is not None


def refuse_foreign(head: bytes, name: str) -> None:
    """Raise when it is a file of a kind that is known and not read."""
    if head.startswith(_OLE):
        # Excel packs its encrypted workbooks, whatever their name, into the container of the old kind.
        if "EncryptedPackage".encode("utf-16-le") in head:
            raise ArchiveEncrypted("The workbook is protected by a password; save it without one.")
        raise XlsNotSupported
    if PurePosixPath(name.lower()).suffix == ".xlsb":
        raise XlsNotSupported("This is a binary workbook (.xlsb); save it as .xlsx or CSV.")
    if kind := _named(head, _OTHER_ARCHIVES):
        raise ArchiveNotSupported(f"This is {kind}, which is not read; pack it as zip or gzip, or upload it unpacked.")
    if kind := _named(head, _OTHER_FILES):
        raise UnknownFormat(f"This is {kind}; save it as CSV, TSV, JSON, NDJSON, XLSX or XML.")


def _named(head: bytes, kinds: dict[bytes, str]) -> str | None:
    return next((kind for start, kind in kinds.items() if head.startswith(start)), None)
