"""What may be told to others: addresses and texts without secrets in them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, quote_plus, urlencode, urlsplit, urlunsplit

from django_jobkit.scans.extractors.http_json.auth_options import ApiKeyAuth, BasicAuth, BearerAuth, OAuth2Auth
from django_jobkit.scans.extractors.http_json.options import HttpJsonOptions

_MASK = "***"
#: A shorter text would be found in innocent ones.
_SHORTEST = 4


class Masking:
    """Knows the secrets of one scan, and takes them out of what others will read."""

    def __init__(self, options: HttpJsonOptions) -> None:
        self._values = set(_secrets(options))
        self._param = _secret_param(options)

    def learn(self, secret: str) -> None:
        """Take `secret`, which came up on the way, for one as well."""
        self._values.add(secret)

    def bare(self, url: str) -> str:
        """`url` without the parameters that are secret; they are put back in when it is fetched."""
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        kept = [(name, value) for name, value in pairs if name != self._param and value not in self._values]
        # One without secrets stays as the server wrote it, signature and all.
        query = parts.query if len(kept) == len(pairs) else urlencode(kept)
        return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))

    def text(self, text: str) -> str:
        """`text` with every secret in it masked."""
        for value in sorted(self._values, key=len, reverse=True):
            for spelling in {value, quote(value, safe=""), quote_plus(value)} if len(value) >= _SHORTEST else ():
                text = text.replace(spelling, _MASK)
        return text

    def place(self, url: str) -> str:
        """`url` as it is named in messages: where, but not with which parameters."""
        parts = urlsplit(url)
        netloc = parts.netloc.rpartition("@")[2]
        return self.text(urlunsplit((parts.scheme, netloc, parts.path, "", "")))


def _secret_param(options: HttpJsonOptions) -> str | None:
    auth = options.auth
    return auth.name if isinstance(auth, ApiKeyAuth) and auth.location == "query" else None


def _secrets(options: HttpJsonOptions) -> Iterator[str]:
    for value in options.headers.values():
        yield value.get_secret_value()
    match options.auth:
        case BearerAuth(token=secret) | ApiKeyAuth(value=secret):
            yield secret.get_secret_value()
        case BasicAuth(password=secret) | OAuth2Auth(client_secret=secret):
            yield secret.get_secret_value()
