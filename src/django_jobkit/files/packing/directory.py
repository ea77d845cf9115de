"""The directory of a zip file, measured before it is believed."""

from __future__ import annotations

import struct
import zipfile
from itertools import pairwise
from typing import IO

from django_jobkit.files.errors import (
    ArchiveDamaged,
    ArchiveEncrypted,
    ArchiveNotSupported,
    TooManyMembers,
)

#: Largest directory in bytes: some ten thousand names. ``zipfile`` reads it whole, whatever number of files it gives.
_MAX_DIRECTORY = 1024 * 1024
_END = b"PK\x05\x06"
_END_SIZE = 22
_MAX_COMMENT = 65_535
_LOCATOR = b"PK\x06\x07"
_LOCATOR_SIZE = 20
_END64 = b"PK\x06\x06"
_END64_SIZE = 56
_LOCAL_HEADER = 30
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1


def open_zip(file: IO[bytes]) -> zipfile.ZipFile:
    """The zip file in `file`; raises ArchiveDamaged, or TooManyMembers when its directory alone would fill memory."""
    if _directory_size(file) > _MAX_DIRECTORY:
        raise TooManyMembers
    file.seek(0)
    try:
        opened = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise ArchiveDamaged from error
    _refuse_overlaps(opened.infolist())
    return opened


def refuse_unreadable(member: zipfile.ZipInfo) -> None:
    """Raise when `member` is encrypted, or packed in another way than usual."""
    if member.flag_bits & _ENCRYPTED:
        raise ArchiveEncrypted
    if member.compress_type not in _METHODS:
        # The other methods cannot be unpacked in bounded pieces by the standard library.
        raise ArchiveNotSupported


def _directory_size(file: IO[bytes]) -> int:
    """What the end of the file says of the directory, the 64-bit form included; a lie here is an error later."""
    size = file.seek(0, 2)
    start = max(0, size - _END_SIZE - _MAX_COMMENT - _LOCATOR_SIZE)
    file.seek(start)
    tail = file.read(size - start)
    at = tail.rfind(_END)
    if at < 0 or at + _END_SIZE > len(tail):
        raise ArchiveDamaged("The zip file was cut off, for its directory is missing; upload it again.")
    largest = int(struct.unpack_from("<L", tail, at + 12)[0])
    locator = at - _LOCATOR_SIZE
    if locator >= 0 and tail.startswith(_LOCATOR, locator):
        file.seek(min(size, struct.unpack_from("<Q", tail, locator + 8)[0]))
        record = file.read(_END64_SIZE)
        if len(record) == _END64_SIZE and record.startswith(_END64):
            # zipfile believes this one when it is there.
            return int(struct.unpack_from("<Q", record, 40)[0])
    return largest


def _refuse_overlaps(members: list[zipfile.ZipInfo]) -> None:
    """Two names for the same packed bytes: a way to make much of little, and nothing that a packer writes."""
    ordered = sorted(members, key=lambda member: member.header_offset)
    for first, second in pairwise(ordered):
        if first.header_offset + _LOCAL_HEADER + first.compress_size > second.header_offset:
            raise ArchiveDamaged("Files in the archive overlap, as no packer writes them; pack it anew.")
