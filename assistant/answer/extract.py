"""The extractive answer: passages chosen, quoted, attributed, put in order, with what contradicts them."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.balance import balanced, widen
from assistant.answer.compose import claims_of, prose
from assistant.answer.disagree import disagreements
from assistant.answer.injection import without_instructions
from assistant.answer.kind_model import guess_with
from assistant.answer.order import in_order, prefer_newest
from assistant.answer.quote import WHOLE_WORDS
from assistant.answer.record import with_record
from assistant.answer.select import Candidate, choose, rate
from assistant.answer.statements import statement, with_disputes
from assistant.answer.understand import Question, read_question
from assistant.answer.voice import unmarked
from assistant.corpus.catalog import Catalog
from assistant.retrieve.evidence import calibration, confidence, gather
from assistant.retrieve.query import Query
from assistant.retrieve.search import Found, Searcher, as_hit
from assistant.schema import Answer, Filters

RELATED = 5
OF_A_TEXT = 0.5  # the reader learned from briefs and is less sure of a publisher's prose; set by hand
UNSURE = 0.5  # below it the passages more likely do not answer than do
NOT_EXACTLY = "The sources may not answer this exactly. The nearest that they say:"
LEAD_WORDS = 6  # about what naming the voice adds to a statement


def extract(
    text: str,
    standalone: str,
    query: Query,
    found: Sequence[Found],
    searcher: Searcher,
    catalog: Catalog,
    filters: Filters | None,
) -> Answer:
    """The answer that the passages `found` give, or an abstention."""
    question = read_question(standalone, catalog.vocabulary, catalog.documents.values(), guess_with(searcher.encoder))
    sound = without_instructions(found)
    sure = confidence(gather(text, sound, searcher.index, searcher.glossary)) if sound else 0.0
    base = Answer(
        question=text,
        standalone_question=standalone,
        abstained=True,
        confidence=round(sure, 4),
        text="",
        sources_as_of=catalog.info.collected,
    )
    if sure < calibration().threshold * (OF_A_TEXT if _asks_of_a_text(question, catalog) else 1):
        return abstention(base, found, len(catalog.documents))
    candidates = rate(question, sound)
    alone = "balance" in searcher.without
    if not alone:
        candidates = widen(question, candidates, searcher, query, filters, sound[0].document.id)
    candidates = prefer_newest(question, candidates)
    chosen = choose(question, candidates, _words, searcher.index.keywords.idf)
    if not alone:
        chosen = balanced(question, chosen, candidates)
    return _state(base, question, in_order(question, chosen), found, searcher, catalog)


def _asks_of_a_text(question: Question, catalog: Catalog) -> bool:
    """Whether the question names a text of the corpus, which can be quoted on what comes nearest."""
    named = (catalog.documents.get(name) for name in question.documents)
    return any(document is not None and document.form == "text" for document in named)


def abstention(base: Answer, found: Sequence[Found], documents: int) -> Answer:
    """Says that the sources do not say, what was looked for and where; shows the nearest passages as related."""
    asked = unmarked(base.standalone_question)  # what the reader typed is no citation
    text = (
        f"The sources do not say. Looked for: “{asked}” in {documents} sources"
        f"{f', collected until {base.sources_as_of}' if base.sources_as_of else ''}."
    )
    if found:
        text += " The nearest passages are listed as related; they do not answer the question."
    return base.model_copy(update={"text": text, "related": [as_hit(item) for item in found[:RELATED]]})


def _state(
    base: Answer,
    question: Question,
    chosen: Sequence[Candidate],
    found: Sequence[Found],
    searcher: Searcher,
    catalog: Catalog,
) -> Answer:
    vector = searcher.query_vector(Query(question.text))

    def relevance(sentences: Sequence[str]) -> list[float]:
        return [float(score) for score in searcher.encoder.encode(sentences) @ vector]

    stated = [statement(item, relevance, question) for item in chosen]
    if "balance" not in searcher.without:
        stated = with_record(stated, catalog, searcher.index.passages_of)
    statements = with_disputes(stated, catalog.vocabulary)
    grouped = claims_of(statements)
    first = [sum(len(claims) for claims in grouped[:i]) for i in range(len(grouped))]
    told = prose(statements, grouped)
    cited = {item.found.passage.id for item in statements}
    return base.model_copy(
        update={
            "abstained": False,
            "text": f"{NOT_EXACTLY}\n\n{told}" if base.confidence < UNSURE else told,
            "claims": [claim for claims in grouped for claim in claims],
            "disagreements": disagreements(question, statements, first, catalog.checks, searcher.index.keywords.idf),
            "related": [as_hit(item) for item in found if item.passage.id not in cited][:RELATED],
        }
    )


def _words(found: Found) -> int:
    """About how many words a passage will add to the prose, with its dispute; of a long paragraph only a part."""
    words = found.passage.text.split()
    return (len(words) if found.passage.role == "list" else min(len(words), WHOLE_WORDS)) + LEAD_WORDS
