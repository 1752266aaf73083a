"""The groups of questions and passages that the reader learns from, of six sources.

A group holds a question with passages that answer it and passages that do not, and beside it questions that one of its
passages only seems to answer:

* ``ReadingGroupMaker``: the groups of the first stage (train_reranker.py, SQuAD 1.1), with exchanged questions;
* ``TwinGroups``: questions that a paragraph answers against others, written for the same paragraph, that it does not:
  of SQuAD 2.0, and our own over paragraphs of SQuAD 1.1 (``squad_twins.jsonl``);
* ``CorpusGroups``: the editors' questions of the corpus, ``follow_ups.jsonl`` and ``near_misses.jsonl``, questions that
  its passages only seem to answer, all written over the passages and apart from the question sets of ``evals/``;
* ``LabelledGroups``: questions asked without sight of the corpus, with the passages that the search finds, each read
  and told whether it answers (``labelled.jsonl``);
* ``PoolGroups``: MTRAG, ClapNQ and OR-ShARC, with the question before.

Whole articles or documents of SQuAD 2.0 and of the pools are held out (``held_out``), so that figures on them are out
of sample.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import pickle
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from train_reranker import (
    SENTENCE_END,
    STOP_WORDS,
    Group,
    GroupMaker,
    Paragraph,
    Settings,
    embed,
    load_encoder,
    load_tokenizer,
    make_queries,
    mine,
    mine_bm25,
    pack,
    read_squad,
    restyle,
    spans_of,
    swap_antonym,
    swap_span,
    window,
    words_of,
)

from assistant.corpus.catalog import load_catalog
from assistant.index.build import embedding_text
from assistant.index.split import split_document
from assistant.retrieve.read import Reader
from assistant.settings import packaged_file

HELD_OUT_OF = 3  # one article of three
SHARES = {  # of the groups
    "corpus": 0.20,
    "labelled": 0.40,
    "twins": 0.17,
    "squad2": 0.06,
    "squad1.1": 0.02,
    "pools": 0.15,
}
POOLS = ("mtrag", "clapnq", "orsharc")
CORPUS_LENGTH = 144
AFTER_ANOTHER = 0.12  # share of our own questions that are read after another one
EASY = 0.15  # how often a pair is drawn that the reader gets right, beside one that it gets wrong
OVERLOOKED, TEMPTED = 1.0, -2.0  # the logits at which an answer, or a near miss, counts as half wrong; set by hand
QUESTIONS = packaged_file("corpus") / "questions.jsonl"
FOLLOW_UPS = Path(__file__).with_name("follow_ups.jsonl")
NEAR_MISSES = Path(__file__).with_name("near_misses.jsonl")
LABELLED = Path(__file__).with_name("labelled.jsonl")
SQUAD_TWINS = Path(__file__).with_name("squad_twins.jsonl")
POOL_QUESTIONS = Path(__file__).with_name("pool_questions.jsonl")

Item = TypeVar("Item")


@dataclass(frozen=True)
class ReadingGroup(Group):
    """A group of pairs; ``answers`` are the answer texts of gold pairs, empty where unknown.

    ``asked`` marks the pairs of the group's own query: only these compete in the softmax.
    """

    answers: tuple[str, ...] = ()
    asked: tuple[bool, ...] = ()


@dataclass
class NearMiss:
    """A question that some passages only seem to answer; ``weight`` is how often it is drawn beside others."""

    text: str
    tempting: list[int]
    others: list[int]
    weight: float = 1.0


def held_out(article: str) -> bool:
    """Whether an article of SQuAD 2.0, or a document of a pool, is kept out of training."""
    return int(hashlib.sha256(f"reader:{article}".encode()).hexdigest()[:8], 16) % HELD_OUT_OF == 0


# --- Questions written in pairs over one paragraph: SQuAD 2.0, and our own -------------------


@dataclass(frozen=True)
class Asked:
    """A question that a paragraph answers in these words of it."""

    text: str
    passage: int
    answer: str


class TwinGroups:
    """Groups of answerable questions against the unanswerable ones of the same paragraph."""

    def __init__(
        self, titled: Sequence[tuple[str, str]], answerable: Sequence[Asked], unanswerable: dict[int, list[str]]
    ) -> None:
        """``titled`` holds title and text of every paragraph; questions name one by its row."""
        self.titles = [title for title, _ in titled]
        self.texts = [text for _, text in titled]
        self.sentences = [tuple(SENTENCE_END.split(text)) for text in self.texts]
        self.answerable, self.unanswerable = answerable, unanswerable
        documents = [f"{title}. {text}" for title, text in titled]
        self.ranked = mine_bm25(documents, [q.text for q in answerable], depth=12)

    def group(self, number: int, rng: random.Random, settings: Settings) -> ReadingGroup:
        """The group of one answerable question."""
        query = self.answerable[number]
        limit = rng.choices(settings.lengths, settings.length_weights)[0]
        words = int((limit - 22) / 1.35)
        asked = restyle(query.text, self.titles[query.passage], rng)
        gold = self._crop(query.passage, query.text, query.answer, words)
        pairs, labels, own = [(asked, gold)], [1], [True]
        others = [
            int(row)
            for row in self.ranked[number]
            if row != query.passage and query.answer.lower() not in self.texts[row].lower()
        ]
        for row in rng.sample(others[:6], min(2, len(others[:6]))):
            pairs.append((asked, self._crop(row, query.text, "", words)))
            labels.append(0)
            own.append(True)
        left = [s for s in self.sentences[query.passage] if query.answer.lower() not in s.lower()]
        if 2 <= len(left) < len(self.sentences[query.passage]) and rng.random() < 0.4:
            rest = window(left, set(words_of(query.text)) - STOP_WORDS, "", words)
            pairs.append((asked, f"{self.titles[query.passage]}. {rest}"))
            labels.append(0)
            own.append(True)
        trick = self.unanswerable.get(query.passage, [])
        for question in rng.sample(trick, min(2, len(trick))):
            crop = self._crop(query.passage, question, "", words)
            pairs.append((restyle(question, self.titles[query.passage], rng), crop))
            labels.append(0)
            own.append(False)
        answers = (query.answer, *[""] * (len(pairs) - 1))
        return ReadingGroup(pairs, labels, limit, answers, tuple(own))

    def _crop(self, row: int, query: str, keep: str, words: int) -> str:
        text = window(self.sentences[row], set(words_of(query)) - STOP_WORDS, keep, words)
        return f"{self.titles[row]}. {text}"


def read_squad2(folder: Path) -> TwinGroups:
    """SQuAD 2.0 but for its held-out articles."""
    passages = [p for p in read_lines(folder / "passages.jsonl.gz") if not held_out(p["title"])]
    place = {p["id"]: row for row, p in enumerate(passages)}
    answerable: list[Asked] = []
    unanswerable: dict[int, list[str]] = {}
    for line in read_lines(folder / "dev.jsonl.gz"):
        row = place.get(line["source_passage_id"])
        if row is None:
            continue
        if line["unanswerable"]:
            unanswerable.setdefault(row, []).append(line["question"])
            continue
        found = sorted((a for a in line["answers"] if a in passages[row]["text"]), key=len)
        if found:
            answerable.append(Asked(line["question"], row, found[0]))
    return TwinGroups([(p["title"], p["text"]) for p in passages], answerable, unanswerable)


def read_squad_twins(paragraphs: Sequence[Paragraph]) -> TwinGroups:
    """Our own questions over paragraphs of SQuAD 1.1; a line without an answer is one that the paragraph lacks."""
    first: dict[str, int] = {}  # row of each article's first paragraph
    for row, paragraph in enumerate(paragraphs):
        first.setdefault(paragraph.title, row)
    answerable: list[Asked] = []
    unanswerable: dict[int, list[str]] = {}
    for line in read_lines(SQUAD_TWINS):
        row = first[line["article"]] + line["paragraph"]
        if "answer" in line:
            answerable.append(Asked(line["question"], row, line["answer"]))
        else:
            unanswerable.setdefault(row, []).append(line["question"])
    return TwinGroups([(p.title, p.text) for p in paragraphs], answerable, unanswerable)


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The records of a JSON-lines file, gzipped or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


# --- Our own questions ---------------------------------------------------------------------


class CorpusGroups:
    """Groups of our own questions over the corpus; passages are as the product reads them.

    Negatives are other passages of the same document, and passages of others from the middle of the list that the
    dense model gives: its first ones may answer too.
    """

    def __init__(self, encoder: nn.Module, tokenizer: Tokenizer) -> None:
        documents = load_catalog(packaged_file("corpus")).documents.values()
        passages = [p for d in documents for p in split_document(d)]
        self.texts = [embedding_text(p) for p in passages]
        self.names = [p.id for p in passages]
        place = {name: row for row, name in enumerate(self.names)}
        self.siblings: dict[str, list[int]] = {}
        for row, passage in enumerate(passages):
            if passage.role != "summary":  # it says again what the points say
                self.siblings.setdefault(passage.document_id, []).append(row)
        self.documents = [p.document_id for p in passages]
        self.summaries = {row for row, p in enumerate(passages) if p.role == "summary"}
        own = read_lines(QUESTIONS)
        self.asked = own + read_lines(FOLLOW_UPS)
        self.gold = [self._rows(line, place) for line in self.asked]
        self.answering: dict[str, set[int]] = {}  # of all documents: a question may have a line for each
        for line, gold in zip(self.asked, self.gold, strict=True):
            self.answering.setdefault(asked_in(line), set()).update(gold)
        self.of_document: dict[str, list[str]] = {}
        for line in own:
            self.of_document.setdefault(line["document"], []).append(line["question"])
        self.spans: dict[str, list[str]] = {}
        for line in self.asked:
            for kind, text in spans_of(line["question"]):
                self.spans.setdefault(kind, []).append(text)
        self.tricks: dict[str, list[NearMiss]] = {}
        self.weights = [1.0] * len(self.asked)
        vectors = torch.from_numpy(embed(encoder, tokenizer, self.texts, 128))

        def nearest(questions: Sequence[str]) -> np.ndarray:
            return (torch.from_numpy(embed(encoder, tokenizer, questions, 48)) @ vectors.T).topk(40).indices.numpy()

        self.ranked = nearest([asked_in(x) for x in self.asked])
        missed = read_lines(NEAR_MISSES)
        for line, ranked in zip(missed, nearest([asked_in(x) for x in missed]), strict=True):
            tempting = self._rows(line, place)
            others = [int(row) for row in ranked[:6] if row not in tempting]
            self.tricks.setdefault(line["document"], []).append(NearMiss(asked_in(line), tempting, others))

    def prefer_hard(self, reader: Reader) -> None:
        """Draw most often what a reader gets wrong: near misses taken for answered, answers overlooked."""

        def best(question: str, rows: Sequence[int]) -> float:
            return max(reading.answers for reading in reader.read(question, [self.texts[row] for row in rows]))

        self.weights = [
            EASY + 1 / (1 + math.exp(best(asked_in(line), gold[:1]) - OVERLOOKED))
            for line, gold in zip(self.asked, self.gold, strict=True)
        ]
        for trick in (trick for tricks in self.tricks.values() for trick in tricks):
            trick.weight = hardness(best(trick.text, trick.tempting))

    @staticmethod
    def _rows(line: dict[str, Any], place: dict[str, int]) -> list[int]:
        return [place[f"{line['document']}#{name}"] for name in line["passages"]]

    def group(self, number: int, rng: random.Random) -> ReadingGroup:
        """The group of one answerable question, with near misses of its passage and of its document."""
        line, gold = self.asked[number], self.gold[number]
        document = line["document"]
        chosen = [gold[0], *rng.sample(gold[1:], min(1, len(gold) - 1))]
        order = {int(row): rank for rank, row in enumerate(self.ranked[number])}
        right = self.answering[asked_in(line)]
        own = sorted((row for row in self.siblings[document] if row not in right), key=lambda row: order.get(row, 99))
        far = [
            int(row)
            for row in self.ranked[number][4:]
            if self.documents[row] != document and int(row) not in self.summaries | right
        ]
        negatives = [*rng.sample(own[:5], min(2, len(own[:5]))), *rng.sample(far, min(1, len(far)))]
        question = asked_in(line) if "after" in line else self._after(line["question"], document, rng)
        missed = self._misses(asked_in(line), chosen[0], document, rng)
        rows = [*chosen, *negatives]
        pairs = [(question, self.texts[row]) for row in rows] + missed
        labels = [1] * len(chosen) + [0] * (len(negatives) + len(missed))
        answers = (line.get("answer", ""), *[""] * (len(pairs) - 1))
        asked = [True] * len(rows) + [False] * len(missed)
        return ReadingGroup(pairs, labels, CORPUS_LENGTH, answers, tuple(asked))

    def _after(self, question: str, document: str, rng: random.Random) -> str:
        """Now and then after another question on the document, as ``Query.reading`` puts a follow-up."""
        return f"{rng.choice(self.of_document[document])} {question}" if rng.random() < AFTER_ANOTHER else question

    def _misses(self, question: str, gold: int, document: str, rng: random.Random) -> list[tuple[str, str]]:
        """Questions that a passage only seems to answer: three of the passage, two of the document, one exchanged."""
        tricks = self.tricks.get(document, [])
        here = self._drawn([trick for trick in tricks if gold in trick.tempting], 3, rng)
        pairs = [(trick.text, self.texts[gold]) for trick in here]
        for trick in self._drawn([trick for trick in tricks if trick not in here], 2, rng):
            row = rng.choice(trick.others if trick.others and rng.random() < 0.25 else trick.tempting)
            pairs.append((trick.text, self.texts[row]))
        exchanged = swap_span(question, self.texts[gold], self.spans, rng) or swap_antonym(question, rng)
        if exchanged and rng.random() < 0.5:
            pairs.append((exchanged, self.texts[gold]))
        return pairs

    @staticmethod
    def _drawn(tricks: Sequence[NearMiss], count: int, rng: random.Random) -> list[NearMiss]:
        return drawn(tricks, [trick.weight for trick in tricks], count, rng)


class LabelledGroups:
    """Groups of one question that some passage answers and one that none of those found does."""

    def __init__(self, texts: dict[str, str]) -> None:
        lines = [
            (asked_in(line), [texts[name] for name in line["yes"]], [texts[name] for name in line["no"]])
            for line in read_lines(LABELLED)
            if not line.get("held_out")  # to fit on what comes after the reader, see fit_selection.py
        ]
        self.answered = [line for line in lines if line[1] and line[2]]
        self.missed = [(question, found) for question, answering, found in lines if found and not answering]
        self.weights: dict[tuple[str, str], float] = {}  # of a question and a passage that does not answer it
        self.missed_weights = [1.0] * len(self.missed)

    def prefer_hard(self, reader: Reader) -> None:
        """Draw most often what a reader takes for an answer."""
        for question, found in [*self.missed, *((question, others) for question, _, others in self.answered)]:
            for text, reading in zip(found, reader.read(question, found), strict=True):
                self.weights[question, text] = hardness(reading.answers)
        self.missed_weights = [max(self._weight(question, text) for text in found) for question, found in self.missed]

    def group(self, number: int, rng: random.Random) -> ReadingGroup:
        """The group of one answered question; only its own pairs compete."""
        question, answering, others = self.answered[number]
        chosen = rng.sample(answering, min(2, len(answering)))
        left = drawn(others, [self._weight(question, text) for text in others], 3, rng)
        missed, found = rng.choices(self.missed, self.missed_weights)[0]
        tempting = drawn(found, [self._weight(missed, text) for text in found], 3, rng)
        pairs = [(question, text) for text in (*chosen, *left)] + [(missed, text) for text in tempting]
        labels = [1] * len(chosen) + [0] * (len(left) + len(tempting))
        asked = [True] * (len(chosen) + len(left)) + [False] * len(tempting)
        return ReadingGroup(pairs, labels, CORPUS_LENGTH, ("",) * len(pairs), tuple(asked))

    def _weight(self, question: str, text: str) -> float:
        return self.weights.get((question, text), 1.0)


def hardness(logit: float) -> float:
    """How often to draw what does not answer, by the logit that a reader gives it."""
    return EASY + 1 / (1 + math.exp(TEMPTED - logit))


def drawn(items: Sequence[Item], weights: Sequence[float], count: int, rng: random.Random) -> list[Item]:
    """Up to ``count`` of them, by weight (Efraimidis and Spirakis 2006)."""
    keys = [rng.random() ** (1 / weight) for weight in weights]
    return [items[row] for row in sorted(range(len(items)), key=lambda row: -keys[row])[:count]]


# --- Other pools ---------------------------------------------------------------------------


class PoolGroups:
    """Groups of the questions of other pools: follow-ups with the question before, as the product reads them.

    A question that nothing in the pool answers stands against the passage that it was written for, or against those
    that BM25 finds, in the group of another question.  Beside the questions of the sets stand our own over the same
    passages (``pool_questions.jsonl``), whose near misses stand against their passage.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self.groups: list[tuple[str, list[str], list[str]]] = []
        self.missed: list[tuple[str, str]] = []
        for folder in folders:
            self._read(folder)

    def _read(self, folder: Path) -> None:
        passages = read_lines(folder / "passages.jsonl.gz")
        place = {p["id"]: row for row, p in enumerate(passages)}
        texts = [f"{p['title']}. {p['text']}" for p in passages]
        lines = [x for x in read_lines(folder / "dev.jsonl.gz") if x.get("answerability") != "UNDERSPECIFIED"]
        lines = [x for x in lines if x.get("primary", True) and not held_out(document_of(x, passages, place))]
        queries = [asked_after(x) for x in lines]
        own = [x for x in read_lines(POOL_QUESTIONS) if x["pool"] == folder.name]
        for x in own:
            lines.append({"passage_ids": [x["passage"]] if x["answered"] else [], "source_passage_id": x["passage"]})
        queries += [asked_in(x) for x in own]
        for line, query, ranked in zip(lines, queries, mine_bm25(texts, queries, depth=14), strict=True):
            gold = [place[name] for name in line["passage_ids"]]
            if gold:
                others = [texts[row] for row in ranked if row not in gold]
                self.groups.append((query, [texts[row] for row in gold], others))
            else:
                tempting = place.get(line.get("source_passage_id", ""), int(ranked[0]))
                self.missed.append((query, texts[tempting]))

    def group(self, number: int, rng: random.Random, settings: Settings) -> ReadingGroup:
        """The group of one answerable question, with an unanswerable one of any pool."""
        query, gold, others = self.groups[number]
        limit = rng.choices(settings.lengths, settings.length_weights)[0]
        words = int((limit - 22) / 1.35)
        pairs = [(query, cropped(text, query, words)) for text in rng.sample(gold, min(2, len(gold)))]
        labels = [1] * len(pairs)
        for text in rng.sample(others[:10], min(4, len(others[:10]))):
            pairs.append((query, cropped(text, query, words)))
            labels.append(0)
        asked = [True] * len(pairs)
        for missed, text in rng.sample(self.missed, 2):
            pairs.append((missed, cropped(text, missed, words)))
            labels.append(0)
            asked.append(False)
        return ReadingGroup(pairs, labels, limit, tuple([""] * len(pairs)), tuple(asked))


def asked_in(line: dict[str, Any]) -> str:
    """A question of ours as ``Query.reading`` puts it: after the one before it, where it follows one."""
    return f"{line['after']} {line['question']}" if "after" in line else str(line["question"])


def document_of(line: dict[str, Any], passages: Sequence[dict[str, Any]], place: dict[str, int]) -> str:
    """What keeps questions together when some are held out: the title of the first passage, else the question."""
    names = line["passage_ids"] or [line.get("source_passage_id")]
    return str(passages[place[names[0]]]["title"] if names[0] in place else line["question"])


def asked_after(line: dict[str, Any]) -> str:
    """The question after the user's question before it, as ``Query.reading`` puts them."""
    before = [turn["text"] for turn in line.get("history", []) if turn["role"] == "user"]
    return f"{before[-1]} {line['question']}" if before else str(line["question"])


def cropped(text: str, query: str, words: int) -> str:
    """The run of sentences that shares most words with the query."""
    return window(SENTENCE_END.split(text), set(words_of(query)) - STOP_WORDS, "", words)


# --- Groups of the first stage, for reading ------------------------------------------------


class ReadingGroupMaker(GroupMaker):
    """The first stage's groups with up to two exchanged questions, and with answer texts."""

    def reading_group(self, number: int, rng: random.Random) -> ReadingGroup:
        """The group of one query."""
        query = self.queries[number]
        plain = self.group(number, rng, mismatched=False)
        pairs, labels = list(plain.pairs), list(plain.labels)
        answers = [query.answer if label and query.kind in ("question", "keyword") else "" for label in labels]
        own = [True] * len(pairs)
        for text in query.mismatched:
            if rng.random() < 0.85:
                pairs.append((text, pairs[0][1]))
                labels.append(0)
                answers.append("")
                own.append(False)
        return ReadingGroup(pairs, labels, plain.max_tokens, tuple(answers), tuple(own))


# --- All sources ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Sources:
    """Every source of groups."""

    squad1: ReadingGroupMaker
    squad2: TwinGroups
    twins: TwinGroups
    corpus: CorpusGroups
    labelled: LabelledGroups
    pools: PoolGroups

    def __str__(self) -> str:
        counts = (
            len(self.squad1.queries),
            len(self.squad2.answerable),
            len(self.twins.answerable),
            len(self.corpus.asked),
            len(self.labelled.answered),
            len(self.pools.groups),
        )
        names = "SQuAD 1.1", "SQuAD 2.0", "over SQuAD 1.1", "ours", "labelled", "of other pools"
        return "questions: " + ", ".join(f"{count} {name}" for count, name in zip(counts, names, strict=True))


def read_sources(data: Path, base: Path, out: Path, settings: Settings) -> Sources:
    """Read and mine all sources, or take what an earlier run left in ``out`` for the same questions of ours."""
    written = (QUESTIONS, FOLLOW_UPS, NEAR_MISSES, LABELLED, SQUAD_TWINS, POOL_QUESTIONS)
    ours = hashlib.sha256(b"".join(path.read_bytes() for path in written)).hexdigest()[:12]
    cache = out / f"sources-{settings.queries}-{ours}.pickle.gz"
    if cache.exists():
        with gzip.open(cache, "rb") as stream:
            found: Sources = pickle.load(stream)
        return found
    paragraphs = read_squad(data / "squad1.1-train.json.gz")
    queries = make_queries(paragraphs, settings.queries, random.Random(settings.seed))
    encoder, tokenizer = load_encoder(base).eval(), load_tokenizer(base)
    mined = mine(encoder, tokenizer, paragraphs, queries, out / "mined.npz")
    corpus = CorpusGroups(encoder, tokenizer)
    sources = Sources(
        ReadingGroupMaker(paragraphs, queries, mined, settings),
        read_squad2(data / "squad2"),
        read_squad_twins(paragraphs),
        corpus,
        LabelledGroups(dict(zip(corpus.names, corpus.texts, strict=True))),
        PoolGroups([data / name for name in POOLS]),
    )
    with gzip.open(cache, "wb", compresslevel=5) as stream:
        pickle.dump(sources, stream)
    return sources


def batches_of_groups(sources: Sources, settings: Settings, part: int = 0) -> Iterator[list[ReadingGroup]]:
    """Endless lists of groups of like length, of all sources; each ``part`` draws others."""
    rng = random.Random(f"reader-{settings.seed}-{part}")
    numbers = {
        "corpus": cycle_weighted(sources.corpus.weights, rng),
        "labelled": cycle(len(sources.labelled.answered), rng),
        "squad2": cycle(len(sources.squad2.answerable), rng),
        "twins": cycle(len(sources.twins.answerable), rng),
        "squad1.1": cycle(len(sources.squad1.queries), rng),
        "pools": cycle(len(sources.pools.groups), rng),
    }
    make = {
        "corpus": lambda number: sources.corpus.group(number, rng),
        "labelled": lambda number: sources.labelled.group(number, rng),
        "squad2": lambda number: sources.squad2.group(number, rng, settings),
        "twins": lambda number: sources.twins.group(number, rng, settings),
        "squad1.1": lambda number: sources.squad1.reading_group(number, rng),
        "pools": lambda number: sources.pools.group(number, rng, settings),
    }
    while True:
        names = rng.choices(list(SHARES), list(SHARES.values()), k=400)
        chunk = [make[name](next(numbers[name])) for name in names]
        chunk.sort(key=lambda g: g.max_tokens)
        packed = pack(chunk, settings.tokens_per_step)
        rng.shuffle(packed)
        yield from packed


def cycle(count: int, rng: random.Random) -> Iterator[int]:
    """The numbers below `count`, in a new random order each time round."""
    while True:
        yield from rng.sample(range(count), count)


def cycle_weighted(weights: Sequence[float], rng: random.Random) -> Iterator[int]:
    """Numbers of the weights, drawn by them without end."""
    while True:
        yield from rng.choices(range(len(weights)), weights, k=1000)
