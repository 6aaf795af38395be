"""A press in a shared room counts only on a message that has that button, for any sender."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from bot.app import declarations
from bot.core.messages.content import split_revision, with_revision
from bot.core.messages.rendering import Rendered
from bot.transports.playground import Posted
from storage.base import Base
from storage.outbound.deliveries import Delivery
from storage.unit_of_work import Store
from tests.core.people import pressed
from tests.databases import Fresh
from tests.plugins.sweeps import Sweep
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, CHANNEL, SQUARE, Neighbour, Town

OLD = "Ce bouton n'est plus valable. /menu montre ce que vous pouvez faire maintenant."
NOTED = {"inbox", "positions"}
"""Tables that grow with each message that comes in."""
VISIT = "/evenement Visite du composteur | samedi 5 décembre 14h30 | Besançon"
DRAFT = "/evenement Le secret de Zoé | dimanche 6 décembre 10h | Besançon"


class Folk:
    """A stranger, a member and a gardener on each network, and a message of each kind.

    Event 1 is announced and event 2 is a member's draft; poll 1 is open, and poll 2 was taken back.
    Question 1 waits for a gardener to let it through.
    """

    def __init__(self, town: Town) -> None:
        self.town = town
        self.ana, self.luc = town.gardener("territory"), town.gardener("region")
        self.zoe, self.yan = town.member("Zoé"), town.member("Yan", on="matrix")
        self.xavier, self.xenia = town.stranger("Xavier"), town.stranger("Xenia", on="matrix")
        self.ana.says(VISIT)
        self.ana.presses("Annoncer")
        self.zoe.says(DRAFT)
        self.ana.publishes("/sondage Quelle date ? | mardi | jeudi")
        self.ana.publishes("/sondage Quel jour ? | mardi | jeudi")
        self.ana.presses("Retirer ce sondage")
        self.zoe.says("/question Quand ouvre l'aide au vélo ?")
        self.zoe.presses("Envoyer sans mon nom")
        for who in (self.zoe, self.yan):
            who.says("/quitter", room=who.square)
            town.stranger("Wim", on=who.network).enters()
        self.luc.says("!lettre", room=BACK_ROOM)
        town.move(timedelta(minutes=1))  # who came in is welcomed

    def of(self, network: str) -> Sequence[Neighbour]:
        """The people on a network."""
        if network == "matrix":
            return (self.xenia, self.yan, self.luc)
        return (self.xavier, self.zoe, self.ana)

    def messages(self, network: str) -> list[tuple[str, Posted]]:
        """The messages of the shared rooms of a network, and one that nobody knows."""
        rooms = [room for room in (SQUARE[network], CHANNEL, BACK_ROOM) if room.startswith(network)]
        shown = [(room, each) for room in rooms for each in self.town.said_in(room)]
        return [*shown, (SQUARE[network], Posted("unknown", Rendered(()), deleted=True))]


@pytest.fixture
def light(fresh_database: Fresh, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """A town over one SQLite file: declarations are the same on every database."""
    made = Town(fresh_database("sqlite"), saved=saved_towns)
    yield made
    made.close()


def kept(town: Town) -> list[tuple[str, list[tuple[str, ...]]]]:
    """All that the database holds, but that something came in."""

    def dump(store: Store) -> list[tuple[str, list[tuple[str, ...]]]]:
        tables = [each for each in Base.metadata.sorted_tables if each.name not in NOTED]
        rows = {each.name: store._session.execute(select(each)) for each in tables}
        return [
            (name, sorted(tuple(map(repr, row)) for row in found)) for name, found in rows.items()
        ]

    return town.do(town.app.lanes.run(dump))


def seen(town: Town) -> list[tuple[str, str, str, int]]:
    """Every message of every room, as it reads now."""
    return [
        (room, each.id, each.text, each.edits)
        for network in town.networks.values()
        for room, posts in network.rooms.items()
        for each in posts
    ]


async def send(who: Neighbour, room: str, posted: Posted, press: str) -> None:
    """Press as a client of this network can: a button on Telegram, a reaction on Matrix."""
    playground, name = who.playground, who.name
    if playground.network == "matrix":
        await playground.reacts(who.address, name, press, posted.id, room=room)
    else:
        await playground.sends_press(who.address, name, posted, press, room=room)


def has(posted: Posted, press: str, network: str) -> bool:
    """True if a message offers this press on a network, or did before its poll was taken back."""
    if press.startswith("vote:2") and any("Sondage 2" in each for each in posted.history):
        return True
    offered = [each.press for each in posted.choices if split_revision(each.press)[0] == press]
    if posted.said.poll is not None:
        offered.append(with_revision(press, posted.said.poll.revision))
    if network == "matrix":
        return any(map(posted.shows_openly, offered or [press]))
    return any(posted.shows(each, deep_links=True) for each in offered or [press])


@pytest.mark.slow
@pytest.mark.parametrize("network", list(SQUARE))
def test_no_button_is_pressed_on_a_message_that_does_not_have_it(
    light: Town, network: str, monkeypatch: pytest.MonkeyPatch, sweep: Sweep
) -> None:
    monkeypatch.setattr("bot.core.inbound.batches.BATCH_SECONDS", 600.0)  # one commit for many
    folk, found = Folk(light), declarations()
    buttons = [pressed(each) for each in found.buttons.values()]
    more = [each.replace(":1", ":2") for each in buttons]
    more += [f"cmd:{each.name}" for each in found.all_commands()]
    more += [f"ask:{name}" for name in found.forms]
    more += [
        "form_cancel",
        "form_skip",
        "form_pick:1",
        "form_say:join:1",
        "mean",
        "mean_in:1",
        "mean_for:1:2",
    ]
    people, messages = folk.of(network), folk.messages(network)
    tries = [
        (who, *each, press)
        for who in people
        for nth, each in enumerate(messages)
        for press, button in zip(buttons, found.buttons.values(), strict=True)
        if sweep.picks(f"{who.name} {nth} {press}", button)
    ]
    tries += [
        (people[nth % len(people)], *messages[nth % len(messages)], press)
        for nth, press in enumerate(more)
        if sweep.picks(press)
    ]
    light.networks[network].told.clear()
    shown, stored = seen(light), kept(light)

    async def press_all() -> None:
        with light.networks[network].cut():  # they come in together
            for who, room, posted, press in tries:
                if not has(posted, press, network):
                    await send(who, room, posted, press)
        await send(people[0], *messages[0], "nothing")

    light.do(press_all())

    assert seen(light) == shown
    assert kept(light) == stored
    assert set(light.networks[network].told.values()) <= {(OLD, "")}


@pytest.mark.slow
def test_forged_presses_that_once_worked_do_nothing(town: Town) -> None:
    folk = Folk(town)
    zoe, channel, square = folk.zoe, town.said_in(CHANNEL)[-1], folk.zoe.square
    plain = next(
        each for each in town.said_in(square) if each.text.startswith("Je vous ai répondu")
    )
    shown, stored = seen(town), kept(town)

    told = {
        who.forges(press, channel, CHANNEL)
        for who in (folk.xavier, zoe, folk.ana)
        for press in ("stay", "decline", "privacy:1:x", "notice:1:0", "cmd:aide", "vote:1:1")
    }
    told |= {zoe.forges(press, channel, CHANNEL) for press in ("event_look:2", "event_propose:2")}
    told |= {who.forges("vote:1:1", plain, square) for who in (folk.xavier, zoe, folk.ana)}

    assert told == {OLD}
    assert seen(town) == shown
    assert kept(town) == stored


def test_a_button_that_leads_into_private_cannot_be_pressed(town: Town) -> None:
    wim = town.stranger("Wim").enters()
    town.move(timedelta(minutes=1))
    welcome = town.latest_with(wim.square, "Rejoindre")

    assert welcome.choice("Rejoindre").press == "cmd:join"
    assert wim.forges("cmd:join", welcome, wim.square) == OLD


# Real taps are never lost


@pytest.fixture
def card(town: Town) -> Posted:
    """A poll in the square."""
    town.gardener("territory").publishes("/sondage Quelle date ? | mardi | jeudi")
    return town.said_in(SQUARE["telegram"])[-1]


def unrecorded(town: Town) -> None:
    """Remove the records of sent messages, as if they were not made yet."""

    def forget(store: Store) -> None:
        store._session.execute(delete(Delivery))

    town.do(town.app.lanes.run(forget))


def test_a_button_that_the_network_shows_counts_before_its_message_is_recorded(
    town: Town, card: Posted
) -> None:
    zoe = town.member("Zoé")
    answer = zoe.says("/sondage 1", room=zoe.square)
    shown = town.said_in(zoe.square)[-1]
    unrecorded(town)

    assert "mardi" in answer
    assert zoe.presses("mardi", shown, zoe.square).startswith("Votre vote : mardi.")


def test_a_card_that_the_network_no_longer_shows_still_takes_votes(
    town: Town, card: Posted
) -> None:
    zoe = town.member("Zoé")
    unrecorded(town)
    card.deleted = True

    assert zoe.forges("vote:1:1", card, zoe.square).startswith("Votre vote : mardi.")
    assert zoe.forges("vote:1:3", card, zoe.square) == OLD


def test_a_button_of_a_sent_message_is_answered_though_an_edit_removed_it(
    town: Town, card: Posted
) -> None:
    zoe = town.member("Zoé")
    town.gardener("territory").says("/cloturer 1")

    assert card.choices == []
    assert zoe.forges("vote:1:1", card, zoe.square).startswith(
        "Le sondage « Quelle date ? » est clos"
    )
    assert zoe.forges("vote:2:1", card, zoe.square) == OLD


def test_a_press_in_private_is_checked_by_permissions(town: Town, card: Posted) -> None:
    zoe = town.member("Zoé")

    assert "Votre vote : mardi." in zoe.forges("vote:1:1", zoe.direct[-1])
    assert zoe.forges("close_poll_now:1", zoe.direct[-1]).startswith("Seules la personne qui")
