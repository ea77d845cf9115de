"""What is left of HTML from outside."""

from __future__ import annotations

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.exceptions import ExtraMissing
from django_jobkit.questions.models import html
from django_jobkit.questions.models.html import checked, clean

needs_nh3 = pytest.mark.requires_extra("questions")

ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<Script>alert(1)</Script>",
    "<script\n>alert(1)</script >",
    "<script/x>alert(1)</script>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=x OnErRoR = 'alert(1)'>",
    "<img/src=x/onerror=alert(1)>",
    '<img src="x` `<script>alert(1)</script>"` `>',
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math href=javascript:alert(1)>x</math>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='jAvAsCrIpT:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='&#x6A&#x61;vascript&colon;alert(1)'>x</a>",
    "<a href=' \x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<img src='javascript:alert(1)'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<Object data=javascript:alert(1)></Object>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button></form>",
    "<body onload=alert(1)>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=javascript:alert(1)//>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<p onclick=alert(1) id=x>x</p>",
    "<details open ontoggle=alert(1)>x</details>",
    "<table background=javascript:alert(1)><td>x</table>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "\x00<scr\x00ipt>alert(1)</script>",
    "<plaintext><img src=x onerror=alert(1)>",
]
_FRAGMENTS = ["<", "</", ">", "/>", "<!--", "-->", "'", '"', "=", "`", "&lt;", "&#x3c;", "&", "\n", "\x00", " ", "]]>"]
_NAMES = [*sorted(html.TAGS | html.DROPPED), "select", "form", "body", "int", "Object", "plaintext", "textarea"]
SOUP = st.lists(
    st.one_of(
        st.sampled_from(_FRAGMENTS),
        st.sampled_from(_NAMES).map("<{}>".format),
        st.sampled_from(_NAMES).map("</{}>".format),
        st.sampled_from(ATTACKS),
        st.sampled_from([" onerror=alert(1)", " href=javascript:alert(1)", " src='x'", " class='language-x y'"]),
        st.text(max_size=5),
    ),
    max_size=25,
).map("".join)


class _Seen(HTMLParser):
    """Elements and attributes, as another parser sees them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, Any]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.elements.append((tag, dict(attrs)))


def assert_harmless(cleaned: str) -> None:
    """Raise AssertionError for whatever could act."""
    for tag, attributes in _Seen(cleaned).elements:
        assert tag in html.TAGS
        for name, value in attributes.items():
            assert not name.startswith("on"), cleaned
            assert name not in {"style", "srcdoc", "action", "formaction", "id", "background"}, cleaned
            scheme = re.sub(r"[\x00-\x20]", "", unescape(value or "")).lower()
            if name in {"href", "src"}:
                assert not scheme.startswith(("javascript:", "data:", "vbscript:")), cleaned
    assert "<script" not in cleaned.lower()


@needs_nh3
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_leaves_nothing_that_acts(attack: str) -> None:
    cleaned = clean(f"<p>before</p>{attack}<p>after</p>")

    assert_harmless(cleaned)
    assert clean(cleaned) == cleaned


@needs_nh3
@given(SOUP)
def test_whatever_comes_is_harmless_and_stays_as_it_is_from_then_on(text: str) -> None:
    cleaned = clean(text)

    assert_harmless(cleaned)
    assert clean(cleaned) == cleaned


@needs_nh3
@pytest.mark.parametrize(
    "text",
    [
        "vector<int>",
        "std::map<std::string, vector<int>> m;",
        "a < b",
        "a<b && c>d",
        "List<String>",
        "Optional<Object>",
        "Map<Data, Time>",
        "x <- 1",
        "if (i<n) return",
        "1 <2> 3",
        "<",
        "<<EOF",
        "R&D",
        "#include <stdio.h>",
        "<T extends Comparable<T>>",
        "5 &lt 6",
    ],
)
def test_what_merely_looks_like_a_tag_stays_as_text(text: str) -> None:
    assert unescape(clean(text)) == unescape(text)
    assert not _Seen(clean(text)).elements


@needs_nh3
@pytest.mark.parametrize(
    "markup",
    [
        "<p>Two <strong>sum</strong>, <em>fast</em> and <code>O(n)</code>.</p>",
        '<pre><code class="language-c++">int x;</code></pre>',
        "<ul><li>one</li><li>two</li></ul>",
        '<table><thead><tr><th scope="col">n</th></tr></thead><tbody><tr><td colspan="2">1</td></tr></tbody></table>',
        '<img src="https://example.com/tree.png" alt="a tree">',
        '<a href="https://example.com/?a=1&amp;b=2" rel="noopener nofollow">there</a>',
        '<a href="mailto:me@example.com" rel="noopener nofollow">me</a>',
        "10<sup>9</sup>",
    ],
)
def test_what_people_write_stays(markup: str) -> None:
    assert clean(markup) == markup


@needs_nh3
def test_links_say_whom_they_do_not_vouch_for() -> None:
    assert clean("<a href='https://example.com' rel=opener target=_blank>x</a>") == (
        '<a href="https://example.com" rel="noopener nofollow">x</a>'
    )


@needs_nh3
def test_only_the_language_of_code_is_a_class() -> None:
    assert clean('<code class="language-python evil">x</code><p class="x">y</p>') == (
        '<code class="language-python">x</code><p>y</p>'
    )


@given(st.text().filter(lambda text: not set(text) & set("<&")))
def test_text_without_markup_is_not_touched(text: str) -> None:
    assert clean(text) == text


@needs_nh3
@pytest.mark.parametrize("piece", ["<b>", "<table><a>", "<", "&", "<pre>\n", "<!--", "<a href='"])
def test_a_long_mess_is_done_with_soon(piece: str) -> None:
    assert_harmless(clean(piece * (100_000 // len(piece))))


@needs_nh3
def test_many_can_clean_at_the_same_time() -> None:
    texts = [f'<pre class="language-a{number} x" onclick="y">{number}</pre>' for number in range(200)]

    with ThreadPoolExecutor(8) as threads:
        cleaned = list(threads.map(clean, texts))

    assert cleaned == [f'<pre class="language-a{number}">{number}</pre>' for number in range(200)]


@needs_nh3
def test_brackets_in_attributes_are_no_tags_for_any_parser() -> None:
    cleaned = clean('<img src="https://example.com/a.png" alt="a > b" title="<b>x</b>">')

    assert cleaned == '<img src="https://example.com/a.png" alt="a &gt; b" title="&lt;b&gt;x&lt;/b&gt;">'


def test_without_the_library_only_markup_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nh3", None)
    html._cleaner.cache_clear()

    assert clean("plain > text") == "plain > text"
    with pytest.raises(ExtraMissing, match="questions"):
        clean("<b>x</b>")


@pytest.mark.parametrize("piece", ["<div>", "<ul><li>", "<b>", "<table><tr><td>", "<div></b>"])
def test_what_is_nested_beyond_measure_is_refused_and_costs_no_time(piece: str) -> None:
    text = piece * 20_000
    assert checked(text, 1_000_000) == ("", "Elements may be nested 200 deep at most.")
    assert clean(text) == text.replace("<", "&lt;").replace(">", "&gt;")


def test_many_elements_beside_one_another_are_not_deep() -> None:
    for text in ("<p>a</p>" * 1_000, "<ul>" + "<li>a" * 1_000 + "</ul>", "<div>a</div><br>" * 1_000):
        assert checked(text, 1_000_000)[1] == ""


def test_what_counts_is_the_length_that_will_be_stored() -> None:
    assert checked("&" * 30, 100) == ("", "Must have at most 100 characters; it has 150, as it is stored.")
    assert checked("&" * 20, 100) == ("&amp;" * 20, "")
