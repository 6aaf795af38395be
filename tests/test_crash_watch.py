"""Crashes planted in each part of the bot fail their test, and the expected ones do not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog

from bot.core.inbound.request_handler import RequestHandler
from bot.core.messages.incoming import Incoming
from bot.references.digest import letter_items
from storage.inbound import Forms
from storage.unit_of_work import Store
from tests.crash_watch import LOST_FORM, WATCH, Crash, CrashWatch
from tests.handlers.digest.news.writing import add_news
from tests.handlers.digest.sending.letters import DUE, ready
from tests.town import Town

ON_WORDS = "bot.core.inbound.request_handler.on_words"
FAILED = ("failed", "set aside")

Patch = pytest.MonkeyPatch


def crash(*_words: object, **_named: object) -> None:
    raise ZeroDivisionError


def in_words(town: Town, patch: Patch) -> None:
    zoe = town.member("Zoé")
    patch.setattr(ON_WORDS, crash)
    zoe.says("qui propose de voter contre ?")


def in_a_card(town: Town, patch: Patch) -> None:
    cards = town.app.declared.cards
    patch.setitem(cards, "poll", replace(cards["poll"], draw=crash))
    town.gardener("territory").publishes("/sondage Quand ? | mardi | jeudi")


def in_a_job(town: Town, patch: Patch) -> None:
    add_news(town.gardener("territory"), "/actu Un")
    patch.setattr("schedules.digest.send_due_digest", crash)
    town.move(timedelta(days=7))


def in_a_todo(town: Town, patch: Patch) -> None:
    ana = town.gardener("territory")
    patch.setattr("bot.core.declarations.registry.declarations_of", crash)
    ana.says("/afaire")


def in_a_section(town: Town, patch: Patch) -> None:
    ana = town.gardener("territory")
    add_news(ana, "/actu Un")
    declared = town.app.declared.contributions
    planted = [replace(each, call=crash) for each in declared[letter_items.name]]
    patch.setitem(declared, letter_items.name, planted)
    ana.says("/lettre")


def in_a_mailing(town: Town, patch: Patch) -> None:
    zoe = town.member("Zoé")
    zoe.says("/settings")
    zoe.presses("Recevoir la lettre en privé")
    ready(town.gardener("territory"), town.gardener("region"))
    cards = town.app.declared.cards
    patch.setitem(cards, "digest_mailed", replace(cards["digest_mailed"], draw=crash))
    town.move_to(DUE)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("plant", "events"),
    [
        (in_words, FAILED),
        (in_a_card, ["cannot be drawn"]),
        (in_a_job, ["a job failed"]),
        (in_a_todo, FAILED),
        (in_a_section, FAILED),
        (in_a_mailing, ["cannot be drawn"]),
    ],
)
def test_a_planted_crash_fails_its_test(
    town: Town, monkeypatch: Patch, plant: Callable[[Town, Patch], None], events: list[str]
) -> None:
    plant(town, monkeypatch)

    with pytest.raises(AssertionError, match="ZeroDivisionError") as failed:
        WATCH.check()
    for event in events:
        assert event in str(failed.value)


@pytest.mark.slow
@pytest.mark.xfail(raises=AssertionError, strict=True, reason="its crash fails it")
def test_a_test_fails_by_itself(town: Town, monkeypatch: Patch) -> None:
    in_words(town, monkeypatch)


@pytest.mark.slow
@pytest.mark.xfail(raises=AssertionError, strict=True, reason="nothing crashes")
@pytest.mark.crashes("failed")
def test_an_expected_crash_must_happen(town: Town) -> None:
    assert town.member("Zoé").says("bonjour").startswith("Bonjour Zoé !")


@pytest.mark.crashes(*FAILED)
def test_an_expected_crash_is_none_to_fail_for(town: Town, monkeypatch: Patch) -> None:
    in_words(town, monkeypatch)
    assert town.shown_in("telegram:101")[-1].text.startswith("Quelque chose n'a pas marché")


@pytest.mark.crashes(*FAILED)
def test_a_form_that_an_expected_crash_takes_with_it_is_one_more(
    town: Town, monkeypatch: Patch
) -> None:
    def close(
        _handler: RequestHandler, store: Store, incoming: Incoming, _now: object, *, is_late: bool
    ) -> None:
        store[Forms].close(incoming.room)

    town.gardener("territory")
    zoe = town.member("Zoé")
    zoe.says("/ecrire")
    monkeypatch.setattr(ON_WORDS, crash)
    monkeypatch.setattr(RequestHandler, "apologise", close)
    zoe.says("Bonjour")

    assert [each.event for each in WATCH.crashes][-1] == LOST_FORM
    del WATCH.crashes[-1]


def test_who_captures_the_log_hides_no_crash() -> None:
    log = structlog.get_logger()
    with structlog.testing.capture_logs():
        log.error("one", why="x")
        log.warning("two", exc_info=ValueError("three"))
        log.warning("trouble of a network", cause="NotSent")
        log.info("all is well")

    assert WATCH.crashes[0] == Crash("one", "why=x")
    assert WATCH.take() == ["one", "two"]


@pytest.mark.parametrize(
    ("line", "events"),
    [
        ('timestamp=1 level=error event="set aside" row=1', ["set aside"]),
        ("timestamp=1 level=warning event=failed failure=1 error=KeyError", ["failed"]),
        ('timestamp=1 level=warning event="unwell" cause=NotSent', []),
        ('timestamp=1 level=info event="ready"', []),
    ],
)
def test_the_log_of_another_process_is_read_too(line: str, events: list[str]) -> None:
    watch = CrashWatch()
    watch.reads(line)

    assert watch.take() == events
