"""An answer's Markdown as HTML. Only what answers are written in is understood; all else is shown as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlencode

from assistant.export.text import Block, Run, blocks
from assistant.schema import Answer, Citation
from assistant.web.escape import as_html
from assistant.web.wording import gist, voice_style

SHORT = 2  # statements of a short answer


def citations_of(answer: Answer) -> dict[int, Citation]:
    """The citations of an answer, by number, in order."""
    found = {citation.number: citation for claim in answer.claims for citation in claim.citations}
    return dict(sorted(found.items()))


def anchor(turn: int, number: int) -> str:
    """The id of the card of citation `number` of a conversation's turn."""
    return f"answer-{turn}-source-{number}"


def marker(turn: int, citation: Citation) -> str:
    """`[n]`: the link to the source at the quote. While it is pointed at or has the focus, what its card says is shown.

    The preview, and its link to the card, are for the eye and the pointer; a screen reader is led to the same words in
    the card.
    """
    spoken = as_html(f"citation {citation.number}: {citation.publisher}")
    card = anchor(turn, citation.number)
    query = urlencode({"id": citation.document_id, "start": citation.start, "end": citation.end, "answer": turn})
    return (
        f'<span class="w-cited-here"><a class="w-cite" href="source?{as_html(query)}" '
        f'data-card="card-{turn}-{citation.number}" aria-label="{spoken}" '
        f'aria-describedby="{card}-gist">[{citation.number}]</a>'
        f'<span class="w-preview" aria-hidden="true">{gist(citation)}'
        f'<a class="w-to-card" href="#{card}" tabindex="-1">Card below</a></span></span>'
    )


def answer_html(answer: Answer, turn: int, short: bool = False) -> str:
    """The text of an answer with `[n]` linked to the cards of this turn and its voices coloured.

    A `short` one shows the first statements, each with its dispute, and folds the others; none is left out.
    """
    citations = citations_of(answer)
    voices = _named_voices(answer)
    parts = list(blocks(answer.text, citations))

    def html(some: Sequence[Block]) -> str:
        return "".join(_nested(some, lambda runs: _inline(runs, turn, citations, voices)))

    statements = [position for position, block in enumerate(parts) if block.level == 1]
    body = html(parts)
    if short and len(statements) > SHORT:
        cut, more = statements[SHORT], len(statements) - SHORT
        words = f"{more} more statement{'' if more == 1 else 's'}"
        body = f"{html(parts[:cut])}<details><summary>{words}</summary>{html(parts[cut:])}</details>"
    return f'<div class="w-answer">{body}</div>'


def _named_voices(answer: Answer) -> dict[str, str]:
    """Names as they may stand in bold, each with the voice whose colour it takes."""
    names: dict[str, str] = {}
    for claim in answer.claims:
        names.setdefault(claim.perspective, claim.perspective)
        for citation in claim.citations:
            names.setdefault(citation.publisher, citation.perspective)
            names.setdefault(citation.speaker, citation.speaker)
    return names


def _nested(parts: Iterable[Block], inline: Callable[[Sequence[Run]], str]) -> Iterable[str]:
    depth = 0
    for block in parts:
        while depth < block.level:
            yield "<ul>"
            depth += 1
        while depth > block.level:
            yield "</ul>"
            depth -= 1
        name = "li" if block.level else "p"
        yield f"<{name}>{inline(block.runs)}</{name}>"
    yield "</ul>" * depth


def _inline(runs: Sequence[Run], turn: int, citations: Mapping[int, Citation], voices: Mapping[str, str]) -> str:
    html = ""
    for run in runs:
        if run.cites:
            html = f"{html.removesuffix(' ')}&nbsp;{marker(turn, citations[run.cites])}"
        elif run.bold:
            voice = voices.get(run.text)
            style = f' class="w-name" style="{voice_style(voice)}"' if voice else ""
            html += f"<strong{style}>{as_html(run.text)}</strong>"
        else:
            html += f"<em>{as_html(run.text)}</em>" if run.italic else as_html(run.text)
    return html
