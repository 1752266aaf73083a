"""The cross-encoder that reads question and passage together. Its weights come with the package (see reader/)."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from assistant.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

FOLDER = Path(__file__).resolve().parent / "reader"
WEIGHTS = "reader.int8.onnx"
SHA256 = "ff6174bd875d014a19f27db44dc9d8e9e53ba0c190ed902b93682ecf12976b33"
MAX_TOKENS = 256
BATCH = 8
THREADS = 2
SPAN_TOKENS = 12  # a longer run of words is no name, date or number
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Reading:
    """What reading one passage with the question gives."""

    score: float
    """Orders the passages of one question; has no scale of its own."""
    answers: float
    """The logit that the passage answers the question."""
    span: tuple[int, int] | None
    """The characters of the text that answer best, half-open."""
    span_probability: float
    """0 to 1, among all spans of the text."""


class Reader:
    """Reads pairs of question and passage; the weights are loaded at the first pair. Usable from several threads."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        """One reading a text. Raises ModelError."""
        with self._lock:
            session, tokenizer = self._session, self._tokenizer
        result: dict[int, Reading] = {}
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))  # alike lengths pad less
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            encoded = tokenizer.encode_batch([(question, texts[i]) for i in rows])
            scores, answers, starts, ends = session.run(None, _inputs(encoded))
            for place, row in enumerate(rows):
                span, probability = best_span(encoded[place], starts[place], ends[place])
                result[row] = Reading(float(scores[place]), float(answers[place]), span, probability)
        return [result[row] for row in range(len(texts))]

    def load(self) -> None:
        """Loads the weights now rather than at the first pair. Raises ModelError."""
        with self._lock:
            _ = self._session, self._tokenizer

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime

        path = self._folder / WEIGHTS
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ModelError(f"{path} cannot be read: {error.strerror}. Remedy: install the package again.") from error
        if hashlib.sha256(data).hexdigest() != SHA256:
            raise ModelError(f"{path} is damaged (its sha256 is another). Remedy: install the package again.")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # leave the other core to others
        return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")  # a question may fill it by itself
        tokenizer.enable_padding()
        return tokenizer


def best_span(encoding: Encoding, starts: Floats, ends: Floats) -> tuple[tuple[int, int] | None, float]:
    """The likeliest span of at most SPAN_TOKENS tokens of the second text, and its probability.

    The product of both softmaxes, as in Devlin et al. 2019 (BERT, section 4.2).
    """
    inside = [i for i, kind in enumerate(encoding.type_ids) if kind == 1 and not encoding.special_tokens_mask[i]]
    if not inside:
        return None, 0.0
    first, last = inside[0], inside[-1] + 1
    joint = np.outer(_softmax(starts[first:last]), _softmax(ends[first:last]))
    joint = np.triu(joint) - np.triu(joint, SPAN_TOKENS)
    left, right = np.unravel_index(int(joint.argmax()), joint.shape)
    span = encoding.offsets[first + int(left)][0], encoding.offsets[first + int(right)][1]
    return span, float(joint[left, right])


def _softmax(values: Floats) -> Floats:
    powers = np.exp(values - values.max())
    return np.asarray(powers / powers.sum(), dtype=np.float32)


def _inputs(encoded: Sequence[Any]) -> dict[str, npt.NDArray[np.int64]]:
    def rows(name: str) -> npt.NDArray[np.int64]:
        return np.array([getattr(item, name) for item in encoded], dtype=np.int64)

    return {"input_ids": rows("ids"), "attention_mask": rows("attention_mask"), "token_type_ids": rows("type_ids")}
