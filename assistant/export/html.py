"""A paper as one HTML file that fetches nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from assistant.export.paper import Paper


def write_html(paper: Paper) -> bytes:
    """The file's bytes, UTF-8. Everything that is data is escaped."""
    return _template().render(paper=paper).encode()


@cache
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.tests["web_address"] = _is_web_address
    return environment.get_template("paper.html.jinja")


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
