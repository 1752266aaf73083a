"""The one place where text that is data becomes HTML or Markdown. Sources, titles and questions are always data."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&=^\"'])")
_LINKED = re.compile(r"(?<=:)//|(?<=www)\.|(?<=@)", re.IGNORECASE)  # becomes a link even where it is escaped
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")


def as_html(text: str) -> str:
    """`text` as HTML that shows exactly its characters; control and direction-override characters show as `\ufffd`."""
    return html.escape(_INVISIBLE.sub("\ufffd", text), quote=True)


def as_markdown(text: str) -> str:
    """`text` as one line of Markdown that shows its characters: no link, image, formula, icon or tag comes of it."""
    flat = " ".join(_INVISIBLE.sub("\ufffd", text).split())
    flat = flat.replace(":streamlit:", ":stream\u2060lit:")  # Streamlit draws its logo even where this is escaped
    return _MARKDOWN.sub(r"\\\1", _LINKED.sub("\u2060\\g<0>", flat))


def is_web_address(address: str | None) -> bool:
    """Whether `address` is an http(s) address with a host."""
    if not address or _INVISIBLE.search(address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def web_link(address: str, label: str, spoken: str | None = None) -> str:
    """A link that opens in a new tab, or the label alone where `address` is no http(s) address.

    `spoken` is what a screen reader says in place of the label.
    """
    if not is_web_address(address):
        return f"<span>{as_html(label)}</span>"
    aria = f' aria-label="{as_html(spoken)}"' if spoken else ""
    return (
        f'<a href="{as_html(address)}" target="_blank" rel="noopener noreferrer"{aria}>'
        f'{as_html(label)}<span aria-hidden="true">&nbsp;↗</span></a>'
    )


def host_of(address: str) -> str:
    """The host of an address without `www.`, as a short label."""
    try:
        host = urlsplit(address).hostname or address
    except ValueError:
        return address
    return host.removeprefix("www.")
