"""Teach the trained reranker to read: whether a passage answers the question, and which words of it do.

The second stage after ``train_reranker.py``.  One encoder, one pass a pair, three heads:

* ``score`` orders passages for one query (listwise over the pairs of that query);
* ``answer`` says whether the passage answers it (binary, over every pair, also those whose
  question was exchanged for one that the passage does not answer);
* ``span`` marks the first and last token of the answer (cross-entropy over the tokens of the
  gold passages whose answer text is known).

Groups come from four sources: the groups of the first stage, with more exchanged questions;
groups of SQuAD 2.0 questions, in which the questions that its authors wrote to be unanswerable
stand against the paragraphs they were written for; the editors' questions of the corpus and
``near_misses.jsonl``, questions that its passages only seem to answer, both written over the
passages and apart from the question sets of ``evals/``;
and the questions of other pools (MTRAG, ClapNQ, OR-ShARC), with the question before.
Whole articles or documents of SQuAD 2.0 and of the pools are held out (``held_out``), so that
figures on them are out of sample.

Usage::

    python train_reader.py --data DIR --start CHECKPOINT --out DIR [--max-minutes 60]

``CHECKPOINT`` is that of train_reranker.py, or the ONNX file of a reader to go on from.
``DIR`` holds ``squad1.1-train.json.gz`` and the folders ``squad2``, ``mtrag``, ``clapnq`` and
``orsharc`` (``passages.jsonl.gz``, ``dev.jsonl.gz``).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from train_reranker import (
    SENTENCE_END,
    STOP_WORDS,
    Group,
    GroupMaker,
    Settings,
    default_base,
    embed,
    listwise_loss,
    load_encoder,
    load_tokenizer,
    make_optimizer,
    make_queries,
    mine,
    mine_bm25,
    pack,
    pad_batch,
    read_squad,
    restyle,
    save,
    set_rate,
    window,
    words_of,
)

from assistant.corpus.catalog import load_catalog
from assistant.index.build import embedding_text
from assistant.index.split import split_document
from assistant.settings import packaged_file

LOG = logging.getLogger("train_reader")
HELD_OUT_OF = 3  # one article of three
SHARES = {"corpus": 0.56, "squad2": 0.2, "squad1.1": 0.12, "pools": 0.12}
POOLS = ("mtrag", "clapnq", "orsharc")
CORPUS_LENGTH = 112
QUESTIONS = packaged_file("corpus") / "questions.jsonl"
NEAR_MISSES = Path(__file__).with_name("near_misses.jsonl")


@dataclass(frozen=True)
class ReadingGroup(Group):
    """A group of pairs; ``answers`` are the answer texts of gold pairs, empty where unknown.

    ``asked`` marks the pairs of the group's own query: only these compete in the softmax.
    """

    answers: tuple[str, ...] = ()
    asked: tuple[bool, ...] = ()


def held_out(article: str) -> bool:
    """Whether an article of SQuAD 2.0, or a document of a pool, is kept out of training."""
    return int(hashlib.sha256(f"reader:{article}".encode()).hexdigest()[:8], 16) % HELD_OUT_OF == 0


# --- SQuAD 2.0 -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A question of SQuAD 2.0; ``answer`` is empty where its authors meant it to have none."""

    text: str
    passage: int
    answer: str


class Squad2Groups:
    """Groups of answerable questions against the unanswerable ones of the same paragraph."""

    def __init__(self, folder: Path) -> None:
        passages = [p for p in read_lines(folder / "passages.jsonl.gz") if not held_out(p["title"])]
        self.titles = [p["title"] for p in passages]
        self.texts = [p["text"] for p in passages]
        self.sentences = [tuple(SENTENCE_END.split(text)) for text in self.texts]
        place = {p["id"]: row for row, p in enumerate(passages)}
        self.answerable: list[Asked] = []
        self.unanswerable: dict[int, list[str]] = {}
        for line in read_lines(folder / "dev.jsonl.gz"):
            row = place.get(line["source_passage_id"])
            if row is None:
                continue
            if line["unanswerable"]:
                self.unanswerable.setdefault(row, []).append(line["question"])
                continue
            found = sorted((a for a in line["answers"] if a in self.texts[row]), key=len)
            if found:
                self.answerable.append(Asked(line["question"], row, found[0]))
        titled = [f"{t}. {x}" for t, x in zip(self.titles, self.texts, strict=True)]
        self.ranked = mine_bm25(titled, [q.text for q in self.answerable], depth=12)

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
        place = {p.id: row for row, p in enumerate(passages)}
        self.siblings: dict[str, list[int]] = {}
        for row, passage in enumerate(passages):
            if passage.role != "summary":  # it says again what the points say
                self.siblings.setdefault(passage.document_id, []).append(row)
        self.documents = [p.document_id for p in passages]
        self.summaries = {row for row, p in enumerate(passages) if p.role == "summary"}
        self.asked = read_lines(QUESTIONS)
        self.gold = [self._rows(line, place) for line in self.asked]
        self.tricks: dict[str, list[tuple[str, list[int], list[int]]]] = {}
        vectors = torch.from_numpy(embed(encoder, tokenizer, self.texts, 128))

        def nearest(questions: Sequence[str]) -> np.ndarray:
            return (torch.from_numpy(embed(encoder, tokenizer, questions, 48)) @ vectors.T).topk(40).indices.numpy()

        self.ranked = nearest([x["question"] for x in self.asked])
        missed = read_lines(NEAR_MISSES)
        for line, ranked in zip(missed, nearest([x["question"] for x in missed]), strict=True):
            tempting = self._rows(line, place)
            others = [int(row) for row in ranked[:6] if row not in tempting]
            self.tricks.setdefault(line["document"], []).append((line["question"], tempting, others))

    @staticmethod
    def _rows(line: dict[str, Any], place: dict[str, int]) -> list[int]:
        return [place[f"{line['document']}#{name}"] for name in line["passages"]]

    def group(self, number: int, rng: random.Random) -> ReadingGroup:
        """The group of one answerable question, with up to two near misses of the same document."""
        line, gold = self.asked[number], self.gold[number]
        question, document = line["question"], line["document"]
        chosen = [gold[0], *rng.sample(gold[1:], min(1, len(gold) - 1))]
        pairs = [(question, self.texts[row]) for row in chosen]
        labels = [1] * len(pairs)
        order = {int(row): rank for rank, row in enumerate(self.ranked[number])}
        own = sorted((row for row in self.siblings[document] if row not in gold), key=lambda row: order.get(row, 99))
        far = [
            int(row)
            for row in self.ranked[number][4:]
            if self.documents[row] != document and int(row) not in self.summaries
        ]
        for row in [*rng.sample(own[:4], min(2, len(own[:4]))), *rng.sample(far, min(2, len(far)))]:
            pairs.append((question, self.texts[row]))
            labels.append(0)
        asked = [True] * len(pairs)
        tricks = self.tricks.get(document, [])
        for text, tempting, others in rng.sample(tricks, min(2, len(tricks))):
            row = rng.choice(others) if others and rng.random() < 0.3 else rng.choice(tempting)
            pairs.append((text, self.texts[row]))
            labels.append(0)
            asked.append(False)
        answers = (line.get("answer", ""), *[""] * (len(pairs) - 1))
        return ReadingGroup(pairs, labels, CORPUS_LENGTH, answers, tuple(asked))


# --- Other pools ---------------------------------------------------------------------------


class PoolGroups:
    """Groups of the questions of other pools: follow-ups with the question before, as the product reads them.

    A question that nothing in the pool answers stands against the passage that it was written for, or against those
    that BM25 finds, in the group of another question.
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


def document_of(line: dict[str, Any], passages: Sequence[dict[str, Any]], place: dict[str, int]) -> str:
    """What keeps questions together when some are held out: the title of the first passage; else the question itself."""
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


@dataclass(frozen=True)
class Batch:
    """Tensors of some groups; spans are token positions, -1 where none is known."""

    inputs: dict[str, Tensor]
    labels: Tensor
    owners: Tensor
    asked: Tensor
    starts: Tensor
    ends: Tensor


def collate(tokenizer: Tokenizer, groups: Sequence[ReadingGroup]) -> Batch:
    """Tokenise the pairs of some groups."""
    tokenizer.enable_truncation(max(g.max_tokens for g in groups), strategy="longest_first")
    pairs = [pair for g in groups for pair in g.pairs]
    encoded = tokenizer.encode_batch(pairs)
    answers = [answer for g in groups for answer in g.answers]
    spans = [token_span(e, text, a) for e, (_, text), a in zip(encoded, pairs, answers, strict=True)]
    return Batch(
        inputs=pad_batch(encoded),
        labels=torch.tensor([float(x) for g in groups for x in g.labels]),
        owners=torch.tensor([i for i, g in enumerate(groups) for _ in g.labels]),
        asked=torch.tensor([x for g in groups for x in g.asked]),
        starts=torch.tensor([s for s, _ in spans]),
        ends=torch.tensor([e for _, e in spans]),
    )


def token_span(encoding: Encoding, text: str, answer: str) -> tuple[int, int]:
    """First and last token of an answer in the second text of a pair; (-1, -1) if it is not there."""
    begin = text.find(answer) if answer else -1
    if begin < 0:
        return -1, -1
    end = begin + len(answer)
    rows = [
        i
        for i, ((a, b), kind) in enumerate(zip(encoding.offsets, encoding.type_ids, strict=True))
        if kind == 1 and b > begin and a < end and b > a
    ]
    return (rows[0], rows[-1]) if rows else (-1, -1)


def batches(
    maker: ReadingGroupMaker,
    squad2: Squad2Groups,
    corpus: CorpusGroups,
    pools: PoolGroups,
    tokenizer: Tokenizer,
    settings: Settings,
) -> Iterator[Batch]:
    """Endless batches of whole groups of like length, of all sources."""
    rng = random.Random(f"reader-{settings.seed}")
    sources = {
        "corpus": cycle(len(corpus.asked), rng),
        "squad2": cycle(len(squad2.answerable), rng),
        "squad1.1": cycle(len(maker.queries), rng),
        "pools": cycle(len(pools.groups), rng),
    }
    make = {
        "corpus": lambda number: corpus.group(number, rng),
        "squad2": lambda number: squad2.group(number, rng, settings),
        "squad1.1": lambda number: maker.reading_group(number, rng),
        "pools": lambda number: pools.group(number, rng, settings),
    }
    while True:
        names = rng.choices(list(SHARES), list(SHARES.values()), k=400)
        chunk = [make[name](next(sources[name])) for name in names]
        chunk.sort(key=lambda g: g.max_tokens)
        packed = pack(chunk, settings.tokens_per_step)
        rng.shuffle(packed)
        for groups in packed:
            yield collate(tokenizer, groups)


def cycle(count: int, rng: random.Random) -> Iterator[int]:
    """The numbers below `count`, in a new random order each time round."""
    while True:
        yield from rng.sample(range(count), count)


# --- Model and loss ------------------------------------------------------------------------


class Reader(nn.Module):
    """MiniLM encoder with a ranking score, an answerability logit, and logits of the answer's ends."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder
        self.dense = nn.Linear(2 * 384, 384)
        self.score = nn.Linear(384, 1)
        self.answer_dense = nn.Linear(2 * 384, 384)
        self.answer = nn.Linear(384, 1)
        self.span = nn.Linear(384, 2)

    def start_from(self, reranker: dict[str, Tensor]) -> None:
        """Take the first stage's weights; the answerability head starts as the ranking head."""
        self.load_state_dict(reranker, strict=False)
        self.answer_dense.load_state_dict(self.dense.state_dict())
        self.answer.load_state_dict(self.score.state_dict())

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Scores, answer logits (pairs); start and end logits (pairs × tokens, passage tokens only)."""
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        pooled = torch.cat([hidden[:, 0], (hidden * mask).sum(1) / mask.sum(1)], dim=-1)
        score = self.score(functional.gelu(self.dense(pooled))).squeeze(-1)
        answer = self.answer(functional.gelu(self.answer_dense(pooled))).squeeze(-1)
        ends = self.span(hidden).float()
        outside = (attention_mask * token_type_ids).unsqueeze(-1) == 0
        ends = ends.masked_fill(outside, -1e4)
        return score, answer, ends[..., 0], ends[..., 1]


def loss_of(outputs: tuple[Tensor, Tensor, Tensor, Tensor], batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """The losses of the three heads."""
    score, answer, starts, ends = (o.float() for o in outputs)
    groups = int(batch.owners.max()) + 1
    own = batch.asked
    listwise = listwise_loss(score[own], batch.labels[own], batch.owners[own], groups)
    weight = batch.labels / batch.labels.sum() + (1 - batch.labels) / (1 - batch.labels).sum()
    binary = functional.binary_cross_entropy_with_logits(answer, batch.labels, reduction="none")
    known = batch.starts >= 0
    span = torch.zeros(())
    if known.any():
        span = (
            functional.cross_entropy(starts[known], batch.starts[known])
            + functional.cross_entropy(ends[known], batch.ends[known])
        ) / 2
    return listwise, (binary * weight).sum() / 2, span


def read_onnx(path: Path, model: Reader) -> dict[str, Tensor]:
    """The weights of a reader that export_reader.py wrote, from 8 bits back to floats."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(path)).graph
    there = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    found = {name: values for name, values in there.items() if name in model.state_dict()}
    for node in graph.node:
        for name in node.input:
            if not name.endswith("_quantized") or name not in there:
                continue
            stem = name.removesuffix("_quantized")
            values = there[name].astype(np.float32) - there[f"{stem}_zero_point"].astype(np.float32)
            values = values * there[f"{stem}_scale"]
            if node.op_type == "Gather":
                found[stem] = values
            else:  # a linear layer, by the path of its node; ONNX keeps its weight transposed
                layer = ".".join(part for part in node.name.split("/")[1:-1]).replace("encoder.encoder.", "encoder.encoder.")
                layer = layer or node.name.split("/")[1]
                found[f"{layer}.weight"] = values.T
    missing = set(model.state_dict()) - set(found)
    if missing - {name for name in missing if "position_ids" in name or "pooler" in name}:
        raise ValueError(f"{path} lacks {sorted(missing)[:5]}")
    return model.state_dict() | {name: torch.from_numpy(np.ascontiguousarray(v)) for name, v in found.items()}


# --- Training ------------------------------------------------------------------------------


def train(model: Reader, stream: Iterator[Batch], settings: Settings, out: Path) -> None:
    """Train until the steps or the minutes are spent."""
    optimizer = make_optimizer(model, settings)
    compiled = torch.compile(model, dynamic=True) if settings.compile else model
    begin = saved = time.monotonic()
    averages = np.zeros(3)
    pairs = step = 0
    done = 0.0
    while done < 1.0:
        batch = next(stream)
        set_rate(optimizer, step, done, settings.warmup_steps)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=settings.bf16):
            outputs = compiled(**batch.inputs)
        listwise, binary, span = loss_of(outputs, batch)
        torch.autograd.backward(0.5 * listwise + binary + 0.3 * span)
        nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
        optimizer.step()
        optimizer.zero_grad()
        step += 1
        pairs += len(batch.labels)
        averages += (np.array([listwise.item(), binary.item(), span.item()]) - averages) / min(step, 50)
        now = time.monotonic()
        minutes = (now - begin) / 60
        done = max(step / settings.steps, minutes / settings.max_minutes)
        if step % 25 == 0:
            LOG.info("step %d pairs %d minutes %.1f done %.3f listwise %.4f binary %.4f span %.3f",
                     step, pairs, minutes, done, *averages)  # fmt: skip
        if now - saved > 60 * settings.checkpoint_minutes:
            save(model, out / "checkpoint.pt")
            saved = now
    save(model, out / "checkpoint.pt")
    LOG.info("end: step %d pairs %d", step, pairs)


def run(data: Path, start: Path, base: Path, out: Path, settings: Settings) -> None:
    """Read, mine, train."""
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    rng = random.Random(settings.seed)
    paragraphs = read_squad(data / "squad1.1-train.json.gz")
    queries = make_queries(paragraphs, settings.queries, rng)
    encoder, tokenizer = load_encoder(base), load_tokenizer(base)
    mined = mine(encoder.eval(), tokenizer, paragraphs, queries, out / "mined.npz")
    maker = ReadingGroupMaker(paragraphs, queries, mined, settings)
    squad2 = Squad2Groups(data / "squad2")
    corpus = CorpusGroups(encoder, tokenizer)
    pools = PoolGroups([data / name for name in POOLS])
    counts = len(queries), len(squad2.answerable), len(corpus.asked), len(pools.groups), len(pools.missed)
    LOG.info("questions: %d SQuAD 1.1, %d SQuAD 2.0, %d ours, %d of other pools (and %d without answer)", *counts)
    model = Reader(encoder)
    if start.suffix == ".onnx":
        model.load_state_dict(read_onnx(start, model))
    else:
        model.start_from(torch.load(start, map_location="cpu", weights_only=True))
    stream = batches(maker, squad2, corpus, pools, tokenizer, settings)
    train(model.train(), stream, settings, out)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="folder of the two SQuAD files")
    parser.add_argument("--start", type=Path, required=True, help="checkpoint of train_reranker.py, or a reader's ONNX")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoint and caches")
    parser.add_argument("--base", type=Path, help="folder of the base model")
    parser.add_argument("--seed", type=int, default=Settings.seed)
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--max-minutes", type=float, default=60.0)
    parser.add_argument("--learning-rate", type=float, default=5e-5)
    parser.add_argument("--no-compile", action="store_true", help="do not compile the model")
    parser.add_argument("--bf16", action="store_true", help="half as many bits, where the processor has units for them")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    settings = replace(
        Settings(),
        seed=args.seed,
        steps=args.steps,
        max_minutes=args.max_minutes,
        learning_rate=args.learning_rate,
        head_learning_rate=8 * args.learning_rate,
        compile=not args.no_compile,
        bf16=args.bf16,
    )
    run(args.data, args.start, args.base or default_base(), args.out, settings)


if __name__ == "__main__":
    main()
