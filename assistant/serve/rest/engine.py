"""The one engine behind every endpoint: made ready in the background, asked through a bounded queue."""

from __future__ import annotations

import asyncio
import logging
import math
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self, TypeVar

import anyio
from anyio import to_thread

from assistant.answer.assistant import Assistant
from assistant.errors import Overloaded
from assistant.index.progress import Progress, silent
from assistant.serve.rest.problems import ProblemError

READY_WAIT_S = 60.0  # how long a request waits for the engine to get ready
POLL_S = 0.05
GONE_S = 0.5  # how often it is seen to whether the client still waits
RETRY_S = 10.0  # how long after a start that failed the next may begin
SMOOTHING = 0.1  # weight of the last question in the mean time of one
T = TypeVar("T")
log = logging.getLogger(__name__)


class Place:
    """One request's place among those that run or wait. Leaving the `with`, or `free`, gives it back, once."""

    def __init__(self, engine: Engine) -> None:
        self._engine: Engine | None = engine
        engine.outstanding += 1

    def free(self) -> None:
        """Gives the place back, if it is still held."""
        if self._engine:
            self._engine.outstanding -= 1
            self._engine = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.free()


class Engine:
    """Runs work on `assistant` in threads, `workers` at once, so that the event loop stays free.

    Answering is bound by the processor: more threads than cores make every answer later and none sooner. At most
    `queue` requests wait; one more is told at once to come back, which is kinder than an answer that nobody waits for.
    """

    def __init__(self, assistant: Assistant, *, workers: int, queue: int, progress: Progress = silent) -> None:
        self.assistant = assistant
        self.workers, self.queue = workers, queue
        self.outstanding = 0  # requests that run or wait
        self.failure: Exception | None = None
        self.stage = "Starting"
        self._progress = progress
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="answer")
        self._prepared = threading.Event()
        self._mean_s = 0.5
        self._preparing: threading.Thread | None = None
        self._begun = 0.0

    def start(self) -> None:
        """Begins to make the engine ready: builds the index if it must, opens it, loads the models."""
        self._begun = time.monotonic()
        self._preparing = threading.Thread(target=self._prepare, name="prepare-index", daemon=True)
        self._preparing.start()

    def retry(self) -> None:
        """Begins again where a start failed, unless one is under way or began within RETRY_S."""
        under_way = self._preparing is not None and self._preparing.is_alive()
        if self.failure and not under_way and time.monotonic() - self._begun >= RETRY_S:
            self.start()

    def stop(self) -> None:
        """Drops what waits; what runs ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    @property
    def ready(self) -> bool:
        """Whether a question can be answered now."""
        return self._prepared.is_set() and self.failure is None

    @property
    def waiting(self) -> int:
        """How many requests wait for a worker."""
        return max(0, self.outstanding - self.workers)

    async def compute(
        self,
        work: Callable[[], T],
        gone: Callable[[], Awaitable[bool]] | None = None,
        place: Place | None = None,
    ) -> T:
        """What `work` returns, once it is its turn. `gone` says whether the client has left: then it loses its turn.

        `place` is one that was reserved before; it is given back. Raises Overloaded, ProblemError (not-ready) and what
        `work` raises.
        """
        with place or self.reserve():
            await self._until_ready()
            result = await self._in_turn(work, gone)
        self.failure = None
        return result

    async def look_up(self, work: Callable[[], T]) -> T:
        """What `work` returns, for work that is no strain and need not queue. Raises as `compute` does."""
        await self._until_ready()
        return await to_thread.run_sync(work)

    def reserve(self) -> Place:
        """A place among those that run or wait. Raises Overloaded, with the time after which one should be free."""
        if self.outstanding >= self.workers + self.queue:
            seconds = min(60, max(1, math.ceil(self._mean_s * self.outstanding / self.workers)))
            raise Overloaded(
                f"{self.outstanding} questions are being answered or wait. Try again in {seconds} s.", seconds
            )
        return Place(self)

    async def _in_turn(self, work: Callable[[], T], gone: Callable[[], Awaitable[bool]] | None) -> T:
        """Waits in the pool's own queue: a worker that is free begins the next at once, however busy the loop is."""
        future = asyncio.get_running_loop().run_in_executor(self._pool, self._timed, work)
        try:
            while not (await asyncio.wait([future], timeout=GONE_S))[0]:
                if gone and await gone():
                    raise ProblemError("malformed", "The client went away before it was its turn.")
            return future.result()
        finally:
            future.cancel()  # if nobody waits for it any more, it is not begun

    def _timed(self, work: Callable[[], T]) -> T:
        begun = time.perf_counter()
        result = work()
        self._mean_s += SMOOTHING * (time.perf_counter() - begun - self._mean_s)
        return result

    async def _until_ready(self) -> None:
        with anyio.move_on_after(READY_WAIT_S):
            while not self._prepared.is_set():
                await anyio.sleep(POLL_S)
            return
        raise ProblemError("not-ready", f"Not ready yet: {self.stage}.", headers={"Retry-After": "30"})

    def _prepare(self) -> None:
        try:
            self.assistant.prepare(self._note)
        except Exception as error:  # noqa: BLE001 - a thread has no caller: /readyz and the log say what happened
            log.error("the engine could not be made ready: %s", error)
            self.failure = error  # the next question, or whoever asks /readyz, tries again
        else:
            self.failure = None
        finally:
            self._prepared.set()

    def _note(self, stage: str, done: int, total: int) -> None:
        self.stage = f"{stage} ({done} of {total})" if total else stage
        self._progress(stage, done, total)
