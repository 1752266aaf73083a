"""Keeps a terminal safe from what a source or a question contains."""

from __future__ import annotations

import re

# Escape and other controls can move the cursor, change colours or write to the clipboard; overrides of the writing
# direction, and marks that nobody sees, can make a text read as what it does not say. Tab and line end stay.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def printable(text: str) -> str:
    """`text` without anything that a terminal would obey rather than show."""
    return _UNSAFE.sub("", text)
