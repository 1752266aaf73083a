"""How good the answers are: the latest runs of question sets, with figures, plots and every question."""

from __future__ import annotations

import streamlit as st

from assistant.errors import InputError
from assistant.evals.baseline import compare_runs, earlier
from assistant.evals.compare import Comparison
from assistant.evals.gates import check_gates
from assistant.evals.lines import metric_rows
from assistant.evals.listing import RunEntry, listing
from assistant.evals.observation import Observation
from assistant.evals.page import SET_CHANGED, WORDS, render
from assistant.evals.plots import all_plots
from assistant.evals.question_set import Question
from assistant.evals.report import scores_of
from assistant.evals.runs import Run, run_folder
from assistant.evals.score import Score
from assistant.evals.summary import figures
from assistant.settings import load_settings
from assistant.web.escape import as_markdown
from assistant.web.owner import this_computer

SHOWN = 20
NOTHING = "nothing"


def show() -> None:
    """The page."""
    lead = f"How question sets fared on {this_computer()}."
    st.html(f'<header class="w-welcome"><h1>Evaluation</h1><p>{lead}</p></header>')
    found = listing(load_settings())
    for name, why in found.unreadable.items():
        st.warning(as_markdown(f"The run '{name}' is left out: {why}"))
    finished = [entry for entry in found.runs if entry.finished][:SHOWN]
    if not finished:
        st.info("No question set has been run here yet. In a terminal: `assistant eval run core`.")
        return
    names = {_label(entry): entry.name for entry in finished}
    try:
        chosen = run_folder(load_settings(), names[st.selectbox("Run", list(names))]).load()
    except InputError as error:  # removed or damaged since the list was drawn
        st.warning(as_markdown(str(error)))
        return
    _run(chosen, _comparison(chosen, finished))


def _run(chosen: Run, comparison: Comparison | None) -> None:
    scores = scores_of(chosen)
    st.caption(_outcomes(chosen, scores))
    for gate in check_gates(chosen.info.gates, figures(scores)):
        (st.success if gate.passed else st.error)(as_markdown(f"Gate {gate.message}"))
    st.dataframe(metric_rows(scores, comparison), hide_index=True, width="stretch")
    st.caption("Values with their 95 % intervals. A dash: no question of this run bears on the metric.")
    for title, note, plot in all_plots(scores):
        st.subheader(title)
        st.caption(note)
        st.plotly_chart(plot, width="stretch", key=f"plot-{title}")
    _questions(chosen, scores, {change.id: change.before for change in comparison.changes} if comparison else {})
    st.download_button(
        "Download the whole report", lambda: render(chosen, comparison), f"{chosen.info.name}.html", "text/html"
    )


def _comparison(chosen: Run, finished: list[RunEntry]) -> Comparison | None:
    """With a run of the same part of the same set, as the reader chooses."""
    mine, settings = chosen.info, load_settings()
    others = [
        entry.name
        for entry in finished
        if (entry.set_name, entry.part) == (mine.set_name, mine.part) and entry.name != mine.name
    ]
    against = st.selectbox("Compare with", [NOTHING, *others]) if others else NOTHING
    if against == NOTHING:
        return None
    try:
        compared = compare_runs(chosen, earlier(against, mine.set_name, mine.part, settings))
    except InputError as error:
        st.warning(as_markdown(str(error)))
        return None
    if compared.set_changed:
        st.warning(SET_CHANGED)
    return compared


def _label(entry: RunEntry) -> str:
    return f"{entry.set_name} ({entry.part}), {entry.size}, {entry.started} · {entry.name}"


def _outcomes(chosen: Run, scores: list[Score]) -> str:
    counts = {name: sum(score.outcome == name for score in scores) for name in WORDS}
    told = "; ".join(f"{count} {WORDS[name]}" for name, count in counts.items() if count)
    without = f" Without {', '.join(chosen.info.without)}." if chosen.info.without else ""
    return f"{chosen.info.size()}: {told}.{without}"


def _questions(chosen: Run, scores: list[Score], before: dict[str, str]) -> None:
    st.subheader("Every question")
    outcomes = [name for name in WORDS if any(score.outcome == name for score in scores)]
    wanted = st.multiselect("Outcome", outcomes, default=[name for name in outcomes if name != "right"])
    changed = bool(before) and st.checkbox(f"Show what has another outcome than before instead ({len(before)})")
    seen = {item.id: item for item in chosen.observations}
    asked = {item.id: item for item in chosen.info.questions}
    for score in scores:
        if score.id in before if changed else score.outcome in wanted:
            was = f", was {before[score.id]}" if score.id in before else ""
            with st.expander(f"{score.outcome}{was}: {as_markdown(asked[score.id].question)}"):
                _question(asked[score.id], score, seen[score.id])


def _question(question: Question, score: Score, seen: Observation) -> None:
    if question.history:
        st.caption(as_markdown(f"Asked after: {' / '.join(question.history)}"))
    st.text(seen.answer.text if seen.answer else seen.error or "")
    for point, hit in zip(question.points, score.points_hit, strict=True):
        st.text(f"{'found' if hit else 'missing'}: {' | '.join(point)}")
    for voice, heard in zip(question.perspectives, score.voices_heard, strict=True):
        st.text(f"voice {'found' if heard else 'missing'}: {voice}")
    for source, cited in zip(question.sources, score.sources_cited, strict=True):
        st.text(f"source {'cited' if cited else 'not cited'}: {source}")
    for broken in score.forbidden:
        st.text(f"must not: {broken}")
    for pattern in score.undecided:
        st.text(f"ran out of time, so that nobody knows whether it is there: {pattern}")
    _quotes(seen)
    if question.note:
        st.caption(as_markdown(f"A right answer: {question.note}"))


def _quotes(seen: Observation) -> None:
    cited = [citation for claim in seen.answer.claims for citation in claim.citations] if seen.answer else []
    for citation, exact in zip(cited, seen.quotes_exact, strict=True):
        st.text(f"[{citation.number}] “{citation.quote}”")
        place = f"{citation.title}, {citation.publisher}, {citation.where} ({citation.document_id}; {citation.speaker})"
        st.caption(as_markdown(place if exact else f"{place}: does not stand there"))
