"""The base of what clients send as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import model_validator

from assistant.schema import Record


class RequestRecord(Record):
    """A body. JSON can write half of a character (`"\\ud800"`), which no text may hold; such a body is refused."""

    @model_validator(mode="before")
    @classmethod
    def _whole_characters(cls, value: object) -> object:
        for text in _texts(value):
            if any("\ud800" <= letter <= "\udfff" for letter in text):
                raise ValueError("the body holds half of a character (a lone surrogate), which is no text")
        return value


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(key)
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
