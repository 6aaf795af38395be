"""Nobody does what their role does not allow, by whatever way in; all declarations are walked."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.app import declarations
from bot.core import Context
from bot.core.declarations.declaration import ButtonCall, Command, Declaration, Where
from bot.core.declarations.registry import Declared
from bot.core.messages.incoming import Incoming
from bot.core.messages.language.i18n import Reader
from bot.domain.roles import Role
from storage.audit import Audit
from storage.communities import Communities, Community
from storage.inbound import Forms
from storage.inbound.inbox import Inbox
from storage.unit_of_work import Store
from tests.core.conftest import Make
from tests.core.engine import Engine
from tests.core.people import (
    BACK_ROOM,
    ENERGY,
    PEOPLE,
    ROOMS,
    WATER,
    WATER_SQUARE,
    Somebody,
    dumped,
    pressed,
    settle_in,
    typed,
)
from tests.plain_text import plain

FRENCH = Reader("fr", ZoneInfo("Europe/Paris"), date(2026, 11, 24))
OLD = "Ce bouton n'est plus valable. /menu montre ce que vous pouvez faire maintenant."
# What a message leaves even if nothing is done, and what is noted of its account.
TRACES = {
    *("audit", "audit_actors", "audit_facts"),
    *("inbox", "deliveries", "departures", "identities", "positions"),
}

Call = tuple[str, str, int | None]


class Watched:
    """The real declarations, with handlers that only note that they were called."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        real = declarations()
        forms = {name: self._watched(each) for name, each in real.forms.items()}
        self.declared = Declared(
            commands={
                name: [self._watched(each) for each in listed]
                for name, listed in real.commands.items()
            },
            buttons={name: self._watched(each) for name, each in real.buttons.items()},
            forms=forms,
            cards=real.cards,
            replies=real.replies,
            hooks=real.hooks,
        )

    def _watched(self, declaration: Any) -> Any:  # noqa: ANN401 - of its own kind
        def note(ctx: Context, *_: object, **__: object) -> None:
            community = ctx.community_or_none
            where = None if community is None else community.id
            self.calls.append((ctx.incoming.key, declaration.name, where))

        return replace(declaration, call=note, limit=None)  # everybody tries everything here


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def engine(make_light: Make, watched: Watched) -> Engine:
    made = make_light(declared=watched.declared)
    settle_in(made)
    return made


def ways_in(
    engine: Engine, declared: Declared
) -> Iterator[tuple[Incoming, Somebody, Declaration, int | None]]:
    """Everybody tries everything everywhere."""
    for somebody in PEOPLE:
        for room in ROOMS:
            if somebody.anonymous and room is None:
                continue  # nobody is a group in private
            account: dict[str, Any] = {"sender": somebody.address, "anonymous": somebody.anonymous}
            for command in declared.all_commands():
                if somebody.is_asked(command, room):
                    continue
                words = f"/{command.fr} {typed(command)}".strip()
                heard = engine.heard(words, room=room, **account)
                yield heard, somebody, command, somebody.place(room)
            for button in declared.buttons.values():
                if somebody.is_asked(button, room):
                    continue
                press = engine.pressed(pressed(button), room=room, **account)
                yield press, somebody, button, somebody.place(room, button)


@pytest.mark.slow
@pytest.mark.timeout(400)  # it walks all that is declared
async def test_a_handler_is_called_for_those_who_may_and_for_nobody_else(
    engine: Engine, watched: Watched
) -> None:
    tried, places = list(ways_in(engine, watched.declared)), _places(engine)
    before = Counter(row for row in dumped(engine) if row[0] not in TRACES)

    await engine.handle(*(incoming for incoming, *_ in tried))

    expected: set[Call] = set()
    traces: Counter[tuple[str, str, str]] = Counter()
    for incoming, somebody, declaration, place in tried:
        room = None if incoming.direct else incoming.room
        least = declaration.permission.role(places[place])
        if somebody.may(declaration, place, least) and _is_led_away(somebody, declaration, room):
            continue
        if somebody.may(declaration, place, least):
            expected.add((incoming.key, declaration.name, place))
            if least >= Role.GARDENER:
                traces[somebody.address, declaration.name, "done"] += 1
        elif somebody.anonymous or _is_told_why(somebody, declaration, place, least):
            traces[somebody.address, declaration.name, "refused"] += 1
    called = set(watched.calls)
    assert called - expected == set(), "called for somebody who may not"
    assert expected - called == set(), "not called for somebody who may"
    assert len(watched.calls) == len(called), "called twice"
    audit = engine.store(lambda store: store[Audit].latest(100_000))
    assert Counter((row.actor, row.action, row.outcome) for row in audit) == traces
    after = Counter(row for row in dumped(engine) if row[0] not in TRACES)
    assert after == before, "something was changed without any handler"


def _is_led_away(somebody: Somebody, declaration: Declaration, room: str | None) -> bool:
    """Whether they go on in private, where they must come first: what they typed waits for that."""
    has_a_room = bool(somebody.roles) or somebody.anonymous  # its account is Ana's here
    if not isinstance(declaration, Command) or room is None or has_a_room:
        return False
    if declaration.where is Where.BACKSTAGE:
        return room != BACK_ROOM
    return declaration.where in {Where.DIRECT, Where.REGION}


def _is_told_why(
    somebody: Somebody, declaration: Declaration, place: int | None, least: Role
) -> bool:
    """Whether they are refused, rather than shown how to become a member."""
    if least is Role.CULTIVATOR or place in somebody.roles:
        return True
    return bool(declaration.permission.everywhere and somebody.roles)


async def test_those_who_run_several_communities_are_asked_which_one(
    engine: Engine, watched: Watched
) -> None:
    for somebody in PEOPLE:
        for declaration in (*watched.declared.all_commands(), *watched.declared.forms.values()):
            if not somebody.is_asked(declaration, None):
                continue
            form = not isinstance(declaration, Command)
            came = engine.heard(f"/{getattr(declaration, 'fr', '')}", sender=somebody.address)
            if form:
                came = engine.pressed(f"ask:{declaration.name}", sender=somebody.address)
            await engine.handle(came)
            await engine.send()
            asked = engine.network.said_in(somebody.address)[-1]
            assert asked.startswith("Pour quelle communauté ?"), declaration.name
    assert watched.calls == []


def _places(engine: Engine) -> dict[int | None, Community | None]:
    """The communities by their ids, and nowhere."""
    found: dict[int | None, Community | None] = {None: None}
    found |= engine.store(lambda store: {each.id: each for each in store[Communities].all()})
    return found


@pytest.mark.slow
@pytest.mark.timeout(400)  # it walks all that is declared
async def test_a_form_opens_for_those_who_may_and_for_nobody_else(
    engine: Engine, watched: Watched
) -> None:
    places = _places(engine)
    for name, form in watched.declared.forms.items():
        for somebody in PEOPLE:
            if somebody.anonymous:
                continue
            await engine.handle(engine.pressed(f"ask:{name}", sender=somebody.address))
            place = somebody.place(None)
            may = somebody.may(form, place, form.permission.role(places[place]))
            may = may and not somebody.is_asked(form, None)
            opened = _leave_form(engine, somebody)
            if may and not opened:
                await engine.send()
                said = engine.network.said_in(somebody.address)[-1]
                assert said == _nothing_to_choose(form), (name, somebody.name)
            else:
                assert opened is may, (name, somebody.name)


def _nothing_to_choose(form: Declaration) -> str | None:
    """The words of a form that asks to choose something where there is nothing yet."""
    asked = next((each.question for each in form.params if each.question is not None), None)
    return None if asked is None or asked.nothing is None else plain(FRENCH.say(asked.nothing))


def _leave_form(engine: Engine, somebody: Somebody) -> bool:
    """Whether a form was open."""
    return engine.store(lambda store: store[Forms].close(somebody.address))


@pytest.mark.slow
async def test_a_link_opens_nothing_that_a_button_would_not(
    engine: Engine, watched: Watched
) -> None:
    places = _places(engine)
    for button in watched.declared.buttons.values():
        for somebody in PEOPLE:
            if somebody.anonymous:
                continue
            word = f"in{ENERGY}-{pressed(button).replace(':', '-')}"
            own = engine.own(word, sender=somebody.address)
            heard = engine.heard(f"/start {own}", sender=somebody.address)
            watched.calls.clear()
            await engine.handle(heard)
            may = somebody.may(button, ENERGY, button.permission.role(places[ENERGY]))
            called = (heard.key, button.name, ENERGY) in watched.calls
            assert called is (may and button.deep), (button.name, somebody.name)


def test_no_link_does_what_only_gardeners_do() -> None:
    acts = [
        button.name
        for button in declarations().buttons.values()
        if button.deep and button.permission.role(None) >= Role.GARDENER
    ]
    assert acts == [], "anybody may bring a gardener to tap on a link"


# Forged presses

KEPT_FOR_SEATS = {
    "Seule l'équipe côté territoire peut faire cela : Ana.",
    "Seule l'équipe côté Région peut faire cela : Luc.",
}
WHICH = "Pour quelle communauté ?\nJe retiens votre réponse ; /menu permet d'en changer."


def forged(declared: Declared) -> list[str]:
    """Presses that no button of ours has."""
    presses = [
        "",
        ":",
        "::",
        "nothing",
        "nothing:1",
        "été:1",
        "form",
        "form_pick:#1",
        "ask",
        "ask:x",
        "mean_in:x",
        "mean_in:999999999999",
        "mean_in::",
    ]
    for button in declared.buttons.values():
        n = len(button.params)
        presses += [
            ":".join([button.name, *(["1"] * (n + 1))]),
            *([":".join([button.name, *(["1"] * (n - 1))])] if n else []),
        ]
        if any(each.kind in (int, Community) for each in button.params):
            presses += [
                ":".join([button.name, *([odd] * n)])
                for odd in ("x", "-1", "²", "1.5", "", " ", "9" * 10, "9" * 40)
            ]
    return presses


@pytest.mark.slow
@pytest.mark.timeout(300)  # about 2,000 presses
async def test_a_forged_button_does_nothing_and_is_answered(
    engine: Engine, watched: Watched
) -> None:
    presses, carl = forged(watched.declared), "telegram:75"  # who may press whatever there is

    for i in range(0, len(presses), 20):  # a long queue is looked through for each answer
        await engine.handle(*(engine.pressed(each, sender=carl) for each in presses[i : i + 20]))
        await engine.send()

    assert watched.calls == []
    assert len(engine.answers) == len(presses)
    assert set(engine.network.said_in(carl)) == {OLD, *KEPT_FOR_SEATS, WHICH}


BIG = ("999999999", "0")


@pytest.mark.slow
async def test_numbers_of_nothing_are_answered_kindly(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the real handlers: a number that is no thing of ours is told, and breaks nothing."""
    monkeypatch.setattr("bot.core.inbound.batches.BATCH_SECONDS", 5.0)  # one commit for many
    engine = make(declared=declarations())
    settle_in(engine)
    presses = [
        engine.pressed(":".join([button.name, *([number] * len(button.params))]), sender=sender)
        for button in engine.declared.buttons.values()
        for number in BIG
        for sender in ("telegram:70", "telegram:72", "telegram:73")
    ]
    commands = [
        engine.heard(f"/{command.fr} {number}", sender=sender)
        for command in engine.declared.all_commands()
        for number in BIG
        for sender in ("telegram:70", "telegram:72", "telegram:73")
    ]

    await engine.handle(*presses, *commands)

    assert engine.store(lambda s: s[Inbox].oldest_waiting()) is None
    assert _broken(engine) == []


def _broken(engine: Engine) -> list[str]:
    from storage.inbound.inbox import InboxRow, InboxState  # noqa: PLC0415

    def look(store: Store) -> list[str]:
        rows = store._session.query(InboxRow).filter_by(state=InboxState.QUARANTINED)
        return [f"{row.error}: {row.payload}" for row in rows]

    return engine.store(look)


# Another community's things


@pytest.mark.slow
async def test_nobody_reaches_into_another_community(make_light: Make) -> None:
    engine = make_light(declared=declarations())
    settle_in(engine)
    bea = {"sender": "telegram:74"}
    for words in (
        "/sondage Quelle eau ? | plate | gazeuse",
        "Publier le sondage",
        "/actu Fuite | On répare",
        "/lettre titre Notre eau",
        "/lettre soumettre",
    ):
        await engine.says(words, **bea)
    await engine.says("/sondage Qui vient ? | moi | toi", room=WATER_SQUARE, **bea)
    await engine.says("Publier le sondage", **bea)
    before = [row for row in dumped(engine) if _is_of_water(row)]
    assert {"polls", "news"} <= {name for name, _ in before}

    others = [each for each in PEOPLE if WATER not in each.roles]
    tries = [
        *(
            engine.pressed(
                ":".join([button.name, *numbers[: len(button.params)]]),
                sender=somebody.address,
                room=room,
                anonymous=somebody.anonymous,
            )
            for somebody in others
            for room in (None, BACK_ROOM)
            for button in engine.declared.buttons.values()
            if button.name not in MAY_JOIN
            for numbers in (["1", "1"], ["2", "1"])
        ),
        *(
            engine.heard(
                f"/{command.fr} {rest}",
                sender=somebody.address,
                room=room,
                anonymous=somebody.anonymous,
            )
            for somebody in others
            for room in (None, BACK_ROOM)
            for command in engine.declared.all_commands()
            for rest in ("1", "2 | 1")
            if command.shape != "bare"
        ),
    ]
    await engine.handle(*tries)

    after = [row for row in dumped(engine) if _is_of_water(row)]
    assert after == before
    assert _broken(engine) == []


MAY_JOIN = {"join", "notice", "privacy", "leave", "left"}
"""What anybody may do about any community, or about their own belonging to it."""


def _is_of_water(row: tuple[str, tuple[object, ...]]) -> bool:
    name, values = row
    if name == "ballots":
        return True
    return name in OF_A_COMMUNITY and values[OF_A_COMMUNITY[name]] == repr(WATER)


def _where_it_says() -> dict[str, int]:
    """Where a table says to which community a row belongs."""
    from storage.base import Base  # noqa: PLC0415
    from storage.repository import repositories  # noqa: PLC0415

    repositories()  # so that all tables are known
    return {
        table.name: list(table.columns.keys()).index("community_id")
        for table in Base.metadata.sorted_tables
        if "community_id" in table.columns and table.name not in TRACES
    }


OF_A_COMMUNITY = _where_it_says()


# Declarations


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
    assert long == []
