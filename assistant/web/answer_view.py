"""One exchange of the conversation: question, answer, cards, what else was looked at."""

from __future__ import annotations

import streamlit as st

from assistant.schema import Answer, Claim
from assistant.web.answer_text import answer_html, citations_of, marker
from assistant.web.cards import citation_cards, related_cards
from assistant.web.conversation import Exchange
from assistant.web.escape import as_html
from assistant.web.filters_form import in_words, wants_short
from assistant.web.guard import show_error
from assistant.web.pages import link_to_who
from assistant.web.wording import verdict_in_words, voice_chip

SHOWN_QUESTION = 300


def question_id(turn: int) -> str:
    """The id of the question of a conversation's turn."""
    return f"question-{turn}"


def show_question(question: str, turn: int) -> None:
    """The user's turn."""
    shown = question if len(question) <= SHOWN_QUESTION else f"{question[:SHOWN_QUESTION]}…"
    with st.chat_message("user", avatar=":material/person:"):
        st.html(f'<h2 class="w-question" id="{question_id(turn)}">{as_html(shown)}</h2>')


def show_outcome(exchange: Exchange, turn: int) -> None:
    """The assistant's turn: an answer, an abstention or an error."""
    with st.chat_message("assistant", avatar=":material/menu_book:"):
        if exchange.error:
            show_error(exchange.error)
        if exchange.answer is None:
            return
        if exchange.answer.abstained:
            _abstention(exchange.answer, exchange, turn)
        else:
            _answer(exchange.answer, exchange, turn)


def _answer(answer: Answer, exchange: Exchange, turn: int) -> None:
    citations = citations_of(answer)
    st.html(
        _preface(answer, exchange) + answer_html(answer, turn, wants_short()) + disagreements_html(answer, turn)
        + _doubts(answer.claims) + verdicts_html(answer.claims, turn) + _colophon(answer)
    )  # fmt: skip
    link_to_who("Who says what on this", answer.standalone_question)
    citation_cards(citations.values(), turn)
    if answer.related:
        with st.expander(f"Also looked at ({len(answer.related)})", icon=":material/manage_search:"):
            st.html('<p class="w-dim">Found by the search, not used in the answer.</p>')
            related_cards(answer.related, turn)


def _abstention(answer: Answer, exchange: Exchange, turn: int) -> None:
    tip = "Try other words, name a body, a place or a year"
    tip += ", or clear the filters in the side bar." if in_words(exchange.filters) else "."
    st.html(
        f'{_preface(answer, exchange)}<section class="w-abstained" aria-label="No answer in the sources">'
        f"<h3>No answer in these sources</h3><p>{as_html(answer.text)}</p><p>{tip}</p></section>"
    )
    if answer.related:
        st.html('<h3 class="w-small">Related, not an answer</h3>')
        related_cards(answer.related, turn)


def disagreements_html(answer: Answer, turn: int) -> str:
    """Where voices differ: each topic with the voices and their citations side by side. Picks no winner."""
    topics: dict[str, list[int]] = {}
    for disagreement in answer.disagreements:
        topics.setdefault(disagreement.topic, []).extend(disagreement.claims)
    rows = []
    for topic, positions in topics.items():
        claims = [answer.claims[position] for position in dict.fromkeys(positions) if position < len(answer.claims)]
        sides = ' <span class="w-dim">and</span> '.join(_sides(claims, turn))
        if sides:
            rows.append(f"<li>{sides}<br><span class='w-dim'>on: {as_html(topic)}</span></li>")
    if not rows:
        return ""
    return (
        '<section class="w-differ" aria-label="Where voices differ"><h3>Where voices differ</h3>'
        f"<ul>{''.join(rows)}</ul></section>"
    )


def _sides(claims: list[Claim], turn: int) -> list[str]:
    """Each voice once, with all its citations. An outlet's text is the outlet's voice: it is named, not its country."""
    markers: dict[str, list[str]] = {}
    for claim in claims:
        outlets = {citation.publisher for citation in claim.citations if citation.form == "text"}
        name = outlets.pop() if len(outlets) == 1 else claim.perspective
        links = markers.setdefault(voice_chip(claim.perspective, name), [])
        links += [marker(turn, citation) for citation in claim.citations]
    return [f"{chip} {' '.join(links)}" for chip, links in markers.items()]


def _preface(answer: Answer, exchange: Exchange) -> str:
    lines = ""
    if answer.standalone_question.strip() != " ".join(exchange.question.split()):
        lines += f'<p class="w-understood">Understood as: <span>{as_html(answer.standalone_question)}</span></p>'
    only = in_words(exchange.filters)
    if only:
        lines += f'<p class="w-understood">Searched only: {as_html(only)}</p>'
    if answer.fallback_reason:
        lines += f'<p class="w-understood">{as_html(answer.fallback_reason)}</p>'
    return lines


def _doubts(claims: list[Claim]) -> str:
    """Names the statements that their citations do not wholly support."""
    rows = "".join(
        f"<li>{'Partly supported' if claim.verdict == 'partly' else 'Not supported'}: {as_html(claim.text)}</li>"
        for claim in claims
        if claim.verdict != "supported"
    )
    return f'<section class="w-differ"><h3>Read with care</h3><ul>{rows}</ul></section>' if rows else ""


def verdicts_html(claims: list[Claim], turn: int) -> str:
    """Every claim with its voice, its citations and its verdict in words, folded under a line that sums them up."""
    sound = sum(claim.verdict == "supported" for claim in claims)
    count = f"{len(claims)} claim{'' if len(claims) == 1 else 's'}"
    rows = "".join(
        f"<li>{voice_chip(claim.perspective)} {as_html(claim.text)} "
        f"{' '.join(marker(turn, citation) for citation in claim.citations)} "
        f'<span class="w-verdict w-{claim.verdict}">{as_html(verdict_in_words(claim))}</span></li>'
        for claim in claims
    )
    return (
        f'<details class="w-verdicts"><summary>{count}, {sound} supported by what they cite: see each</summary>'
        f"<ol>{rows}</ol></details>"
    )


def _colophon(answer: Answer) -> str:
    how = "Put together from the sources; no language model wrote it."
    if answer.mode == "generative":
        how = "Written by a language model and checked against the sources it cites."
    took = answer.timings_ms.get("total")
    seconds = f" {took / 1000:.1f} s." if took else ""
    return f'<p class="w-colophon">{how}{seconds}</p>'
