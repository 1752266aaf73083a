"""Checks one source file: its schema, its words, dates and links, and the evidence of its points."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from assistant.corpus.finding import Location, Page
from assistant.corpus.parse import (
    BRIEF_SUFFIXES,
    DATE_PATTERN,
    BriefFile,
    TextFile,
    parse_file,
    split_front_matter,
    text_defaults,
)
from assistant.corpus.vocabulary import CorpusInfo, Vocabulary
from assistant.corpus.yamlfile import duplicate_keys, parse_mapping, plain_date, read_text
from assistant.errors import CorpusError
from assistant.schema import Document

# Characters that no source needs and that can mislead a reader: controls, and overrides of the writing direction.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def check_source(
    path: Path, vocabulary: Vocabulary, info: CorpusInfo, default: str | None = None
) -> tuple[Page, str | None, Document | None]:
    """The findings of the file at `path`, its id, and its document where it is without errors.

    `default` is the id of a text that gives none, if not the one made of the file's name.
    """
    page = Page(path)
    try:
        values, name = _read(page, default)
    except CorpusError as error:
        page.add_unreadable(error)
        return page, None, None
    _check_common(page, values, vocabulary, info)
    if path.suffix.lower() in BRIEF_SUFFIXES:
        _check_points(page, values, vocabulary)
    document = None
    if not page.has_errors:
        try:
            document = parse_file(path, default)
        except CorpusError as error:
            page.add_unreadable(error)
    return page, name if isinstance(name, str) else None, document


def _read(page: Page, default: str | None) -> tuple[dict[str, Any], object]:
    """The values that the file itself gives, and its id; notes what the schema and the characters say.

    Raises CorpusError.
    """
    text = read_text(page.path)
    if not text.strip():
        raise CorpusError(f"{page.path}:1: the file is empty.")
    for number, line in enumerate(text.split("\n"), start=1):
        if found := _UNPRINTABLE.search(line):
            page.add("warning", number, f"invisible control character U+{ord(found[0]):04X}; remove it")
    if page.path.suffix.lower() in BRIEF_SUFFIXES:
        page.source = text
        values = whole = parse_mapping(text, page.path)
        model: type[BriefFile | TextFile] = BriefFile
    else:
        values, body = _front_matter(page, text)
        whole = {**text_defaults(page.path, body, default), **values}
        model = TextFile
    try:
        model.model_validate(whole)
    except ValidationError as error:
        page.add_schema_errors(error)
    return values, whole.get("id")


def _front_matter(page: Page, text: str) -> tuple[dict[str, Any], str]:
    front, body, body_line = split_front_matter(page.path, text)
    page.source, page.first_line = front, 2 if front else 1
    values = parse_mapping(front, page.path, first_line=2) if front.strip() else {}
    if not body.strip():
        page.add("error", body_line, "the document has no text after its front matter")
    return values, body


def _check_common(page: Page, values: dict[str, Any], vocabulary: Vocabulary, info: CorpusInfo) -> None:
    for key, line in duplicate_keys(page.source) if page.source else []:
        page.add("error", page.first_line + line, f"key '{key}' is given twice; only the last would count")
    name = values.get("id")
    if isinstance(name, str) and name != page.path.stem:
        page.error(["id"], f"id '{name}' is not the file's name '{page.path.stem}'; make them the same")
    _check_word(page, vocabulary, "perspectives", ["perspective"], values.get("perspective"))
    _check_word(page, vocabulary, "kinds", ["kind"], values.get("kind"))
    topics = values.get("topics")
    for number, topic in enumerate(topics if isinstance(topics, list) else []):
        _check_word(page, vocabulary, "topics", ["topics", number], topic)
    _check_date(page, plain_date(values.get("date")), info.collected)
    _check_link(page, ["url"], values.get("url"))


def _check_word(page: Page, vocabulary: Vocabulary, field: str, location: Location, word: object) -> None:
    if isinstance(word, str) and word and not vocabulary.allows(field, word):
        allowed = ", ".join(getattr(vocabulary, field))
        page.error(location, f"{location[-1]}: '{word}' is not in vocabulary.yaml; {field}: {allowed}")


def _check_date(page: Page, value: object, collected: str | None) -> None:
    if not isinstance(value, str) or not re.match(DATE_PATTERN, value):
        return  # a malformed date is the schema's finding
    if len(value) == len("2025-10-19"):
        try:
            datetime.date.fromisoformat(value)
        except ValueError:
            page.error(["date"], f"date: {value} is not in the calendar")
    if collected and value[: len(collected)] > collected[: len(value)]:
        page.warning(["date"], f"date: {value} is later than the collection ({collected} in corpus.yaml)")


def _check_link(page: Page, location: Location, value: object) -> None:
    """Notes an address that leads nowhere; one that is no http(s) address is the schema's finding."""
    if not isinstance(value, str) or not re.match(r"https?://", value):
        return
    try:
        parts = urlsplit(value)
        sound = "." in (parts.hostname or "") and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is no number, or brackets that do not close
        sound = False
    if not sound:
        page.error(location, f"'{value}' has no sound host; give the address that a browser would open")


def _check_points(page: Page, values: dict[str, Any], vocabulary: Vocabulary) -> None:
    points = values.get("points")
    seen: dict[str, int] = {}
    for number, point in enumerate(points if isinstance(points, list) else []):
        if not isinstance(point, dict):
            continue  # the schema's finding
        at: Location = ["points", number]
        _check_word(page, vocabulary, "perspectives", [*at, "speaker"], point.get("speaker"))
        _check_evidence(page, at, point.get("evidence"))
        _check_dispute(page, at, point)
        text = point.get("text")
        if not isinstance(text, str):
            continue
        if not text.strip() or "\n\n" in text:
            page.error([*at, "text"], "text: a point is one block of words, neither blank nor with a blank line in it")
        elif text in seen:
            page.warning([*at, "text"], f"text: the same as point {seen[text]}")
        seen.setdefault(text, number + 1)


def _check_evidence(page: Page, at: Location, evidence: object) -> None:
    if not evidence:
        page.error([*at, "evidence"], "evidence: a point of a brief needs at least one page that was read")
    if not isinstance(evidence, list):
        return
    for number, address in enumerate(evidence):
        _check_link(page, [*at, "evidence", number], address)
        if address in evidence[:number]:
            page.warning([*at, "evidence", number], f"evidence: '{address}' is listed twice")


def _check_dispute(page: Page, at: Location, point: dict[str, Any]) -> None:
    dispute = point.get("disputed_by")
    if not isinstance(dispute, str):
        return
    where = [*at, "disputed_by"]
    if not dispute.strip():
        page.error(where, "disputed_by: blank; say who contradicts the point and how, or write null")
    elif dispute.strip() == str(point.get("text", "")).strip():
        page.error(where, "disputed_by: repeats the point; say who contradicts it and how")
    elif "\n\n" in dispute:
        page.error(where, "disputed_by: has a blank line in it; write one block of words")
    elif dispute.lower().startswith("disputed"):
        page.warning(where, "disputed_by: begins with 'Disputed', which is put before it anyway")
