"""What a text in the options may be: a name on the wire, a path into a document."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~\[\]-]{1,100}")
#: Names that belong to the connection, which is not the caller's.
_OF_THE_CONNECTION = {"connection", "content-encoding", "content-length", "host", "te", "trailer", "transfer-encoding"}
_NOT_IN_HEADERS = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
#: Keys, ``[3]``, ``[*]``, ``['a key']`` and one ``..`` at a time: no filters, no functions, nothing that takes long.
_PATH = re.compile(
    r"""\$?(?:(?:^|\.\.?)(?:[\w@-]+|\*|"[^"\\]*"|'[^'\\]*')|\.?\[(?:\d+|\*|'[^'\\]*'|"[^"\\]*")\])*""", re.ASCII
)


def _checked_name(name: str) -> str:
    if not _TOKEN.fullmatch(name):
        raise ValueError("It has a character that a name on the wire cannot have.")
    if name.lower() in _OF_THE_CONNECTION:
        raise ValueError("This header belongs to the connection and cannot be set.")
    return name


def _checked_secret(secret: SecretStr) -> SecretStr:
    if _NOT_IN_HEADERS.search(secret.get_secret_value()):
        raise ValueError("It has a line break or another control character; was it copied with the end of its line?")
    return secret


def _checked_path(path: str) -> str:
    if not _PATH.fullmatch(path) or path.count("..") > 1:
        raise ValueError(
            "It is a path such as data.items, $.result[0].rows, ['a key'].rows or groups[*].items[*], "
            "with at most one `..` and without filters."
        )
    return path


FieldName = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_checked_name)]
#: What a header can say.
HeaderSecret = Annotated[SecretStr, AfterValidator(_checked_secret)]
#: A JSONPath that takes no longer than the document is long.
JsonPath = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_checked_path)]
#: Where in a JSON body something is put: keys with dots between them.
BodyPath = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\w@$-]+(\.[\w@$-]+)*$")]
