"""What could be asked after an answer: made from what its documents are about, kept only if the corpus answers it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterator

from assistant.answer.assistant import Assistant
from assistant.answer.voice import UNSPECIFIC
from assistant.corpus.catalog import Catalog
from assistant.corpus.vocabulary import UNKNOWN
from assistant.schema import Answer, Document, Filters

SHOWN = 3
TRIED = 5  # each try is a question asked
TOPICS = 2
MANY = frozenset({"Taliban"})  # voices that one speaks of in the plural


def next_questions(
    assistant: Assistant,
    answer: Answer,
    asked: Collection[str],
    filters: Filters | None = None,
    wanted: Callable[[], bool] = lambda: True,
) -> tuple[str, ...]:
    """At most three questions that lead on from `answer`, none of them in `asked`.

    Each was asked and answered, under the same filters, by a source that `answer` does not cite. The search ends as
    soon as it is no longer `wanted`.
    """
    cited = {citation.document_id for claim in answer.claims for citation in claim.citations}
    before = {question.casefold() for question in asked}
    found: list[str] = []
    tried = 0
    for question, document_ids in _candidates(assistant.catalog, answer):
        if question.casefold() in before:
            continue
        if tried == TRIED or len(found) == SHOWN or not wanted():
            break
        tried += 1
        reply = assistant.ask(question, filters=filters)
        sources = {citation.document_id for claim in reply.claims for citation in claim.citations}
        if not reply.abstained and sources & document_ids - cited:
            found.append(question)
    return tuple(found)


def _candidates(catalog: Catalog, answer: Answer) -> Iterator[tuple[str, set[str]]]:
    """Questions on the answer's topics to voices not yet heard, and on what is newer; with who should answer them."""
    used = [citation for claim in answer.claims for citation in claim.citations] or answer.related[:3]
    ids = [source.document_id for source in used if source.document_id in catalog.documents]
    heard = {source.speaker for source in used} | {source.perspective for source in used}
    newest = max((source.date or "" for source in used), default="")[:4]
    documents = list(catalog.documents.values())
    for topic in _topics([catalog.documents[name] for name in ids], documents):
        about = catalog.vocabulary.topics.get(topic) or topic.replace("-", " ")
        on_topic = [document for document in documents if topic in document.topics]
        voices = Counter(document.perspective for document in on_topic if document.perspective not in heard)
        for voice, _ in voices.most_common():
            if voice not in UNSPECIFIC | {UNKNOWN}:
                yield _to_voice(voice, about), {d.id for d in on_topic if d.perspective == voice}
        latest = max((document.date or "" for document in on_topic), default="")[:4]
        if latest > newest:
            since = {d.id for d in on_topic if (d.date or "").startswith(latest)}
            yield f"What do the sources report for {latest} about {about}?", since


def _topics(documents: list[Document], everything: list[Document]) -> list[str]:
    """The topics that mark these documents out: many of theirs, few of all."""
    overall = Counter(topic for document in everything for topic in document.topics)
    here = Counter(topic for document in documents for topic in document.topics)
    weight = {topic: count * math.log(1 + len(everything) / overall[topic]) for topic, count in here.items()}
    return sorted(weight, key=lambda topic: (-weight[topic], topic))[:TOPICS]


def _to_voice(voice: str, about: str) -> str:
    if voice in MANY:
        return f"What do the {voice} say about {about}?"
    name = f"the {voice}" if voice.isupper() or voice.endswith("Bank") else voice
    return f"What does {name} say about {about}?"
