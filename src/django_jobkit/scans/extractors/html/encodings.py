"""From the bytes of a page to its text, as browsers do it."""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEAD = 4096
_META = re.compile(rb"<meta[^>]{0,500}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.IGNORECASE)
#: What these names have meant on the web for long.
_MEANT = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}
_NEVER_MEANT = {"", "idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "utf-7"}


def text_of(body: bytes, content_type: str) -> str:
    """`body` in the encoding that its first bytes, its header or its ``<meta>`` name; else in UTF-8 or Windows-1252."""
    for mark, marked in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(marked, errors="replace")
    declared = content_type.lower().partition("charset=")[2].partition(";")[0].strip("\"' ")
    found = _META.search(body[:_HEAD])
    for label in (declared, found.group(1).decode("ascii", "replace").lower() if found else ""):
        if encoding := _known(label):
            return body.decode(encoding, errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def _known(label: str) -> str | None:
    if label.startswith("utf-16"):
        return "utf-8"  # a page that can say so is not in UTF-16
    name = _MEANT.get(label, label)
    try:
        # Some codecs, such as rot13, are no encodings of text, and not all that are were made for pages.
        return name if label not in _NEVER_MEANT and b" ".decode(name) else None
    except (LookupError, UnicodeError):
        return None
