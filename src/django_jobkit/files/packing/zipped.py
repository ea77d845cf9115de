"""What is inside a zip file: which of its files are read, and their bytes."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TypeVar

from django_jobkit.files.errors import ArchiveDamaged, MemberNotFound, NoRecords, TooManyMembers
from django_jobkit.files.packing.budget import Budget
from django_jobkit.files.packing.directory import refuse_unreadable
from django_jobkit.files.packing.streams import Stream

_Given = TypeVar("_Given")

_SHOWN = 10
#: What the names of files that hold data end in, and the format that it stands for.
SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".json": "json",
    ".geojson": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".xml": "xml",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
}


def choose(archive: zipfile.ZipFile, wanted: str | None, most: int) -> tuple[list[zipfile.ZipInfo], list[str]]:
    """The files to read, in their order in the archive, and the names of those that are left out.

    Without `wanted`, a name or a pattern, it is those with the format of the first whose name says that it is data.
    Names are only compared and shown; nothing is ever written under them.
    """
    files = [member for member in archive.infolist() if _is_file(member)]
    if wanted is not None:
        chosen = [f for f in files if f.filename == wanted] or [f for f in files if fnmatchcase(f.filename, wanted)]
        if not chosen:
            raise MemberNotFound(_missing(wanted, files))
    else:
        formats = [SUFFIXES.get(PurePosixPath(member.filename).suffix.lower()) for member in files]
        first = next(filter(None, formats), None)
        chosen = [member for member, kind in zip(files, formats, strict=True) if kind == first]
    if not chosen:
        raise NoRecords("The archive is empty; pack the file into it that should be read.")
    if len(chosen) > most:
        raise TooManyMembers(
            f"The archive has {len(chosen):,} files and at most {most:,} are read; upload it in parts."
        )
    kept = {id(member) for member in chosen}
    return chosen, [member.filename for member in files if id(member) not in kept]


def _is_file(member: zipfile.ZipInfo) -> bool:
    """Whether it holds somebody's data: no folder, no link, nothing that operating systems leave behind."""
    path = PurePosixPath(member.filename)
    hidden = path.name.startswith(".") or "__MACOSX" in path.parts
    return not member.is_dir() and not hidden and not stat.S_ISLNK(member.external_attr >> 16)


def _missing(wanted: str, files: list[zipfile.ZipInfo]) -> str:
    names = ", ".join(repr(member.filename) for member in files[:_SHOWN])
    return f"The archive has no file {wanted!r}; there are: {names}{' and more' if len(files) > _SHOWN else ''}."[:500]


def member_stream(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget) -> Stream:
    """The unpacked bytes of `member`; damage is found while reading, when all before it has been given."""
    refuse_unreadable(member)
    source = guarded(lambda: archive.open(member))

    def read(size: int) -> bytes:
        data = guarded(lambda: source.read(size))
        budget.spend(len(data))
        return data

    return Stream(read)


def guarded(action: Callable[[], _Given]) -> _Given:
    """What `action` gives, its errors in our words."""
    try:
        return action()
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise ArchiveDamaged from error
