"""Adding a source of one's own and removing it again."""

from __future__ import annotations

from pathlib import PurePath

import streamlit as st

from assistant.answer.assistant import Assistant
from assistant.corpus.own import MAX_MEGABYTES, Details, Upload, add_source, is_own, read_upload, remove_source
from assistant.corpus.vocabulary import UNKNOWN, Vocabulary
from assistant.errors import AssistantError, InputError
from assistant.schema import Document
from assistant.web.engine import update_index
from assistant.web.escape import as_markdown
from assistant.web.guard import explain, show_error
from assistant.web.owner import may_edit_sources, this_computer
from assistant.web.pages import sources_page


def add_form(assistant: Assistant) -> None:
    """A folded form: a file or a pasted text, and whose words they are. Nothing for a reader who may not add any."""
    if not may_edit_sources():
        return
    with st.expander("Add a source of your own", icon=":material/add:"):
        st.markdown(
            f"A Markdown or text file, or words that you paste. It stays on {this_computer()} and is searched beside "
            "the other sources by everyone who uses this chat. Add only what you may share with them."
        )
        file = st.file_uploader(
            f"Markdown or text file, at most {MAX_MEGABYTES} MB",
            type=["md", "markdown", "txt"],
            max_upload_size=MAX_MEGABYTES,
            key=f"own_file_{_round()}",
        )
        upload = Upload(body="", said={})
        if file is not None:
            try:
                upload = read_upload(file.name, file.getvalue())
            except InputError as error:
                show_error(explain(error))
                return
        _details_form(assistant, upload, PurePath(file.name).name if file else None)


def _details_form(assistant: Assistant, upload: Upload, file_name: str | None) -> None:
    vocabulary, said, known = assistant.catalog.vocabulary, upload.said, f"{_round()}_{file_name}"
    with st.form(f"own_details_{known}", border=False):
        pasted = "" if file_name else st.text_area("Or paste the text", height=160, key=f"own_text_{known}")
        title = st.text_input("Title", said.get("title", ""), key=f"own_title_{known}")
        left, right = st.columns(2)
        publisher = left.text_input("Publisher", _unless_default(said, "publisher"), key=f"own_publisher_{known}")
        voice = _word(right, "Voice", "perspectives", vocabulary, said.get("perspective"), f"own_voice_{known}")
        kind = _word(left, "Kind", "kinds", vocabulary, said.get("kind"), f"own_kind_{known}")
        date = right.text_input(
            "Date", said.get("date", ""), placeholder="2025, 2025-10 or 2025-10-19", key=f"own_date_{known}"
        )
        url = st.text_input("Address", said.get("url", ""), placeholder="https://…", key=f"own_url_{known}")
        topics = st.multiselect("Topics", list(vocabulary.topics), key=f"own_topics_{known}")
        if not st.form_submit_button("Add this source", type="primary"):
            return
    missing = [name for name, value in {"Title": title, "Publisher": publisher, "Kind": kind}.items() if not value]
    if missing or not (upload.body or pasted).strip():
        show_error(f"Still needed: {', '.join(missing + ([] if (upload.body or pasted).strip() else ['the text']))}.")
        return
    details = Details(
        title=title.strip(),
        publisher=publisher.strip(),
        perspective=voice or UNKNOWN,
        kind=kind or "",
        date=date.strip() or None,
        url=url.strip() or None,
        topics=topics,
    )
    _add(assistant, details, upload.body or pasted)


def _add(assistant: Assistant, details: Details, body: str) -> None:
    catalog = assistant.catalog
    try:
        if not body.strip() or len(body.encode()) > MAX_MEGABYTES * 1_000_000:
            raise InputError(f"The text is empty or larger than {MAX_MEGABYTES} MB.")
        folder = assistant.settings.own_dir
        document = add_source(folder, details, body, catalog.vocabulary, catalog.info, catalog.documents)
    except (AssistantError, UnicodeEncodeError) as error:
        show_error(explain(error))
        return
    st.session_state["own_round"] = _round() + 1
    update_index(f"“{document.title}” was added. It is searched as soon as the index holds it.")
    st.rerun()


def remove_button(assistant: Assistant, document: Document) -> None:
    """For a source that a user added: a button that removes it, once confirmed, for those who may."""
    if not is_own(assistant.settings.own_dir, document.id) or not may_edit_sources():
        return
    with st.popover("Remove this source", icon=":material/delete:"):
        st.markdown(f"“{as_markdown(document.title)}” will be deleted from {this_computer()} for good.")
        if st.button("Yes, remove it", key="confirm_removal", type="primary"):
            remove_source(assistant.settings.own_dir, document.id)
            update_index(f"“{document.title}” was removed. It leaves the search as soon as the index is made anew.")
            st.switch_page(sources_page())


def _word(
    place: st.delta_generator.DeltaGenerator, label: str, field: str, vocabulary: Vocabulary, said: str | None, key: str
) -> str | None:
    """A choice among the vocabulary's words; any word where it restricts nothing."""
    words = list(getattr(vocabulary, field))
    if not words:
        return place.text_input(label, said or "", key=key) or None
    index = words.index(said) if said in words else None
    chosen: str | None = place.selectbox(label, words, index=index, key=key)
    return chosen


def _unless_default(said: dict[str, str], field: str) -> str:
    return "" if said.get(field) == "Publisher not stated" else said.get(field, "")


def _round() -> int:
    """Counts the sources added in this tab; another number makes the form's fields anew, and empty."""
    return int(st.session_state.get("own_round", 0))
