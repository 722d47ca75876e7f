"""What Prometheus reads: how many decisions, with which outcomes, how long they took; never of which account."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from curbstop.decision.models import Decision
from curbstop.service.rules import Rules

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where several workers of one service put their numbers together; prometheus-client reads this variable."""

_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The numbers of one process, or of all workers where there are several."""

    def __init__(self) -> None:
        own = CollectorRegistry()
        decided = ["pack", "decision", "digest"]
        self._requests = Counter(
            "curbstop_requests", "Requests by route and status.", ["method", "route", "status"], registry=own
        )
        self._took = Histogram(
            "curbstop_request_seconds", "Seconds from request to answer.", ["route"], buckets=_SECONDS, registry=own
        )
        self._decisions = Counter(
            "curbstop_decisions", "Decisions that were given, by outcome.", [*decided, "outcome"], registry=own
        )
        self._decided = Histogram(
            "curbstop_decision_seconds", "Seconds to decide, without the log.", decided, buckets=_SECONDS, registry=own
        )
        self._keys = Counter("curbstop_key_uses", "Requests by API key.", ["name", "key"], registry=own)
        self._log = Counter("curbstop_log_failures", "Decisions that could not be recorded.", registry=own)
        self._reloads = Counter("curbstop_rules_edits", "Edits of the rules, taken or refused.", ["how"], registry=own)
        self._of_request = lru_cache(maxsize=1024)(self._request_labels)
        self._of_decision = lru_cache(maxsize=1024)(self._decision_labels)
        self._shown = own
        if SHARED_FOLDER in os.environ:
            self._shown = CollectorRegistry()
            MultiProcessCollector(self._shown)  # type: ignore[no-untyped-call]

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered; `route` is the pattern, never the address itself."""
        counted, took = self._of_request(method, route, status)
        counted.inc()
        took.observe(seconds)

    def decided(self, decision: Decision, seconds: float) -> None:
        """A decision was given."""
        plain = decision.plain
        rules = plain["rules"]
        counted, took = self._of_decision(rules["pack"], plain["decision"], rules["digest"], plain["outcome"])
        counted.inc()
        took.observe(seconds)

    def _request_labels(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        return self._requests.labels(method, route, status), self._took.labels(route)

    def _decision_labels(self, pack: str, decision: str, digest: str, outcome: str) -> tuple[Counter, Histogram]:
        return (
            self._decisions.labels(pack, decision, digest, outcome),
            self._decided.labels(pack, decision, digest),
        )

    def used(self, name: str, key: str) -> None:
        """An API key was used: whether anybody still has the old one is seen here."""
        self._keys.labels(name, key).inc()

    def log_failed(self, count: int) -> None:
        """Decisions could not be recorded."""
        self._log.inc(count)

    def edited(self, how: str) -> None:
        """An edit of the rules was `taken` or `refused`."""
        self._reloads.labels(how).inc()

    def text(self, rules: Rules) -> bytes:
        """Everything in the text format of Prometheus, beside the packs that are served now."""
        packs = CollectorRegistry()
        packs.register(_Packs(rules))
        return generate_latest(packs) + generate_latest(self._shown)


class _Packs:
    """What this process serves. It is no number of all workers, which would keep the packs from before an edit."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """A line for each pack."""
        packs = GaugeMetricFamily("curbstop_pack", "The packs that are served.", labels=["pack", "version", "digest"])
        for served in self._rules.packs.values():
            pack = served.whole.definition
            packs.add_metric([pack.id, pack.version, served.whole.digest], 1)
        yield packs
