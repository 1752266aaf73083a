"""Teach the trained reranker to read: whether a passage answers the question, and which words of it do.

The second stage after ``train_reranker.py``.  One encoder, one pass a pair, three heads:

* ``score`` orders passages for one query (listwise over the pairs of that query);
* ``answer`` says whether the passage answers it (binary, over every pair, also those whose
  question was exchanged for one that the passage does not answer);
* ``span`` marks the first and last token of the answer (cross-entropy over the tokens of the
  gold passages whose answer text is known).

The groups of pairs come from ``reading_groups.py``.

Usage::

    python train_reader.py --data DIR --start CHECKPOINT --out DIR [--max-minutes 60] [--device cuda --workers 14]

``CHECKPOINT`` is that of train_reranker.py, or the ONNX file of a reader to go on from.
``DIR`` holds ``squad1.1-train.json.gz`` and the folders ``squad2``, ``mtrag``, ``clapnq`` and
``orsharc`` (``passages.jsonl.gz``, ``dev.jsonl.gz``).  What is read and mined is kept in the output folder
(``--prepare-only`` stops there), so that a machine with an accelerator needs nothing else.
"""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from reading_groups import ReadingGroup, Sources, batches_of_groups, read_sources
from tokenizers import Encoding, Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, IterableDataset, get_worker_info
from train_reranker import (
    Settings,
    default_base,
    listwise_loss,
    load_tokenizer,
    make_optimizer,
    pad_batch,
    save,
    set_rate,
)
from transformers import AutoConfig, AutoModel

from assistant.retrieve.read import Reader as ShippedReader

LOG = logging.getLogger("train_reader")
HEADS_FASTER = 8  # the heads' learning rate over the encoder's


@dataclass(frozen=True)
class Batch:
    """Tensors of some groups; spans are token positions, -1 where none is known."""

    inputs: dict[str, Tensor]
    labels: Tensor
    owners: Tensor
    asked: Tensor
    starts: Tensor
    ends: Tensor

    def to(self, device: str) -> Batch:
        """The same on another device."""
        moved = {name: values.to(device, non_blocking=True) for name, values in self.inputs.items()}
        rest = (x.to(device, non_blocking=True) for x in (self.labels, self.owners, self.asked, self.starts, self.ends))
        return Batch(moved, *rest)


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


class BatchStream(IterableDataset[Batch]):
    """Endless batches; each worker of a loader draws groups of its own."""

    def __init__(self, sources: Sources, tokenizer: Tokenizer, settings: Settings) -> None:
        self._sources, self._tokenizer, self._settings = sources, tokenizer, settings

    def __iter__(self) -> Iterator[Batch]:
        worker = get_worker_info()
        for groups in batches_of_groups(self._sources, self._settings, worker.id if worker else 0):
            yield collate(self._tokenizer, groups)


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
        """Take the weights of a checkpoint; after the first stage the answerability head starts as the ranking head."""
        self.load_state_dict(reranker, strict=False)
        if "answer.weight" not in reranker:
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
    span = torch.zeros((), device=score.device)
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
                parts = node.name.split("/")[1:]
                layer = ".".join(parts[:-1]) or parts[0]
                found[f"{layer}.weight"] = values.T
    missing = set(model.state_dict()) - set(found)
    if missing - {name for name in missing if "position_ids" in name or "pooler" in name}:
        raise ValueError(f"{path} lacks {sorted(missing)[:5]}")
    return model.state_dict() | {name: torch.from_numpy(np.ascontiguousarray(v)) for name, v in found.items()}


# --- Training ------------------------------------------------------------------------------


def train(model: Reader, stream: Iterator[Batch], settings: Settings, device: str, out: Path) -> None:
    """Train until the steps or the minutes are spent."""
    optimizer = make_optimizer(model, settings)
    compiled = torch.compile(model, dynamic=True) if settings.compile else model
    begin = saved = time.monotonic()
    pairs = step = 0
    done = 0.0
    while done < 1.0:
        batch = next(stream).to(device)
        set_rate(optimizer, step, done, settings.warmup_steps)
        with torch.autocast(device, dtype=torch.bfloat16, enabled=settings.bf16):
            outputs = compiled(**batch.inputs)
        listwise, binary, span = loss_of(outputs, batch)
        torch.autograd.backward(0.5 * listwise + binary + 0.3 * span)
        nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
        optimizer.step()
        optimizer.zero_grad()
        step += 1
        pairs += len(batch.labels)
        now = time.monotonic()
        minutes = (now - begin) / 60
        done = max(step / settings.steps, minutes / settings.max_minutes)
        if step % 25 == 0:
            LOG.info("step %d pairs %d minutes %.1f done %.3f listwise %.4f binary %.4f span %.3f",
                     step, pairs, minutes, done, listwise.item(), binary.item(), span.item())  # fmt: skip
        if now - saved > 60 * settings.checkpoint_minutes:
            save(model, out / "checkpoint.pt")
            saved = now
    save(model, out / "checkpoint.pt")
    LOG.info("end: step %d pairs %d", step, pairs)


def untrained_reader(base: Path, dropout: float) -> Reader:
    """A reader of the base model's shape, its weights yet to be read."""
    config = AutoConfig.from_pretrained(base, hidden_dropout_prob=dropout, attention_probs_dropout_prob=0.0)
    return Reader(AutoModel.from_config(config, attn_implementation="eager"))


def run(sources: Sources, start: Path, base: Path, out: Path, settings: Settings, options: argparse.Namespace) -> None:
    """Train on what was read."""
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    LOG.info("%s", sources)
    if options.hard:
        shipped = ShippedReader()
        sources.corpus.prefer_hard(shipped)
        sources.labelled.prefer_hard(shipped)
        LOG.info("read by the shipped reader")
    model = untrained_reader(base, options.dropout)
    if start.suffix == ".onnx":
        model.load_state_dict(read_onnx(start, model))
    else:
        model.start_from(torch.load(start, map_location="cpu", weights_only=True))
    stream = BatchStream(sources, load_tokenizer(base), settings)
    loader = DataLoader(stream, batch_size=None, num_workers=options.workers)
    train(model.to(options.device).train(), iter(loader), settings, options.device, out)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="folder of the question sets")
    parser.add_argument("--start", type=Path, required=True, help="checkpoint of train_reranker.py, or a reader's ONNX")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoint and caches")
    parser.add_argument("--base", type=Path, help="folder of the base model")
    parser.add_argument("--seed", type=int, default=Settings.seed)
    parser.add_argument("--queries", type=int, default=Settings.queries, help="of SQuAD 1.1")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--max-minutes", type=float, default=60.0)
    parser.add_argument("--learning-rate", type=float, default=5e-5)
    parser.add_argument("--tokens", type=int, default=Settings.tokens_per_step, help="of a step, with padding")
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--workers", type=int, default=0, help="processes that make the batches")
    parser.add_argument("--hard", action="store_true", help="draw most what the shipped reader gets wrong")
    parser.add_argument("--no-compile", action="store_true", help="do not compile the model")
    parser.add_argument("--bf16", action="store_true", help="half as many bits, where the processor has units for them")
    parser.add_argument("--prepare-only", action="store_true", help="read and mine the sources, and stop")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    settings = replace(
        Settings(),
        seed=args.seed,
        queries=args.queries,
        steps=args.steps,
        max_minutes=args.max_minutes,
        tokens_per_step=args.tokens,
        learning_rate=args.learning_rate,
        head_learning_rate=HEADS_FASTER * args.learning_rate,
        compile=not args.no_compile,
        bf16=args.bf16,
    )
    args.out.mkdir(parents=True, exist_ok=True)
    base = args.base or default_base()
    sources = read_sources(args.data, base, args.out, settings)
    if not args.prepare_only:
        run(sources, args.start, base, args.out, settings, args)


if __name__ == "__main__":
    main()
