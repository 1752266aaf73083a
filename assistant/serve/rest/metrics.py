"""What /metrics says, for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from assistant.schema import Answer
from assistant.serve.rest.engine import Engine

METHODS = {"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"}  # a label takes only values that we choose
BUCKETS = (0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counters of one server."""

    def __init__(self, engine: Engine) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("wakhan_requests", "Requests", labels, registry=self.registry)
        self._seconds = Histogram(
            "wakhan_request_seconds", "Time to respond", ("route",), buckets=BUCKETS, registry=self.registry
        )
        self._answers = Counter("wakhan_answers", "Answers", ("abstained",), registry=self.registry)
        waiting = Gauge("wakhan_questions_waiting", "Requests that wait for the engine", registry=self.registry)
        waiting.set_function(lambda: engine.waiting)
        ready = Gauge("wakhan_ready", "Whether questions can be answered", registry=self.registry)
        ready.set_function(lambda: engine.ready)

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts a request that has ended; status 0 is one that was cut short."""
        self._requests.labels(method if method in METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def count_answer(self, answer: Answer) -> None:
        """Counts an answer."""
        self._answers.labels(str(answer.abstained).lower()).inc()

    def text(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self.registry)
