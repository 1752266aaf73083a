"""The load benchmark's verdict, on figures that are made up, and its patience."""

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from benchmarks import load
from tests.serving import served

GOOD = {
    "ratio": 0.93,
    "statuses": {200: 900},
    "overload_statuses": {200: 60, 429: 300},
    "answers_that_differ": 0,
    "refusals_without_retry_after": 0,
    "memory_growth": 0.01,
}


def test_figures_that_keep_every_promise_break_none():
    assert load.broken_promises(GOOD) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ratio": 0.79}, "throughput"),
        ({"statuses": {200: 900, 500: 1}}, "neither 200 nor 429"),
        ({"overload_statuses": {200: 60, 429: 300, 503: 1}}, "neither 200 nor 429"),
        ({"overload_statuses": {200: 360}}, "not refused"),
        ({"answers_that_differ": 1}, "single user"),
        ({"refusals_without_retry_after": 1}, "when to come back"),
        ({"memory_growth": 0.06}, "memory"),
    ],
)
def test_each_promise_that_is_broken_is_named_and_no_other(change, words):
    (broken,) = load.broken_promises(GOOD | change)
    assert words in broken


def test_a_server_that_does_not_get_ready_is_not_waited_for_for_ever():
    async def never(_):
        return JSONResponse({"detail": "Not ready yet: Reading."}, 503)

    with served(Starlette(routes=[Route("/readyz", never)])) as address, pytest.raises(SystemExit, match="Reading"):
        load.until_ready(address, 0.5)
