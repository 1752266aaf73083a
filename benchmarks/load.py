"""The REST server under load, beside what one process computes without it: the same questions, one machine, one run.

    python benchmarks/load.py                       32 clients, 60 seconds of load in 3 rounds
    python benchmarks/load.py --clients 8 --seconds 20 --rounds 2 --json

Each round measures the engine alone (in this process, with one thread and with as many as the server has workers;
the better counts) and then the server (a process of its own) under load, so that what else the machine does weighs on
both. Then comes a crowd that is larger than the queue. Ends with 1 if something that is promised does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import httpx

from assistant import Assistant, load_settings
from assistant.evals.run import find_set

READY_SECONDS = 300.0  # a first start builds the index
CROWD = 4  # times as many clients, for the overload
CROWD_SECONDS = 8.0
WANTED_RATIO = 0.8
WANTED_GROWTH = 0.05
Body = dict[str, Any]


@dataclass
class Load:
    """What the clients met."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    different: int = 0  # answers that are not the single user's
    unsaid: int = 0  # 429 without Retry-After
    latencies: list[float] = field(default_factory=list)

    @property
    def throughput(self) -> float:
        """Answers a second."""
        return self.statuses[200] / self.seconds


def questions(count: int) -> list[Body]:
    """The first `count` questions of the core set, as bodies of POST /v1/ask."""
    found = [item for item in find_set("core").questions if item.document is None]
    return [{"question": item.question, "history": item.history} for item in found[:count]]


def alone(assistant: Assistant, bodies: list[Body], threads: int, seconds: float) -> float:
    """Answers a second of the engine in this process, without a server."""
    turn, done, until = itertools.count(), itertools.count(), time.perf_counter() + seconds
    begun = time.perf_counter()

    def work() -> None:
        while time.perf_counter() < until:
            assistant.ask(**bodies[next(turn) % len(bodies)])
            next(done)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return next(done) / (time.perf_counter() - begun)


async def crowd(
    address: str, bodies: list[Body], expected: list[Any], clients: int, seconds: float, load: Load
) -> None:
    """`clients` ask at once until `seconds` are over; whoever gets 429 waits as long as it says."""
    turn, begun = itertools.count(), time.perf_counter()
    limits = httpx.Limits(max_connections=clients)
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits, trust_env=False) as client:

        async def one() -> None:
            while (left := begun + seconds - time.perf_counter()) > 0:
                number = next(turn) % len(bodies)
                asked = time.perf_counter()
                response = await client.post("/v1/ask", json=bodies[number])
                load.statuses[response.status_code] += 1
                if response.status_code == 200:
                    load.latencies.append(time.perf_counter() - asked)
                    load.different += without_timings(response.json()) != expected[number]
                elif response.status_code == 429:
                    wait = response.headers.get("Retry-After", "")
                    load.unsaid += not wait.isdigit()
                    await asyncio.sleep(min(left, float(wait) if wait.isdigit() else 1))

        await asyncio.gather(*(one() for _ in range(clients)))
    load.seconds += time.perf_counter() - begun


def without_timings(answer: Body) -> Body:
    """The answer, but for how long it took."""
    return {name: value for name, value in answer.items() if name != "timings_ms"}


@contextmanager
def server(workers: int) -> Iterator[tuple[str, int]]:
    """Serves on a free port; its address and process id, once it is ready."""
    environment = os.environ | {"ASSISTANT_RATE_LIMIT": "0", "ASSISTANT_SERVE_WORKERS": str(workers)}
    command = [sys.executable, "-m", "assistant", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        try:
            found = re.search(r"http://[\d.]+:\d+", process.stderr.readline())
            if not found:
                raise SystemExit("load: the server did not start")
            threading.Thread(target=process.stderr.read, daemon=True).start()  # nobody reads the log
            until_ready(found.group(), READY_SECONDS)
            yield found.group(), process.pid
        finally:
            process.terminate()


def until_ready(address: str, seconds: float) -> None:
    """Waits until the server can answer. Ends the program with what /readyz says if it cannot within `seconds`."""
    until = time.monotonic() + seconds
    while (response := httpx.get(f"{address}/readyz", trust_env=False)).status_code != 200:
        if time.monotonic() > until:
            raise SystemExit(f"load: the server was not ready within {seconds:.0f} s: {response.json()['detail']}")
        time.sleep(0.2)


@contextmanager
def watching(pid: int, samples: list[float]) -> Iterator[None]:
    """Adds the process's resident memory in MiB, twice a second (Linux only)."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.5):
            found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
            samples.append(int(found.group(1)) / 1024 if found else 0.0)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def measure(clients: int, seconds: float, rounds: int, workers: int) -> dict[str, Any]:
    """The figures of one run."""
    bodies = questions(40)
    assistant = Assistant(load_settings())
    assistant.prepare()
    expected = [without_timings(assistant.ask(**body).model_dump(mode="json")) for body in bodies]
    by_threads: dict[int, list[float]] = {threads: [] for threads in sorted({1, workers})}
    load, over, memory, ratios = Load(), Load(), [], []
    with server(workers) as (address, pid):
        asyncio.run(crowd(address, bodies, expected, workers, 5, Load()))  # warm
        for _ in range(rounds):
            for threads, rates in by_threads.items():
                rates.append(alone(assistant, bodies, threads, seconds / rounds / 2))
            part = Load()
            with watching(pid, memory):
                asyncio.run(crowd(address, bodies, expected, clients, seconds / rounds, part))
            ratios.append(part.throughput / max(rates[-1] for rates in by_threads.values()))
            load = _sum(load, part)
        with watching(pid, memory):
            asyncio.run(crowd(address, bodies, expected, clients * CROWD, CROWD_SECONDS, over))
    best = max(statistics.mean(rates) for rates in by_threads.values())
    third = max(1, len(memory) // 3)
    first, last = statistics.median(memory[:third]), statistics.median(memory[-third:])
    return {
        "clients": clients,
        "seconds": round(load.seconds, 1),
        "workers": workers,
        "engine_alone_per_s": {
            str(threads): [round(rate, 2) for rate in rates] for threads, rates in by_threads.items()
        },
        "server_per_s": round(load.throughput, 2),
        "ratio": round(load.throughput / best, 3),
        "ratio_by_round": [round(ratio, 3) for ratio in ratios],
        "latency_s": {"p50": _quantile(load.latencies, 50), "p95": _quantile(load.latencies, 95)},
        "statuses": dict(load.statuses),
        "overload_statuses": dict(over.statuses),
        "answers_that_differ": load.different + over.different,
        "refusals_without_retry_after": load.unsaid + over.unsaid,
        "memory_mib": {"first_third": round(first), "last_third": round(last), "peak": round(max(memory))},
        "memory_growth": round(last / first - 1, 4),
    }


def _sum(one: Load, other: Load) -> Load:
    return Load(
        one.seconds + other.seconds,
        one.statuses + other.statuses,
        one.different + other.different,
        one.unsaid + other.unsaid,
        one.latencies + other.latencies,
    )


def _quantile(values: list[float], percent: int) -> float:
    return round(statistics.quantiles(values, n=100)[percent - 1], 2)


def broken_promises(found: dict[str, Any]) -> list[str]:
    """What does not hold, in words."""
    statuses = {int(status) for name in ("statuses", "overload_statuses") for status in found[name]}
    checks = {
        f"throughput is below {WANTED_RATIO} of the engine alone": found["ratio"] < WANTED_RATIO,
        "a response was neither 200 nor 429": bool(statuses - {200, 429}),
        "an answer was not the single user's": found["answers_that_differ"] > 0,
        "the crowd was not refused": 429 not in found["overload_statuses"],
        "a refusal did not say when to come back": found["refusals_without_retry_after"] > 0,
        f"memory grew by more than {WANTED_GROWTH:.0%}": found["memory_growth"] > WANTED_GROWTH,
    }
    return [words for words, broken in checks.items() if broken]


def main() -> int:
    """Reads the command line, measures, prints; 0 if everything promised holds, else 1."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=60.0, help="of load in all")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=load_settings().serve_workers)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measure(given.clients, given.seconds, given.rounds, given.workers)
    broken = broken_promises(found)
    if given.json:
        sys.stdout.write(json.dumps(found | {"broken": broken}, indent=2) + "\n")
    else:
        for name, value in found.items():
            sys.stdout.write(f"{name.replace('_', ' '):30} {value}\n")
        sys.stdout.writelines(f"BROKEN: {words}\n" for words in broken)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
