"""What is data stays data: as HTML, as Markdown, as a link."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.escape import as_html, as_markdown, host_of, is_web_address, web_link

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(1)"> &lt;b&gt; \'"'


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Cf"])))
def test_html_shows_the_same_characters_and_makes_no_tag(read_html, text):
    reader = read_html(f"<p>{as_html(text)}</p>")
    assert reader.text == text
    assert [tag for tag, _ in reader.tags] == ["p"]


def test_html_cannot_leave_an_attribute(read_html):
    reader = read_html(f'<p title="{as_html(HOSTILE)}">x</p>')
    assert reader.tags == [("p", {"title": HOSTILE})]


def test_controls_and_direction_overrides_are_made_visible():
    assert as_html("a\u202eb\x07c") == "a\ufffdb\ufffdc"


@pytest.mark.parametrize(
    "text",
    [
        "![x](https://example.org/x.png)",
        "[x](javascript:alert(1))",
        "$E=mc^2$",
        ":material/home:",
        "# head",
        "<b>x</b>",
    ],
)
def test_markdown_marks_are_all_escaped(text):
    escaped = as_markdown(text)
    assert "".join(escaped.replace("\u2060", "").split("\\")) == text
    assert not any(mark in escaped.replace(f"\\{mark}", "") for mark in "[]()$:#<>!")


@pytest.mark.parametrize("text", ["see HTTPS://example.org/x", "www.example.org", "WWW.example.org", "me@example.org"])
def test_markdown_makes_no_link_of_an_address(text):
    shown = as_markdown(text).replace("\\", "")  # links are looked for once the escapes are gone
    assert not re.search(r"https?://|www\.|[-.\w+]+@[-\w]+\.", shown, re.IGNORECASE)
    assert shown.replace("\u2060", "") == text


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//example.org",
        "https://",
        "http://[",
        "\x01http://a",
        "",
    ],
)
def test_only_web_addresses_become_links(address):
    assert not is_web_address(address)
    assert "<a" not in web_link(address, "label")


def test_a_link_opens_apart_and_is_escaped(read_html):
    reader = read_html(web_link('https://example.org/"onclick="x', "<b>", "Said"))
    (tag, attributes), *rest = reader.tags
    assert tag == "a"
    assert attributes == {
        "href": 'https://example.org/"onclick="x',
        "target": "_blank",
        "rel": "noopener noreferrer",
        "aria-label": "Said",
    }
    assert [name for name, _ in rest] == ["span"]


def test_host_is_short():
    assert host_of("https://www.example.org/a/b") == "example.org"
    assert host_of("http://[") == "http://["
