"""Nobody does what their role does not allow, by whatever way in; all declarations are walked."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.app import declarations
from bot.core.declarations.declaration import ButtonCall, Command, Declaration, Where
from bot.core.declarations.registry import Declared
from bot.core.messages.i18n import Reader
from bot.core.messages.incoming import Incoming
from bot.domain.roles import Role
from storage.audit import Audit
from storage.communities import Communities, Community
from storage.inbound import Forms
from tests.core.declarations.access.watched import TRACES, Call, Watched
from tests.core.engine import Engine
from tests.core.people import (
    BACK_ROOM,
    ENERGY,
    PEOPLE,
    ROOMS,
    AccountHolder,
    dumped,
    pressed,
    typed,
)
from tests.plain_text import plain
from tests.plugins.sweeps import Sweep

FRENCH = Reader("fr", ZoneInfo("Europe/Paris"), date(2026, 11, 24))


def ways_in(
    engine: Engine, declared: Declared, sweep: Sweep
) -> Iterator[tuple[Incoming, AccountHolder, Declaration, int | None]]:
    """Everybody tries everything everywhere."""
    for person in PEOPLE:
        for room in ROOMS:
            if person.anonymous and room is None:
                continue  # nobody is a group in private
            account: dict[str, Any] = {"sender": person.address, "anonymous": person.anonymous}
            for command in declared.all_commands():
                if person.is_asked(command, room) or not _is_tried(sweep, person, room, command):
                    continue
                words = f"/{command.fr} {typed(command)}".strip()
                heard = engine.heard(words, room=room, **account)
                yield heard, person, command, person.place(room)
            for button in declared.buttons.values():
                if person.is_asked(button, room) or not _is_tried(sweep, person, room, button):
                    continue
                press = engine.pressed(pressed(button), room=room, **account)
                yield press, person, button, person.place(room, button)


def _is_tried(
    sweep: Sweep, person: AccountHolder, room: str | None, declaration: Declaration
) -> bool:
    return sweep.picks(f"{person.name} {room} {declaration.name}", declaration)


@pytest.mark.slow
@pytest.mark.timeout(900)  # it walks all that is declared
async def test_a_handler_is_called_for_permitted_people_and_for_nobody_else(
    engine: Engine, watched: Watched, sweep: Sweep
) -> None:
    tried, places = list(ways_in(engine, watched.declared, sweep)), _places(engine)
    before = Counter(row for row in dumped(engine) if row[0] not in TRACES)

    await engine.handle(*(incoming for incoming, *_ in tried))

    expected: set[Call] = set()
    traces: Counter[tuple[str, str, str]] = Counter()
    for incoming, person, declaration, place in tried:
        room = None if incoming.direct else incoming.room
        least = declaration.permission.role(places[place])
        if person.may(declaration, place, least) and _is_led_away(person, declaration, room):
            continue
        if person.may(declaration, place, least):
            expected.add((incoming.key, declaration.name, place))
            if least >= Role.GARDENER:
                traces[person.address, declaration.name, "done"] += 1
        elif person.anonymous or _is_told_why(person, declaration, place, least):
            traces[person.address, declaration.name, "refused"] += 1
    called = set(watched.calls)
    assert called - expected == set(), "called for a person who may not"
    assert expected - called == set(), "not called for a person who may"
    assert len(watched.calls) == len(called), "called twice"
    audit = engine.store(lambda store: store[Audit].latest(100_000))
    assert Counter((row.actor, row.action, row.outcome) for row in audit) == traces
    after = Counter(row for row in dumped(engine) if row[0] not in TRACES)
    assert after == before, "something was changed without any handler"


def _is_led_away(person: AccountHolder, declaration: Declaration, room: str | None) -> bool:
    """True if they go on in private, where they must come first: their words wait for that."""
    has_a_room = bool(person.roles) or person.anonymous  # its account is Ana's here
    if not isinstance(declaration, Command) or room is None or has_a_room:
        return False
    if declaration.where is Where.BACKSTAGE:
        return room != BACK_ROOM
    return declaration.where in {Where.DIRECT, Where.REGION}


def _is_told_why(
    person: AccountHolder, declaration: Declaration, place: int | None, least: Role
) -> bool:
    """True if they are refused, rather than shown how to become a member."""
    if least is Role.CULTIVATOR or place in person.roles:
        return True
    return bool(declaration.permission.everywhere and person.roles)


@pytest.mark.slow
async def test_gardeners_of_several_communities_are_asked_which_one(
    engine: Engine, watched: Watched
) -> None:
    for person in PEOPLE:
        for declaration in (*watched.declared.all_commands(), *watched.declared.forms.values()):
            if not person.is_asked(declaration, None):
                continue
            form = not isinstance(declaration, Command)
            came = engine.heard(f"/{getattr(declaration, 'fr', '')}", sender=person.address)
            if form:
                came = engine.pressed(f"ask:{declaration.name}", sender=person.address)
            await engine.handle(came)
            await engine.send()
            asked = engine.network.said_in(person.address)[-1]
            assert asked.startswith("Pour quelle communauté ?"), declaration.name
    assert watched.calls == []


def _places(engine: Engine) -> dict[int | None, Community | None]:
    """The communities by their ids, and nowhere."""
    found: dict[int | None, Community | None] = {None: None}
    found |= engine.store(lambda store: {each.id: each for each in store[Communities].all()})
    return found


@pytest.mark.slow
@pytest.mark.timeout(900)  # it walks all that is declared
async def test_a_form_opens_for_permitted_people_and_for_nobody_else(
    engine: Engine, watched: Watched, sweep: Sweep
) -> None:
    places = _places(engine)
    for name, form in watched.declared.forms.items():
        for person in PEOPLE:
            if person.anonymous or not _is_tried(sweep, person, None, form):
                continue
            await engine.handle(engine.pressed(f"ask:{name}", sender=person.address))
            place = person.place(None)
            may = person.may(form, place, form.permission.role(places[place]))
            may = may and not person.is_asked(form, None)
            opened = _leave_form(engine, person)
            if may and not opened:
                await engine.send()
                said = engine.network.said_in(person.address)[-1]
                assert said == _nothing_to_choose(form), (name, person.name)
            else:
                assert opened is may, (name, person.name)


def _nothing_to_choose(form: Declaration) -> str | None:
    """The words of a form that asks to choose something where there is nothing yet."""
    asked = next((each.question for each in form.params if each.question is not None), None)
    return None if asked is None or asked.nothing is None else plain(FRENCH.say(asked.nothing))


def _leave_form(engine: Engine, person: AccountHolder) -> bool:
    """True if a form was open."""
    return engine.store(lambda store: store[Forms].close(person.address))


@pytest.mark.slow
async def test_a_link_opens_nothing_that_a_button_would_not(
    engine: Engine, watched: Watched, sweep: Sweep
) -> None:
    places = _places(engine)
    for button in watched.declared.buttons.values():
        for person in PEOPLE:
            if person.anonymous or not _is_tried(sweep, person, None, button):
                continue
            word = f"in{ENERGY}-{pressed(button).replace(':', '-')}"
            own = engine.own(word, sender=person.address)
            heard = engine.heard(f"/start {own}", sender=person.address)
            watched.calls.clear()
            await engine.handle(heard)
            may = person.may(button, ENERGY, button.permission.role(places[ENERGY]))
            called = (heard.key, button.name, ENERGY) in watched.calls
            assert called is (may and button.deep), (button.name, person.name)


def test_no_link_does_what_only_gardeners_do() -> None:
    deep = [each for each in declarations().buttons.values() if each.deep]
    acts = [each.name for each in deep if each.permission.role(None) >= Role.GARDENER]
    assert "vote" in {each.name for each in deep}
    assert acts == [], "anybody may bring a gardener to tap on a link"


@pytest.mark.parametrize("command", declarations().all_commands(), ids=lambda each: each.name)
def test_a_command_explains_itself(command: Command) -> None:
    assert command.summary.endswith((".", "?")), "its first line is the help sentence"
    examples = command.typed_example
    for example, name in ((examples.en, command.name), (examples.fr, command.fr)):
        typed = re.sub(r"^(/\w+) \d+ ", r"\1 ", example)  # the number where people say it
        assert command.example == "" or f"{typed} ".startswith(f"/{name} ")
    for name in (command.name, command.fr):
        assert name.isascii()
        assert name == name.lower()
    assert len(command.name.replace(" ", "")) <= 32


def test_a_press_fits_into_a_button() -> None:
    names: list[ButtonCall] = list(declarations().buttons.values())
    long = [each.name for each in names if len(pressed(each)) + 9 * len(each.params) > 64]
    assert max(len(pressed(each)) for each in names) > len("vote")
    assert long == []
