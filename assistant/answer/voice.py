"""Who says it: the words that name a claim's voice, its form and its standing."""

from __future__ import annotations

import re

from assistant.answer.understand import voice_places
from assistant.answer.verify_polarity import REPORTS
from assistant.corpus.dates import in_words
from assistant.corpus.vocabulary import UNKNOWN, Vocabulary
from assistant.schema import Document, Passage

_SAYS = re.compile(
    r"\b(?:according to|sa(?:ys|id)|report(?:s|ed)?|states?d?|argu\w+|call(?:s|ed)|den(?:y|ies|ied)|claim(?:s|ed)?"
    r"|announced?|warn(?:s|ed)|told|records?|recorded|recall(?:s|ed)|names?|counts?|counted|estimat\w+|finds?|found"
    r"|describ\w+|notes?|noted|demands?|demanded|condemn\w*|decid\w+|express\w+|stress\w*|urg\w+|reaffirm\w*"
    r"|listed|explain\w*|asked|welcom\w+|declar\w+|adopt\w*|propos\w+|quoted|cites?|cited|wrote|writes"
    r"|acknowledg\w+|add(?:s|ed)|reject\w*|confirm\w*|extend\w*|requir\w+)\b",
    re.IGNORECASE,
)
# The words before a name after which it is the one who speaks, and those after which it is only spoken of, as it is
# after someone else's reporting verb and in a later clause.
_SPEAKS = re.compile(r"(?:\w+ by|\baccording to) (?:the )?\Z", re.IGNORECASE)
_SPOKEN_OF = re.compile(
    r"\A(?:no|not|single|unconfirmed)\b|[;:(]|[.!?]\s"
    r"|\b(?:from|with|against|about|on|into|to) (?:(?:the|this|that|an?|its) )?\Z",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\[(\d+)\]")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
PRESS = "Press reporting"  # how the catalogue calls the publisher of a brief that gathers press accounts
UNSPECIFIC = frozenset({"Independent", "Joint", "Central Asia"})
_GENRES = {
    "opinion": "argues in an opinion article",
    "report": "reports",
    "press": "reports",
    "interview": "says in an interview",
}


def when(date: str | None) -> str:
    """A date of the catalogue as one says it: '2025-12' is 'December 2025'."""
    return in_words(date) if date else ""


def lead_in(document: Document, passage: Passage) -> str:
    """The words before a claim: who says it, in what, and whose wording follows."""
    return _brief_lead(document, passage) if document.form == "brief" else _text_lead(document)


def newest(date: str) -> str:
    """The words before a lead-in that mark the newest of several statements; none for no date."""
    return f"Newest of these ({when(date)}): " if date else ""


def quoted(document: Document, quote: str) -> str:
    """The quote on one line: a publisher's words in quotation marks, the editors' own words without."""
    flat = " ".join(quote.split())
    if document.form == "brief":
        return flat if flat[-1:] in ".!?" else f"{flat}."
    return f"“{flat}”"


def unmarked(words: str) -> str:
    """The words as prose shows them: nothing in them reads as a citation of ours, or as the bold that names a voice."""
    return _NUMBER.sub(r"(\1)", _BOLD.sub(r"\1", words).replace("**", "∗∗"))


def dispute_voice(disputed_by: str, vocabulary: Vocabulary) -> str:
    """Whose voice a dispute is: the first that it names, unless the words before that name let another speak."""
    voice, place = next(iter(voice_places(disputed_by, vocabulary).items()), (UNKNOWN, 0))
    before = _SPEAKS.sub("", disputed_by[:place])
    return UNKNOWN if any(pattern.search(before) for pattern in (_SAYS, REPORTS, _SPOKEN_OF)) else voice


def _brief_lead(document: Document, passage: Passage) -> str:
    reported = ", as reported" if _as_reported(document, passage) else ""
    statement = passage.text.split("\n\nDisputed: ")[0]
    if passage.role == "summary":
        return f"**{document.perspective}** ({_publisher(document)}{_dated(document)}){reported}, editors' summary: "
    if names_its_voice(statement, passage.speaker, document):
        return f"**{passage.speaker}**{reported}, editors' summary: "
    if passage.speaker == document.perspective:
        return f"**{passage.speaker}** ({_publisher(document)}{_dated(document)}){reported}, editors' summary: "
    press = document.publisher.startswith(PRESS)
    where = (
        f"{_publisher(document)}{_dated(document)}" if press else f"brief on {_publisher(document)}{_dated(document)}"
    )
    return f"**{passage.speaker}** ({where}){reported}, editors' summary: "


def _text_lead(document: Document) -> str:
    note = f", {document.publisher_note.split(';')[0]}," if document.publisher_note else ""
    dated = when(document.date) or ("undated" if document.form == "text" else "")
    genre = _GENRES.get(document.kind, "says")
    return f"**{document.publisher}**{note} {genre}{f' ({dated})' if dated else ''}: "


def names_its_voice(statement: str, speaker: str, document: Document) -> bool:
    """Whether a brief's statement says by itself who asserts it: a reporting verb and the speaker or publisher."""
    if speaker in UNSPECIFIC or not _SAYS.search(statement):  # a label of many voices names none of them
        return False
    names = {speaker, *re.findall(r"[A-Z][\w-]{2,}", document.publisher)} - {"Government", "Ministry", "Press", "The"}
    return any(re.search(rf"(?<!\w){re.escape(name)}", statement) for name in names)


def _as_reported(document: Document, passage: Passage) -> bool:
    return passage.confidence == "medium" or document.kind == "press" or document.publisher.startswith(PRESS)


def _dated(document: Document) -> str:
    return f", {when(document.date)}" if document.date else ", undated"


def _publisher(document: Document) -> str:
    """The publisher's name without what the catalogue adds in parentheses."""
    name = re.sub(r"\s*\([^)]*\)", "", document.publisher)
    return "press reports" if name.startswith(PRESS) else name
