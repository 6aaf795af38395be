"""Links in other hands: each of these once acted in the name of the member who tapped on it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.core.messages.incoming import Kind
from storage.digest import NewsItems
from storage.events import Attendances, Events
from storage.folder import LINK_KEY
from storage.polls import Ballots, Polls
from tests.handlers.invitations.lists import code_of, invitees, invites
from tests.handlers.linking.accounts import MERGE, YES, code_for, members
from tests.handlers.proxies.passed_on import JEANNE, code_in
from tests.town import BACK_ROOM, Neighbour, Town

ACCEPT = "J'ai 15 ans ou plus, j'accepte"
ASKS = "Rien n'est encore fait."
LATE = timedelta(minutes=10)


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The territory's gardener, with a poll and an event announced."""
    ana = town.gardener("territory")
    ana.publishes("/sondage Quel jour ? | mardi | jeudi")
    ana.says("/evenement Visite | samedi 5 décembre 14h")
    ana.presses("Annoncer")
    return ana


def poll_is_open(town: Town) -> bool:
    with town.database.unit() as store:
        return store[Polls].get(1).closed_at is None


def event_is_on(town: Town) -> bool:
    with town.database.unit() as store:
        return store[Events].get(1).cancelled_at is None


def no_news(town: Town) -> bool:
    with town.database.unit() as store:
        return store[NewsItems].numbered(1, 1) is None


def no_letter(town: Town) -> bool:
    return not any("secret" in each.text for each in town.said_in(BACK_ROOM))


@pytest.mark.parametrize(
    ("word", "by", "untouched"),
    [
        ("cmd-close-1", "Ana", poll_is_open),
        ("cmd-cloturer-1", "Ana", poll_is_open),
        ("cmd-event-1-cancel-il-pleut", "Ana", event_is_on),
        ("cmd-evenement-annuler-1-il-pleut", "Ana", event_is_on),
        ("cmd-news-Votez-pour-moi", "Zoé", no_news),
        ("cmd-write-un-secret", "Zoé", no_letter),
    ],
)
def test_a_command_in_a_link_is_shown_and_done_only_after_a_yes(
    town: Town, ana: Neighbour, word: str, by: str, untouched: Callable[[Town], bool]
) -> None:
    victim = ana if by == "Ana" else town.member(by)
    said = victim.says(f"/start in1-{word}")
    before = untouched(town)
    [go_on] = victim.direct[-1].choices
    victim.presses(go_on.label)

    assert before, "the link alone changes nothing"
    command = word.removeprefix("cmd-").replace("-", " ")
    assert said.startswith(f"Le lien que vous avez ouvert demande ceci : /{command}")
    assert ASKS in said
    assert go_on.label.startswith("Pour continuer : /")
    if "event" not in word and "news" not in word:  # these ask on
        assert not untouched(town)


@pytest.mark.slow
@pytest.mark.parametrize("on", ["telegram", "matrix"])
def test_a_code_in_a_link_gives_no_account_away(town: Town, on: str) -> None:
    eve, zoe = town.member("Ève", on=on), town.member("Zoé")
    code = code_for(eve).replace("-", "")
    before = len(eve.direct)

    offered = zoe.says(f"/start in1-cmd-link-{code}")
    asked = zoe.presses(zoe.direct[-1].choices[0].label)
    early = len(eve.direct)
    zoe.presses(YES)
    eve.presses(MERGE)

    assert ASKS in offered
    assert asked.startswith("Relier ce compte au compte Ève")
    assert early == before, "the other side is asked after this one's yes"
    assert members(town) == ["Ève"]


@pytest.mark.parametrize("word", ["vote-1-2", "rsvp-1-yes"])
def test_a_link_to_a_choice_shows_what_it_is_about(town: Town, ana: Neighbour, word: str) -> None:
    zoe = town.member("Zoé")

    said = zoe.says(f"/start in1-{word}")

    assert chosen(town) == (0, 0)
    assert "Soyez la première personne à voter" in said or "Vous n'avez pas répondu." in said
    assert len(zoe.direct[-1].choices) > 1, "and offers to choose"


def test_a_newcomer_joins_by_it_and_chooses_then(town: Town, ana: Neighbour) -> None:
    bob = town.stranger("Bob")

    bob.says("/start in1-vote-1-2")
    welcome = bob.presses(ACCEPT)

    assert "Soyez la première personne à voter" in welcome
    assert chosen(town) == (0, 0)


@pytest.mark.parametrize("choice", ["jeudi", "Je viens"])
def test_a_tap_of_the_same_person_joins_and_counts_with_one_consent(
    town: Town, ana: Neighbour, choice: str
) -> None:
    bob = town.stranger("Bob")

    bob.presses(choice, town.latest_with(bob.square, choice), bob.square)
    bob.presses(ACCEPT)

    assert sum(chosen(town)) == 1


@pytest.mark.parametrize("how", ["late", "another account", "another key"])
def test_the_same_link_otherwise_only_shows(town: Town, ana: Neighbour, how: str) -> None:
    bob, max_ = town.stranger("Bob"), town.member("Max")
    word = opened_by(bob, "jeudi")
    if how == "late":
        town.move(LATE)
    if how == "another key":
        assert town.database.data is not None
        (town.database.data / LINK_KEY).unlink()
        town.restart()

    who = max_ if how == "another account" else bob
    who.says(f"/start {word}")
    if who is bob:
        bob.presses(ACCEPT)

    assert "Soyez la première personne à voter" in who.inbox[-1]
    assert chosen(town) == (0, 0)


def test_a_link_continues_after_a_restart(town: Town, ana: Neighbour) -> None:
    bob = town.stranger("Bob")
    word = opened_by(bob, "jeudi")
    town.restart()

    bob.says(f"/start {word}")
    bob.presses(ACCEPT)

    assert chosen(town) == (1, 0)


def test_a_link_names_nobodys_host(town: Town) -> None:
    """`came` once noted the host of a newcomer without telling them that the host would know."""
    eve, bob = town.member("Ève").wants_messages(), town.stranger("Bob")
    before = len(eve.direct)
    eve.says("/inviter")
    code = next(
        line.rpartition("-")[2] for line in eve.inbox[before].splitlines() if "in1-invited-" in line
    )

    read = bob.says(f"/start in1-came-{code}")

    assert read.startswith("Ève vous invite à rejoindre Pionniers de l'énergie, et verra votre nom")


@pytest.mark.slow
def test_a_link_takes_up_no_invitation_unread(town: Town) -> None:
    invites(town.gardener("territory"))
    code = code_of(town, "Zoé Martin").replace("-", "")
    bob = town.stranger("Bob")

    read = bob.says(f"/start in1-takeup-{code}")

    assert read.startswith(
        "Cette invitation à rejoindre Pionniers de l'énergie est pour Zoé Martin."
    )
    assert len(invitees(town)) == 2


def test_a_link_takes_over_nothing_done_by_voice(town: Town) -> None:
    ana = town.gardener("territory")
    code = code_in(ana.says(JEANNE)).replace("-", "")
    zoe = town.member("Zoé")

    shown = zoe.says(f"/start in1-claimed-{code}")

    assert "Jeanne Petit est membre de" in shown
    assert members(town) == ["Ana", "Jeanne Petit", "Zoé"]
    zoe.presses("C'est moi, je reprends la main")
    assert members(town) == ["Ana", "Zoé"]


def test_a_word_is_carried_by_no_card_of_a_shared_room(town: Town, ana: Neighbour) -> None:
    """A forged card there would else make its presser act in their own name, unasked."""
    bob = town.stranger("Bob")

    bob.says("", bob.square, kind=Kind.PRESS, press="join:1:in1-vote-1-2", press_id="forged")
    told, start = bob.playground.told["forged"]

    assert told.startswith("Ce bouton n'est plus valable.")
    assert start == ""


def chosen(town: Town) -> tuple[int, int]:
    """The numbers of those who voted and who answered the event."""
    with town.database.unit() as store:
        counts = store[Attendances].counts(1)
        return sum(people for _, people in store[Ballots].counts(1)), counts.going


def opened_by(person: Neighbour, choice: str) -> str:
    """Tap on a choice in the square; gives the word of the link that Telegram then opens."""
    playground = person.playground
    card = person.town.latest_with(person.square, choice)
    pressed = playground.presses(
        person.address, person.name, card, choice, room=person.square, locale="fr"
    )
    return playground.told[person.town.do(pressed)][1]
