"""`/metrics`: figures for Prometheus, on an address of their own."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.core.outbound.health import Measures, StoredMeasures
from storage.unit_of_work import DATABASE_TROUBLE

Values = Iterable[tuple[tuple[str, ...], float]]


def metrics_page(measure: Callable[[], Awaitable[Measures]]) -> web.Application:
    """A page that answers with the figures, or 503 while the database does not answer."""
    process = CollectorRegistry()
    ProcessCollector(registry=process)

    async def answer(_request: web.Request) -> web.Response:
        try:
            measures = await measure()
        except DATABASE_TROUBLE:
            return web.Response(status=503, headers={"Cache-Control": "no-store"})
        ours = CollectorRegistry()
        ours.register(_Figures(measures))
        return web.Response(
            body=generate_latest(ours) + generate_latest(process),
            headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"},
        )

    page = web.Application()
    page.router.add_get("/metrics", answer)
    return page


class _Figures(Collector):
    """The figures in Prometheus's terms."""

    def __init__(self, measures: Measures) -> None:
        self._measures = measures

    def collect(self) -> Iterable[Metric]:
        yield from _inbox(self._measures.stored)
        yield from _outbox(self._measures.stored)
        yield from _limits(self._measures.stored)
        yield from _waits(self._measures)
        yield _gauge(
            "occurrences_missed", "Due times missed in 24 h.", self._measures.stored.missed
        )
        yield _counter(
            "deliveries",
            "Requests to a network since the start, by how they ended.",
            ("network", "fate"),
            (
                ((network, fate), count)
                for network, fates in self._measures.fates.items()
                for fate, count in fates.items()
            ),
        )
        yield _counter(
            "clock_jumps",
            "How often the clock was set by more than a minute since the start.",
            (),
            [((), self._measures.clock_jumps)],
        )
        yield _counter(
            "database_errors",
            "Errors of the database since the start.",
            ("kind",),
            (((kind,), count) for kind, count in self._measures.troubles.items()),
        )


def _inbox(stored: StoredMeasures) -> Iterable[Metric]:
    states = {"waiting": stored.waiting_in, "quarantined": stored.set_aside}
    states["sealed"] = stored.sealed
    yield _gauges(
        "inbox_messages",
        "Messages received that are not handled.",
        ("state",),
        (((state,), count) for state, count in states.items()),
    )
    age = _age(stored.oldest_in, stored.at)
    yield _gauge("inbox_oldest_seconds", "Age of the oldest message that waits.", age)


def _outbox(stored: StoredMeasures) -> Iterable[Metric]:
    labels = ("network", "state")
    yield _gauges(
        "outbox_messages",
        "Messages to send that have not arrived.",
        labels,
        (((each.network, each.state), each.count) for each in stored.out),
    )
    yield _gauges(
        "outbox_oldest_seconds",
        "For how long the oldest message could have left.",
        labels,
        (((each.network, each.state), _age(each.oldest, stored.at)) for each in stored.out),
    )


def _limits(stored: StoredMeasures) -> Iterable[Metric]:
    paces = stored.paces
    yield _gauges(
        "learned_interval_seconds",
        "Seconds between two requests, as the network's refusals taught.",
        ("network",),
        (((network,), pace.interval.total_seconds()) for network, pace in paces.items()),
    )
    yield _gauges(
        "learned_burst",
        "Requests that the network takes at once, as its refusals taught.",
        ("network",),
        (((network,), pace.burst) for network, pace in paces.items()),
    )


def _waits(measures: Measures) -> Iterable[Metric]:
    waits, now = measures.waits, measures.stored.at
    yield _gauges(
        "held_rooms",
        "Rooms that their network makes wait for ten minutes or more.",
        ("network",),
        (((network,), each.rooms) for network, each in waits.items()),
    )
    yield _gauges(
        "held_seconds",
        "The rest of the longest wait that a network asked for, in some rooms or in all.",
        ("network", "rooms"),
        (
            ((network, rooms), max(0.0, (until - now).total_seconds()))
            for network, each in waits.items()
            for rooms, until in (("some", each.room_until), ("all", each.all_until))
            if until is not None
        ),
    )


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"terreau_{name}", meaning, value=value)


def _gauges(name: str, meaning: str, labels: tuple[str, ...], values: Values) -> Metric:
    family = GaugeMetricFamily(f"terreau_{name}", meaning, labels=labels)
    for which, value in values:
        family.add_metric(which, value)
    return family


def _counter(name: str, meaning: str, labels: tuple[str, ...], values: Values) -> Metric:
    family = CounterMetricFamily(f"terreau_{name}", meaning, labels=labels)
    for which, value in values:
        family.add_metric(which, value)
    return family


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
