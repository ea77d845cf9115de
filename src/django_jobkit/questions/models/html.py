"""HTML from outside, of which only what is harmless is stored."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from django_jobkit.exceptions import ExtraMissing
from django_jobkit.questions.models.nesting import DEEPEST, is_too_deep

_FORMATTING = "abbr b big blockquote br cite code del dfn em hr i ins kbd mark p pre q s samp small span strong"
_BLOCKS = "dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 li ol strike sub summary sup tt u ul var wbr"
_TABLES = "caption col colgroup table tbody td tfoot th thead tr"
TAGS = frozenset(f"a img {_FORMATTING} {_BLOCKS} {_TABLES}".split())
_ACTING = "iframe math noembed noframes noscript object script style svg template title xmp"
_OF_FORMS = "button datalist fieldset form input label legend meter optgroup option output progress select textarea"
_OF_PAGES = "address article aside base body footer head header hgroup html link main map menu meta nav search section"
_OF_MEDIA = "applet area audio canvas embed param picture portal slot source track video"
_OF_OLD_AND_NEW = "basefont center data dialog font frame frameset plaintext rp rt ruby time"
#: Elements that are dropped with all that is in them.
DROPPED = frozenset(_ACTING.split())
_OTHERS = frozenset(f"{_OF_FORMS} {_OF_PAGES} {_OF_MEDIA} {_OF_OLD_AND_NEW}".split())
_LIKE_TYPES = _OTHERS | {"object", "template", "title"}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "code": {"class"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "img": {"alt", "height", "src", "title", "width"},
    "ol": {"start"},
    "pre": {"class"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_SCHEMES = {"http", "https", "mailto"}
_LANGUAGE = re.compile(r"language-[\w+#.-]{1,40}")
# What may follow the name of an element: its end, or an attribute. That of one which is dropped is not so particular.
_OPENING = re.compile(r"<(?!!--)(/?)([A-Za-z][A-Za-z0-9]*)?(?=([\s/]))?(?=([\s/]*>|[\s/]+[A-Za-z]))?")
# Older nh3 leaves brackets in attributes, which another parser may take for those of a tag.
_TAG = re.compile(r'<[a-z0-9]+(?: [a-z]+="[^"]*")+')
# A parser drops the newline that such an element begins with, and would drop another one each time.
_FIRST_LINES = re.compile(r"(<pre(?: [^>]*)?>)\n+")
_ROUNDS = 3


class HtmlField(models.TextField):  # type: ignore[type-arg]  # it takes none at run time
    """HTML that is cleaned on every way into the database."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """What will be stored, which the instance has from now on."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Likewise for bulk updates, which ask no instance."""
        return super().get_db_prep_save(clean(value) if isinstance(value, str) else value, connection)


def clean(text: str) -> str:
    """`text` without anything that could act; what merely looks like a tag, such as ``vector<int>``, stays as text.

    Raises ExtraMissing when there is something to clean and nh3 is not installed.
    """
    if "<" not in text and "&" not in text:
        return text
    if is_too_deep(text):
        return escape(text, quote=False)
    for _ in range(_ROUNDS):
        cleaned = _once(text)
        if cleaned == text:
            return cleaned
        text = cleaned
    # Markup that is so broken that each parser makes something else of it.
    return text if _once(text) == text else escape(text, quote=False)


def checked(text: str, most: int) -> tuple[str, str]:
    """`text` cleaned, and why it cannot be stored in `most` characters; "" when it can."""
    if len(text) <= most and is_too_deep(text):
        return "", f"Elements may be nested {DEEPEST} deep at most."
    cleaned = clean(text) if len(text) <= most else text
    if len(cleaned) > most:
        return "", f"Must have at most {most:,} characters; it has {len(cleaned):,}, as it is stored."
    return cleaned, ""


def _once(text: str) -> str:
    cleaned = _cleaner().clean(_OPENING.sub(_as_text_unless_element, text))
    return _FIRST_LINES.sub(r"\1", _TAG.sub(_without_brackets, cleaned))


@cache
def _cleaner() -> Any:
    # Made once: that takes three times as long as to clean a short text.
    try:
        import nh3
    except ImportError as error:
        raise ExtraMissing("questions") from error
    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags=set(DROPPED),
        attributes=_ATTRIBUTES,
        attribute_filter=_kept_attribute,
        link_rel="noopener nofollow",
        url_schemes=_SCHEMES,
    )


def _as_text_unless_element(found: re.Match[str]) -> str:
    name = found[2] or ""
    known = name.lower()
    # People write HTML in small letters, and the names of types with a capital: Optional<Object>, Set<Data>.
    is_type = len(name) > 1 and name.istitle() and known in _LIKE_TYPES
    is_element = bool(found[4]) if known in TAGS | _OTHERS else known in DROPPED and bool(found[3] or found[4])
    return found[0] if is_element and not is_type else "&lt;" + found[0][1:]


def _without_brackets(found: re.Match[str]) -> str:
    return "<" + found[0][1:].replace("<", "&lt;").replace(">", "&gt;")


def _kept_attribute(element: str, attribute: str, value: str) -> str | None:
    if attribute != "class":
        return value
    return " ".join(name for name in value.split() if _LANGUAGE.fullmatch(name)) or None
