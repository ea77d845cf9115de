"""Which reader reads a part, found out by looking into it."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import replace

from django_jobkit.files.errors import BadEncoding, FileChanged, NoRecords, UnknownFormat
from django_jobkit.files.found import Batch, Problem
from django_jobkit.files.reading import Reading
from django_jobkit.files.recognition import HEAD, recognise, refuse_binary
from django_jobkit.files.sheets.records import read_workbook
from django_jobkit.files.tables.delimited import read_delimited
from django_jobkit.files.text.encodings import check_encoding, declared_encoding, detect_encoding
from django_jobkit.files.trees.json_records import read_json
from django_jobkit.files.trees.ndjson import read_ndjson
from django_jobkit.files.trees.xml_records import read_xml

Reader = Callable[[Reading], Iterator[Batch | Problem]]
_READERS: dict[str, Reader] = {
    "csv": read_delimited,
    "tsv": read_delimited,
    "json": read_json,
    "ndjson": read_ndjson,
    "xlsx": read_workbook,
    "xml": read_xml,
}


def reader_of(reading: Reading) -> Reader:
    """The reader for what was found."""
    return _READERS[reading.position.format]


def look_into(reading: Reading) -> None:
    """Find out format and encoding of the part, unless that was done before."""
    position, options = reading.position, reading.options
    if position.name:
        if position.name != reading.part.name:
            raise FileChanged
        return
    position = replace(position, name=reading.part.name)
    if reading.part.is_workbook:
        if options.format not in {"auto", "xlsx"}:
            raise UnknownFormat(f"The file is a workbook; leave `format` out, or say xlsx instead of {options.format}.")
        reading.position = replace(position, format="xlsx")
        return
    if options.format == "xlsx":
        raise UnknownFormat("The file is no workbook of the .xlsx kind; leave `format` out, or save it as one.")
    encoding = _encoding(reading)
    reading.position = position = replace(position, encoding=encoding)
    stream, encoding = reading.text()
    text = codecs.getincrementaldecoder(encoding)("replace").decode(stream.head(HEAD))
    if not text.strip() and not stream.head(HEAD + 1)[HEAD:]:
        raise NoRecords("The file is empty.")
    if options.format == "auto":
        reading.position = replace(position, format=recognise(text, reading.part.name))
    else:
        refuse_binary(text)
        reading.position = replace(position, format=options.format)


def _encoding(reading: Reading) -> str:
    given = reading.options.encoding
    stream = reading.part.open()
    if given == "auto":
        return _declared(stream.head(HEAD)) or detect_encoding(stream)
    check_encoding(stream.head(HEAD), given)
    return given


def _declared(head: bytes) -> str:
    """What XML says that it is encoded in, "" without a word of it; raises BadEncoding when it is not."""
    name = declared_encoding(head)
    try:
        if name:
            check_encoding(head, name)
    except BadEncoding as error:
        raise BadEncoding(f"The XML says that it is in {name} and is not; say its real `encoding`.") from error
    return name
