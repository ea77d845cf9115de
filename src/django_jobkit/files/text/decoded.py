"""A stream of text whose lines can be found by bytes, whatever encoding the file is in."""

from __future__ import annotations

import codecs

from django_jobkit.files.errors import BadEncoding
from django_jobkit.files.packing.streams import Stream
from django_jobkit.files.text.encodings import bom

#: In these a byte 0A is not always a line end, or what a byte means depends on what was long before it.
_NOT_BY_BYTES = ("utf-16", "utf-32", "utf-7", "iso2022", "hz")


def is_transcoded(encoding: str) -> bool:
    """Whether text in `encoding` is made into UTF-8 first; offsets then count the bytes of that."""
    return encoding.replace("_", "-").startswith(_NOT_BY_BYTES)


def text_stream(stream: Stream, encoding: str, *, as_utf8: bool = False) -> tuple[Stream, str]:
    """The bytes of the text behind its byte order mark, and the encoding they are in now."""
    mark = bom(stream.head(4))
    if mark[0] == codecs.lookup(encoding).name or (mark[0] and encoding in {"utf-16", "utf-32", "utf-8-sig"}):
        encoding = mark[0]
        # Offsets count from the beginning of the file, so the mark is taken, not cut off, where bytes stay as they are.
        stream.read(mark[1])
    if not is_transcoded(encoding) and not (as_utf8 and encoding != "utf-8"):
        return stream, encoding
    decoder = codecs.getincrementaldecoder(encoding)("replace")

    def read(size: int) -> bytes:
        try:
            while data := stream.read(size):
                if made := decoder.decode(data).encode("utf-8", "replace"):
                    return made
            return decoder.decode(b"", final=True).encode("utf-8", "replace")
        except UnicodeError as error:
            # Few decoders raise although they are told to replace, and those that do have lost their place.
            raise BadEncoding(f"The file is not text in {encoding} ({error}); leave `encoding` out.") from error

    return Stream(read), "utf-8"
