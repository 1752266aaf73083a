"""What the tests of the pages share."""

from html.parser import HTMLParser

import pytest


class Reader(HTMLParser):
    """What a browser would make of HTML: its tags and its text."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.text = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="session")
def read_html():
    """Reads HTML as a browser would: `.tags` with their attributes, and `.text`."""
    return Reader
