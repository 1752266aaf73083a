"""How form, voice, date and quote of a source are put in words and HTML."""

from __future__ import annotations

import hashlib

from assistant.corpus.dates import in_words
from assistant.schema import Citation, Claim, Form, Source
from assistant.web.escape import as_html

FORMS: dict[Form, str] = {
    "brief": "brief – editors' summary",
    "text": "text – the publisher's own words",
    "original": "original – the official text",
}
# Hues in degrees of the colour circle. The word is always there too: the colour only helps the eye.
HUES = {
    "UN": 245, "SCO": 300, "Pakistan": 155, "Taliban": 65, "Russia": 25, "CSTO": 45, "China": 10, "India": 85,
    "Tajikistan": 130, "Central Asia": 190, "Mongolia": 215, "US": 265, "EU": 280, "World Bank": 230, "ICC": 335,
    "Joint": 355,
}  # fmt: skip
NEUTRAL = frozenset({"Independent", "Unknown"})


def voice_style(voice: str) -> str:
    """The inline style that gives a voice its colour; a voice that we do not know gets one by its name."""
    if voice in NEUTRAL:
        return "--chroma:0"
    hue = HUES.get(voice)
    if hue is None:
        hue = int(hashlib.sha256(voice.encode()).hexdigest()[:4], 16) % 360
    return f"--hue:{hue}"


def voice_chip(voice: str, name: str | None = None) -> str:
    """A voice, or the `name` of who speaks with it, as a small coloured word."""
    return f'<span class="w-voice" style="{voice_style(voice)}">{as_html(name or voice)}</span>'


def form_badge(form: Form) -> str:
    """What form a source has, in words; a brief never passes for the original."""
    return f'<span class="w-form w-{form}">{as_html(FORMS[form])}</span>'


def date_in_words(date: str | None) -> str:
    """`2025-10-19` as `19 October 2025`; `undated` for None."""
    if not date:
        return "undated"
    try:
        return in_words(date)
    except (ValueError, IndexError):
        return date


def quoted(form: Form, quote: str) -> str:
    """A quote as HTML: in quotation marks where the words are the publisher's, without where they are the editors'."""
    if form == "brief":
        return f'<p class="w-point"><span class="w-said">{as_html(quote)}</span></p>'
    return f'<blockquote class="w-quote">“<span class="w-said">{as_html(quote)}</span>”</blockquote>'


def gist(citation: Citation) -> str:
    """Quote, voice, date and form of a citation in one glance. Inline HTML, fit for the middle of a sentence."""
    marks = ("", "") if citation.form == "brief" else ("“", "”")
    # An outlet speaks for itself, not for its country.
    voice = voice_chip(citation.perspective, citation.publisher) if citation.form == "text" else voices_of(citation)
    return (
        f'<span class="w-preview-said">{marks[0]}{as_html(citation.quote)}{marks[1]}</span>'
        f'<span class="w-preview-from">{voice} · {as_html(date_in_words(citation.date))} '
        f"{form_badge(citation.form)}</span>"
    )


def verdict_in_words(claim: Claim) -> str:
    """How well its citations support a claim."""
    if claim.verdict == "supported" and any(citation.quote in claim.text for citation in claim.citations):
        whose = "the editors' summary" if all(c.form == "brief" for c in claim.citations) else "the source's words"
        return f"supported – {whose}, letter for letter"
    words = {"supported": "supported", "partly": "partly supported", "unsupported": "not supported"}
    return f"{words[claim.verdict]} by what it cites ({claim.support:.2f} of 1)"


def voices_of(source: Source) -> str:
    """The chip of who speaks and, where it is another, of whose document it is."""
    speaker = voice_chip(source.speaker)
    if source.speaker == source.perspective:
        return speaker
    return f'{speaker} <span class="w-dim">in a document of</span> {voice_chip(source.perspective)}'
