"""Export the trained reader to one ONNX file with 8-bit weights.

Usage::

    python export_reader.py --checkpoint A/checkpoint.pt [B/checkpoint.pt ...] --out OUT [--base BASE_MODEL_DIR]

The weights of several checkpoints that went out from the same one are averaged (Wortsman et al. 2022, "Model soups").

Writes ``reader.fp32.onnx`` (for comparison), ``reader.int8.onnx`` and
``tokenizer.json``.  The model takes ``input_ids``, ``attention_mask`` and
``token_type_ids`` of shape (pairs, tokens) and returns ``scores`` and ``answers`` of shape
(pairs), and ``starts`` and ``ends`` of shape (pairs, tokens).
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from train_reader import Reader
from train_reranker import default_base, load_encoder, load_tokenizer

LOG = logging.getLogger("export_reader")
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUTS = ("scores", "answers", "starts", "ends")


def load_reader(checkpoints: Sequence[Path], base: Path) -> Reader:
    """Read the trained weights; of several checkpoints, their mean."""
    model = Reader(load_encoder(base))
    states = [torch.load(path, map_location="cpu", weights_only=True) for path in checkpoints]
    mean = {
        name: torch.stack([state[name] for state in states]).mean(0) if values.is_floating_point() else values
        for name, values in states[0].items()
    }
    model.load_state_dict(mean)
    return model.eval()


def export_float(model: Reader, path: Path) -> None:
    """Write the model in 32-bit floats with free batch size and length."""
    example = tuple(torch.ones((2, 16), dtype=torch.int64) for _ in INPUTS)
    torch.onnx.export(
        model,
        example,
        str(path),
        input_names=list(INPUTS),
        output_names=list(OUTPUTS),
        dynamic_axes={
            **{n: {0: "pairs", 1: "tokens"} for n in (*INPUTS, "starts", "ends")},
            **{n: {0: "pairs"} for n in ("scores", "answers")},
        },
        opset_version=17,
        dynamo=False,
    )


def quantise(source: Path, target: Path, reduce_range: bool) -> None:
    """Write the model with 8-bit weights, one scale for each output channel.

    With ``reduce_range`` the weights take 7 bits, which keeps processors without VNNI
    from saturating.
    """
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        model = onnx.load(str(source))
        onnx.save(onnx.shape_inference.infer_shapes(model), str(plain))
        quantize_dynamic(
            plain,
            target,
            per_channel=True,
            reduce_range=reduce_range,
            weight_type=QuantType.QInt8,
        )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--checkpoint", type=Path, required=True, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--base", type=Path, help="folder of the base model")
    parser.add_argument("--full-range", action="store_true", help="8 instead of 7 bits")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    args.out.mkdir(parents=True, exist_ok=True)
    base = args.base or default_base()
    full, small = args.out / "reader.fp32.onnx", args.out / "reader.int8.onnx"
    export_float(load_reader(args.checkpoint, base), full)
    quantise(full, small, reduce_range=not args.full_range)
    load_tokenizer(base).save(str(args.out / "tokenizer.json"))
    for path in (full, small, args.out / "tokenizer.json"):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        LOG.info("%s %.1f MB sha256 %s", path.name, path.stat().st_size / 1e6, digest)


if __name__ == "__main__":
    main()
