"""Who says what: a table of voices against statements, for a question or a topic."""

from __future__ import annotations

import streamlit as st

from assistant.answer.assistant import Assistant
from assistant.answer.who_says_what import who_says_what
from assistant.corpus.catalog import Catalog
from assistant.schema import Answer, Document, Filters
from assistant.web.engine import ready_assistant
from assistant.web.escape import as_html
from assistant.web.guard import explain, show_error
from assistant.web.who_table import table_html
from assistant.web.wording import voice_chip

# A voice asked by itself gives the best it has, which may be beside the question. Below this share of the confidence of
# the answer of all voices it is left out; what it has on a topic always counts. Set by reading five questions' tables.
FAINT = 0.55

Asked = tuple[str, str | None]  # the question, and the topic that it is limited to


def show() -> None:
    """Shows the page: `/who?q=…` for a question, `/who?topic=…` for a topic."""
    st.html(
        '<header class="w-welcome"><h1>Who says what</h1><p>Every voice in the sources is asked by itself. What they '
        "state stands side by side, with what contradicts it. No winner is picked.</p></header>"
    )
    assistant = ready_assistant()
    asked = _asked(assistant.catalog)
    if asked is None:
        return
    try:
        answers = _answers(assistant, asked)
    except Exception as error:  # noqa: BLE001 - whatever happened belongs to this question; the form stays
        show_error(explain(error))
        return
    _show_table(asked[0], answers, {document.perspective for document in _documents(assistant.catalog, asked[1])})


def _asked(catalog: Catalog) -> Asked | None:
    """The question that the reader types, or the topic that they choose; at first what the address names."""
    meanings = catalog.vocabulary.topics
    topics = sorted({topic for document in catalog.documents.values() for topic in document.topics})
    query = st.query_params.to_dict()
    if "who_question" not in st.session_state or st.session_state.get("who_came_with") != query:
        st.session_state["who_question"] = query.get("q", "")
        st.session_state["who_topic"] = query["topic"] if query.get("topic") in topics else None
        st.session_state["who_came_with"] = query
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    question = left.text_input("Question", key="who_question", placeholder="How many TTP fighters are in Afghanistan?")
    topic = right.selectbox("or a topic", topics, index=None, key="who_topic", placeholder="Choose one")
    if question.strip():
        return question, topic
    if topic:
        return f"What is said about {meanings.get(topic) or topic}?", topic
    return None


def _answers(assistant: Assistant, asked: Asked) -> dict[str, Answer]:
    """The answer of all voices together (under ""), and of each voice by itself that has something to say."""
    key = (*asked, id(assistant.catalog.documents))
    kept: tuple[object, dict[str, Answer]] | None = st.session_state.get("who_answers")
    if kept and kept[0] == key:
        return kept[1]
    question, topic = asked
    topics = [topic] if topic else []
    voices = sorted({document.perspective for document in _documents(assistant.catalog, topic)})
    answers = {"": assistant.ask(question, filters=Filters(topics=topics))}
    bar = st.progress(0.0)
    for done, voice in enumerate(voices):
        bar.progress((done + 1) / len(voices), text=f"Asking voice {done + 1} of {len(voices)}…")
        answer = assistant.ask(question, filters=Filters(topics=topics, perspectives=[voice]))
        if not answer.abstained and (topic or answer.confidence >= FAINT * answers[""].confidence):
            answers[voice] = answer
    bar.empty()
    st.session_state["who_answers"] = (key, answers)
    return answers


def _documents(catalog: Catalog, topic: str | None) -> list[Document]:
    return [document for document in catalog.documents.values() if not topic or topic in document.topics]


def _show_table(question: str, answers: dict[str, Answer], asked: set[str]) -> None:
    voices = who_says_what(answers.values())
    silent = sorted(asked - answers.keys() - {voice.perspective for voice in voices})
    statements = [statement for voice in voices for statement in voice.statements]
    if not statements:
        st.info("The sources do not say. Try other words, or a topic.", icon=":material/info:")
        return
    differing = sum(bool(statement.against) for statement in statements)
    st.html(
        f'<h2 class="w-question">{as_html(question)}</h2><p class="w-dim" role="status">{len(statements)} statements '
        f"of {len(voices)} voices; {differing} are disputed or stand against another. Voices in alphabetical order, "
        f"newest first.</p>{table_html(voices, question)}"
    )
    if silent:
        chips = " ".join(voice_chip(name) for name in silent)
        st.html(f'<p class="w-dim">Asked too, and nothing near enough found in the documents of: {chips}</p>')
