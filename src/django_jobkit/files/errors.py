"""Why a file cannot be read, each in a code and a sentence that says what to do."""

from __future__ import annotations

from typing import Any

from django_jobkit.exceptions import JobkitError


class FileError(JobkitError):
    """The file cannot be read."""

    code = "unreadable_file"
    #: No attempt would read it better.
    retry = False

    def __init__(self, message: str | None = None, *, details: dict[str, Any] | None = None) -> None:
        super().__init__(message, details=details)


class UnknownFormat(FileError):
    """The file is none of CSV, TSV, JSON, NDJSON, XLSX and XML; save it as one of them, or name its `format`."""

    code = "unknown_format"


class XlsNotSupported(FileError):
    """This is a workbook of the old .xls kind; save it as .xlsx or CSV."""

    code = "xls_not_supported"


class BadEncoding(FileError):
    """The file is not text in the encoding that was given; leave `encoding` out, or name another."""

    code = "bad_encoding"


class NoRecords(FileError):
    """There is nothing in the file that could be read as records."""

    code = "no_records"


class LineTooLong(FileError):
    """A line, or a row of several lines, is longer than is read; look for a quote that is never closed."""

    code = "line_too_long"


class CellTooLarge(FileError):
    """A cell is larger than is read; look for a quote that is never closed, or leave the column out of the file."""

    code = "cell_too_large"


class RecordTooLarge(FileError):
    """A record is larger than is read; split it, or name what repeats inside it (`path`, `record`)."""

    code = "record_too_large"


class TooManyColumns(FileError):
    """There are more columns than are read; leave some out, or look whether the `delimiter` is right."""

    code = "too_many_columns"


class TooManyRows(FileError):
    """The sheet has more rows than a sheet can have; save it as CSV."""

    code = "too_many_rows"


class TooManySharedTexts(FileError):
    """The workbook has more different texts than are read; save the sheet as CSV."""

    code = "too_many_shared_texts"


class NestedTooDeep(FileError):
    """The file is nested deeper than is read; save it flatter."""

    code = "nested_too_deep"


class ArchiveEncrypted(FileError):
    """The archive is encrypted; unpack it and upload what is inside, or pack it again without a password."""

    code = "archive_encrypted"


class ArchiveNested(FileError):
    """There is an archive inside the archive; unpack it once and upload what is inside."""

    code = "archive_nested"


class ArchiveTooLarge(FileError):
    """What is packed in the file is larger than is unpacked; upload it in parts."""

    code = "archive_too_large"


class TooManyMembers(FileError):
    """There are more files in the archive than are read; upload it in parts."""

    code = "too_many_members"


class ArchiveDamaged(FileError):
    """The archive is damaged or was cut off; upload it again, or pack it anew."""

    code = "archive_damaged"


class ArchiveNotSupported(FileError):
    """The archive is packed in a way that is not read; pack it as an ordinary zip (deflate) or gzip."""

    code = "archive_not_supported"


class MemberNotFound(FileError):
    """The archive has no file of the name given as `member`."""

    code = "member_not_found"


class SheetNotFound(FileError):
    """The workbook has no sheet of the name given as `sheet`."""

    code = "sheet_not_found"


class WorkbookDamaged(FileError):
    """The workbook is damaged; open it in a spreadsheet program and save it anew, or save it as CSV."""

    code = "workbook_damaged"


class XmlForbidden(FileError):
    """The XML declares a document type or entities, which are not read; save it without a DOCTYPE."""

    code = "xml_forbidden"


class XmlDamaged(FileError):
    """The XML is not well-formed."""

    code = "xml_damaged"


class JsonDamaged(FileError):
    """The file is not valid JSON."""

    code = "json_damaged"


class PathNotFound(FileError):
    """There is nothing at the `path` or `record` that was given."""

    code = "path_not_found"


class FileChanged(FileError):
    """The file is not the one that this scan began with; start a new scan."""

    code = "file_changed"
