"""Gates: figures that a run must reach."""

from __future__ import annotations

import math
from collections.abc import Mapping

from pydantic import BaseModel

from assistant.errors import InputError
from assistant.evals.metrics import METRICS
from assistant.evals.summary import Figure


class GateResult(BaseModel):
    """One gate, and whether the run passed it; `value` is None where no question bears on the metric."""

    metric: str
    wanted: float
    value: float | None
    passed: bool
    message: str


def parse_gate(text: str) -> tuple[str, float]:
    """`points=0.9` to its metric and value. Raises InputError for an unknown metric or no number."""
    name, sign, value = text.partition("=")
    name = name.strip()
    if name not in METRICS:
        raise InputError(f"gate '{text}': no metric is called '{name}'; the metrics are {', '.join(METRICS)}.")
    if METRICS[name].better == "neither":
        raise InputError(f"gate '{text}': '{name}' is described, not judged, so it can be no gate.")
    try:
        wanted = float(value)
    except ValueError:
        wanted = math.nan
    if not math.isfinite(wanted):
        hint = f"not '{value.strip()}'" if sign else "there is no '='"
        raise InputError(f"gate '{text}': expected metric=number, such as points=0.9; {hint}.")
    return name, wanted


def check_gates(gates: Mapping[str, float], figures: Mapping[str, Figure]) -> list[GateResult]:
    """Every gate with its outcome. A metric without a figure fails: nothing was shown."""
    return [_check(METRICS[name].better == "higher", name, wanted, figures) for name, wanted in gates.items()]


def _check(higher: bool, name: str, wanted: float, figures: Mapping[str, Figure]) -> GateResult:
    figure = figures.get(name)
    value = figure.value if figure else None
    passed = value is not None and (value >= wanted if higher else value <= wanted)
    said = "no question bears on it" if value is None else f"{value:.3f}"
    bound = "at least" if higher else "at most"
    message = f"{'passed' if passed else 'missed'}: {name} must be {bound} {wanted:g}, is {said}"
    return GateResult(metric=name, wanted=wanted, value=value, passed=passed, message=message)
