"""An upload as the parts that are read one after the other: itself, or the files in its archive."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO

from django_jobkit.files.errors import ArchiveNested, NoRecords, UnknownFormat, XlsNotSupported
from django_jobkit.files.limits import Limits
from django_jobkit.files.packing import kinds
from django_jobkit.files.packing.budget import Account, Budget, Unlimited
from django_jobkit.files.packing.directory import open_zip
from django_jobkit.files.packing.gzipped import gzip_stream
from django_jobkit.files.packing.streams import BLOCK, Stream, plain_stream
from django_jobkit.files.packing.zipped import choose, member_stream

#: What narrows a budget further, for a preview.
Narrow = Callable[[Budget], Budget]
_IN_MEMORY = 8 * 1024 * 1024


@dataclass(frozen=True)
class Part:
    """One file that holds records."""

    name: str
    #: Its bytes from the beginning; for a workbook, those of its archive.
    open: Callable[[], Stream]
    #: The whole file to seek in, where it lies there unpacked.
    file: IO[bytes] | None = None
    is_workbook: bool = False
    #: Narrows the budget of a workbook, which is an archive by itself.
    narrow: Narrow = field(default=lambda budget: budget)

    def whole(self) -> IO[bytes]:
        """A file to seek in, copied out of the archive if need be; whoever asks closes what is not the upload."""
        if self.file is not None:
            return self.file
        copy: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 # the caller closes it
        try:
            stream = self.open()
            while data := stream.read(BLOCK):
                copy.write(data)
            copy.seek(0)
        except BaseException:
            copy.close()
            raise
        return copy


@dataclass(frozen=True)
class Package:
    """What an upload consists of."""

    compression: str
    parts: Sequence[Part]
    #: Names of files in the archive that are not read.
    left_out: Sequence[str] = ()


def unpack(file: IO[bytes], name: str, member: str | None, limits: Limits, narrow: Narrow = lambda b: b) -> Package:
    """The parts of `file`, which was uploaded as `name`."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(kinds.HEAD)
    if not head:
        raise NoRecords("The file is empty.")
    kinds.refuse_foreign(head, name)
    if head.startswith(kinds.GZIP):
        return _gzipped(file, name, Budget(limits, size), narrow)
    if head.startswith(kinds.ZIP):
        return _zipped(file, name, member, limits, narrow)
    budget = narrow(Unlimited())
    return Package("none", [Part(name, lambda: plain_stream(file, budget), file)])


def _gzipped(file: IO[bytes], name: str, budget: Budget, narrow: Narrow) -> Package:
    account = Account(narrow(budget))
    inner = name[:-3] if name.lower().endswith(".gz") else name
    return Package("gzip", [_packed_part(inner, lambda: gzip_stream(file, account.begin()), narrow)])


def _zipped(file: IO[bytes], name: str, member: str | None, limits: Limits, narrow: Narrow) -> Package:
    archive = open_zip(file)
    budget = narrow(Budget(limits, file.seek(0, 2)))
    if is_workbook(archive, name):
        return Package("none", [Part(name, lambda: plain_stream(file, budget), file, is_workbook=True, narrow=narrow)])
    chosen, left_out = choose(archive, member, limits.members)

    def part(info: zipfile.ZipInfo) -> Part:
        account = Account(budget)
        return _packed_part(info.filename, lambda: member_stream(archive, info, account.begin()), narrow)

    return Package("zip", [part(info) for info in chosen], left_out)


def _packed_part(name: str, open_stream: Callable[[], Stream], narrow: Narrow) -> Part:
    """A part out of an archive; it may be a workbook, which is an archive by itself, but no other archive."""
    suffix = name.lower().rpartition(".")[2]
    is_book = suffix in {"xlsx", "xlsm"}
    return Part(name, lambda: _checked(open_stream(), name, suffix), is_workbook=is_book, narrow=narrow)


def _checked(stream: Stream, name: str, suffix: str) -> Stream:
    head = stream.head(kinds.HEAD)
    if suffix not in {"xlsx", "xlsm"}:
        if kinds.is_archive(head):
            raise ArchiveNested
        kinds.refuse_foreign(head, name)
    return stream


def is_workbook(archive: zipfile.ZipFile, name: str = "") -> bool:
    """Whether the archive is an .xlsx; raises for other documents that are zip files as well."""
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        raise XlsNotSupported("This is a binary workbook (.xlsb); save it as .xlsx or CSV.")
    if "[Content_Types].xml" in names:
        if any(found.startswith(("word/", "ppt/")) for found in names):
            raise UnknownFormat("This is a text document or a presentation; save its table as XLSX or CSV.")
        return any(found.startswith("xl/") for found in names) or name.lower().endswith((".xlsx", ".xlsm"))
    if "mimetype" in names and "content.xml" in names:
        raise UnknownFormat("This is an OpenDocument file; save its table as XLSX or CSV.")
    return False
