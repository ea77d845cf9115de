"""Which encoding the bytes of a text are in."""

from __future__ import annotations

import codecs
import re

from django_jobkit.files.errors import BadEncoding, FileError
from django_jobkit.files.packing.streams import BLOCK, Stream

#: Bytes that are searched for the first that is not ASCII, before it is taken that there is none.
_SEARCHED = 64 * 1024 * 1024
#: Bytes that a guess is made from.
_SAMPLE = 32 * 1024
#: At most this share of characters may be undecodable for an encoding to be taken as the right one.
_FORGIVEN = 0.1
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    # The longer ones first: the mark of UTF-16 is the beginning of that of UTF-32.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: What a guess may be. More of them would only add unlikely ones that fit as well.
_LIKELY = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "koi8_r", "shift_jis", "euc_jp", "gb18030"]
_LIKELY += ["big5", "euc_kr", "mac_roman", "cp437", "cp850"]
_WESTERN = "cp1252"
#: Codecs of names in networks and of source code, which are no encodings of files.
_NO_FILES = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")


def known_encoding(name: str) -> str:
    """The name that Python has for an encoding of files; raises LookupError when it is none."""
    found = codecs.lookup(name).name
    "".encode(found)
    if found.replace("_", "-") in _NO_FILES:
        raise LookupError(name)
    return found


def declared_encoding(head: bytes) -> str:
    """The encoding that XML without a byte order mark says it is in; "" when it says none that is known."""
    found = _DECLARED.match(head)
    if found is None:
        return ""
    try:
        name = known_encoding(found[1].decode())
    except (LookupError, ValueError):
        return ""
    # What can be read as ASCII is in neither of them, whatever it says; that is left to the parser to refuse.
    return "" if name.startswith(("utf-16", "utf-32")) else name


def bom(head: bytes) -> tuple[str, int]:
    """The encoding that a byte order mark tells, and the mark's length; "" and 0 without one."""
    return next(((name, len(mark)) for mark, name in _BOMS if head.startswith(mark)), ("", 0))


def detect_encoding(stream: Stream) -> str:
    """The encoding of the text in `stream`, which is read for it."""
    head = stream.head(_SAMPLE)
    name = bom(head)[0] or _wide(head)
    if name:
        return name
    try:
        block = _first_beyond_ascii(stream)
    except FileError:
        # It is found again, and told, when what comes before it was read.
        block = None
    if block is None or _is_utf8(block):
        return "utf-8"
    return _guess(block)


def check_encoding(head: bytes, encoding: str) -> None:
    """Raise BadEncoding when `head` makes no sense in the `encoding` that a user gave."""
    try:
        text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    except UnicodeError as error:
        raise BadEncoding(f"The file is not text in {encoding} ({error}); leave `encoding` out.") from error
    if "\ufffd" in text and text.count("\ufffd") > len(text) * _FORGIVEN:
        raise BadEncoding(f"The file is not text in {encoding}; leave `encoding` out, or name another.")


def _wide(head: bytes) -> str:
    """UTF-16 and UTF-32 without a mark are known by where their zeros are."""
    size = len(head) // 4
    if not size or b"\0" not in head:
        return ""
    zeros = [head[start : size * 4 : 4].count(0) / size for start in range(4)]
    often, seldom = [share > 0.2 for share in zeros], [share < 0.02 for share in zeros]  # noqa: PLR2004
    if often[1] and often[2] and often[3] and seldom[0]:
        return "utf-32-le"
    if often[0] and often[1] and often[2] and seldom[3]:
        return "utf-32-be"
    if often[1] and often[3] and seldom[0] and seldom[2]:
        return "utf-16-le"
    if often[0] and often[2] and seldom[1] and seldom[3]:
        return "utf-16-be"
    return ""


def _first_beyond_ascii(stream: Stream) -> bytes | None:
    """The first block with a byte that is not ASCII: a name with an umlaut may stand in line 100,000."""
    while stream.offset < _SEARCHED:
        block = stream.read(BLOCK)
        if not block.isascii():
            # So that the guess is made from what is not ASCII, with some of what stands before it.
            first = next(at for at, byte in enumerate(block) if byte > 0x7F)  # noqa: PLR2004
            return block[max(0, first - 1024) :]
        if not block:
            return None
    return None


def _is_utf8(block: bytes) -> bool:
    """Whether it is UTF-8, but for a few bytes that somebody pasted into it."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(block)
    bad = text.count("\ufffd")
    return bad == 0 or bad <= sum(char > "\x7f" for char in text) * _FORGIVEN


def _guess(block: bytes) -> str:
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return _WESTERN
    matches = list(from_bytes(block[:_SAMPLE], cp_isolation=_LIKELY))
    if not matches:
        return _WESTERN
    best = matches[0]
    # Texts with few letters beyond ASCII fit many encodings equally well. Then it is the most common one.
    near = [found for found in matches if found.chaos <= best.chaos and found.coherence >= best.coherence - _FORGIVEN]
    if any(_WESTERN in (found.encoding, *found.could_be_from_charset) for found in near):
        return _WESTERN
    return codecs.lookup(best.encoding).name
