"""`/metrics`: figures for Prometheus, on an address of their own."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.core.outbound.health import Measures
from storage.unit_of_work import DATABASE_TROUBLE

Values = Iterable[tuple[tuple[str, ...], float]]
Family = GaugeMetricFamily | CounterMetricFamily
Figure = tuple[str, str, tuple[str, ...], Values]
"""A name, its meaning, the names of its labels, and its values by them."""


def metrics_page(measure: Callable[[], Awaitable[Measures]]) -> web.Application:
    """A page that answers with the figures, or 503 while the database does not answer."""
    process = CollectorRegistry()
    ProcessCollector(registry=process)

    async def answer(_request: web.Request) -> web.Response:
        try:
            measures = await measure()
        except DATABASE_TROUBLE:
            return web.Response(status=503, headers={"Cache-Control": "no-store"})
        return web.Response(
            body=generate_latest(figures(measures)) + generate_latest(process),
            headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"},
        )

    page = web.Application()
    page.router.add_get("/metrics", answer)
    return page


def figures(measures: Measures) -> CollectorRegistry:
    """The figures, to be shown to Prometheus."""
    ours = CollectorRegistry()
    ours.register(_Figures(measures))
    return ours


class _Figures(Collector):
    """The figures in Prometheus's terms."""

    def __init__(self, measures: Measures) -> None:
        self._measures = measures

    def collect(self) -> Iterable[Metric]:
        for name, meaning, labels, values in _gauges(self._measures):
            yield _filled(GaugeMetricFamily(f"terreau_{name}", meaning, labels=labels), values)
        for name, meaning, labels, values in _counters(self._measures):
            yield _filled(CounterMetricFamily(f"terreau_{name}", meaning, labels=labels), values)


def _filled(family: Family, values: Values) -> Metric:
    for labels, value in values:
        family.add_metric(labels, value)
    return family


def _gauges(measures: Measures) -> Iterable[Figure]:
    stored, waits, now = measures.stored, measures.waits, measures.stored.at
    received = {"waiting": stored.waiting_in, "quarantined": stored.set_aside}
    received["sealed"] = stored.undecrypted
    yield (
        "inbox_messages",
        "Messages received that are not handled.",
        ("state",),
        [((state,), count) for state, count in received.items()],
    )
    age = _age(stored.oldest_in, now)
    yield "inbox_oldest_seconds", "Age of the oldest message that waits.", (), [((), age)]
    yield (
        "outbox_messages",
        "Messages to send that have not arrived.",
        ("network", "state"),
        [((each.network, each.state), each.count) for each in stored.out],
    )
    yield (
        "outbox_oldest_seconds",
        "For how long the oldest message could have left.",
        ("network", "state"),
        [((each.network, each.state), _age(each.oldest, now)) for each in stored.out],
    )
    yield (
        "learned_interval_seconds",
        "Seconds between two requests, as the network's refusals taught.",
        ("network",),
        [((network,), pace.interval.total_seconds()) for network, pace in stored.paces.items()],
    )
    yield (
        "learned_burst",
        "Requests that the network takes at once, as its refusals taught.",
        ("network",),
        [((network,), pace.burst) for network, pace in stored.paces.items()],
    )
    yield (
        "held_rooms",
        "Rooms that their network makes wait for ten minutes or more.",
        ("network",),
        [((network,), each.rooms) for network, each in waits.items()],
    )
    yield (
        "held_seconds",
        "The rest of the longest wait that a network asked for, in some rooms or in all.",
        ("network", "rooms"),
        [
            ((network, rooms), max(0.0, (until - now).total_seconds()))
            for network, each in waits.items()
            for rooms, until in (("some", each.room_until), ("all", each.all_until))
            if until is not None
        ],
    )
    yield (
        "backup_age_seconds",
        "Age of the last good backup, or of the wait for the first one.",
        (),
        [] if stored.backup is None else [((), _age(stored.backup.at, now))],
    )
    yield "occurrences_missed", "Due times missed in 24 h.", (), [((), stored.missed)]


def _counters(measures: Measures) -> Iterable[Figure]:
    fates = [(each, *it) for each, counts in measures.fates.items() for it in counts.items()]
    yield (
        "deliveries",
        "Requests to a network since the start, by how they ended.",
        ("network", "fate"),
        [((network, fate), count) for network, fate, count in fates],
    )
    mails = [(each, *it) for each, counts in measures.mails.items() for it in counts.items()]
    yield (
        "mails",
        "E-mails read since the start, by what became of them.",
        ("network", "fate"),
        [((network, fate), count) for network, fate, count in mails],
    )
    yield (
        "clock_jumps",
        "How often the clock was set by more than a minute since the start.",
        (),
        [((), measures.clock_jumps)],
    )
    yield (
        "database_errors",
        "Errors of the database since the start.",
        ("kind",),
        [((kind,), count) for kind, count in measures.troubles.items()],
    )


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
