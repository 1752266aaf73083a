"""How often one client may call: a token bucket for each."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

CLIENTS = 10_000  # the longest unseen is forgotten: its bucket would be full again


class RateLimit:
    """`per_minute` requests a minute for each client, in bursts of up to as many; 0 means no limit."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity = float(per_minute)
        self._per_second = per_minute / 60
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens left, when they were counted

    def wait_for(self, client: str) -> int:
        """Takes a token of `client`: 0 if there was one, else the whole seconds until there is one."""
        if not self._capacity:
            return 0
        now = self._clock()
        tokens, counted = self._buckets.pop(client, (self._capacity, now))
        tokens = min(self._capacity, tokens + (now - counted) * self._per_second)
        allowed = tokens >= 1
        self._buckets[client] = (tokens - allowed, now)
        if len(self._buckets) > CLIENTS:
            self._buckets.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - tokens) / self._per_second))
