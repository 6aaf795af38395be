"""Votes: one ballot a member, from whichever network, changed and taken back at will."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.transports.playground import Posted
from storage.inbound import Presses
from storage.members import Members
from storage.members.member_tables import Member
from storage.unit_of_work import Store
from tests.town import SQUARE, Neighbour, Town
from tests.traffic import traffic

ASKED = "/sondage Quelle date ? | mardi | jeudi | samedi"
ACCEPT = "J'ai 15 ans ou plus, j'accepte"


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener, who asked for a date."""
    gardener = town.gardener("territory")
    gardener.publishes(ASKED)
    return gardener


def counts(town: Town) -> list[str]:
    """What the latest card says of each choice; the same in every room."""
    here, there = (
        [
            line.partition(" : ")[2]
            for line in town.latest_with(room, "mardi").text.splitlines()
            if re.match(r"(mardi|jeudi|samedi)( :|$)", line)
        ]
        for room in SQUARE.values()
    )
    assert here == there
    return [said.lstrip("▇ ") or "0" for said in here]


def stored(town: Town, work: Callable[[Store], None]) -> None:
    """Do something to what is stored, and let cards follow."""

    async def act() -> None:
        await town.app.lanes.run(work)

    town.do(act())


def member_of(store: Store, who: Neighbour) -> Member:
    """Who somebody is in the register."""
    standing = store[Members].standing(who.address, None)
    assert standing is not None
    return standing.member


def test_votes_of_both_networks_are_one_tally(town: Town, ana: Neighbour) -> None:
    zoe, yan = town.member("Zoé"), town.member("Yan", on="matrix")

    told = zoe.presses("jeudi", town.said_in(zoe.square)[-1], zoe.square)
    answered = yan.says("!voter 1 jeudi")
    ana.says("/voter 1 1")

    assert told == "Votre vote : jeudi. Pour changer, touchez un autre choix."
    assert answered == "📊 Quelle date ?\nVotre vote : jeudi."
    assert counts(town) == ["1 (33 %)", "2 (67 %)", "0"]


def test_a_new_choice_replaces_the_old_and_the_same_again_keeps_it(
    town: Town, ana: Neighbour
) -> None:
    zoe = town.member("Zoé")
    card = town.said_in(zoe.square)[-1]

    told = [zoe.presses(label, card, zoe.square) for label in ("mardi", "jeudi", "jeudi")]

    assert told[1:] == [
        "Votre vote : jeudi. Pour changer, touchez un autre choix.",
        "Vous avez voté : jeudi. Pour retirer votre vote : /sondage 1, en privé.",
    ]
    assert counts(town) == ["0", "1 (100 %)", "0"]


def test_a_vote_is_withdrawn_by_a_button_in_private(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    zoe.presses("jeudi", town.said_in(zoe.square)[-1], zoe.square)

    shown = zoe.says("/sondage 1")
    zoe.presses("Retirer mon vote")

    assert "Votre vote : jeudi." in shown
    assert zoe.direct[-1].text.startswith("📊 Quelle date ?\nmardi\njeudi\nsamedi\nSoyez")
    assert counts(town) == ["0"] * 3


def test_a_tap_in_private_shows_the_new_vote_on_the_same_card(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    zoe.says("/sondage 1")
    shown = len(zoe.direct)

    for label in ("mardi", "jeudi"):
        zoe.presses(label)

    assert len(zoe.direct) == shown
    assert "Votre vote : jeudi." in zoe.direct[-1].text
    assert zoe.presses("jeudi").startswith("Vous avez voté : jeudi.")


def test_taps_add_and_take_back_where_several_choices_are_possible(town: Town) -> None:
    town.gardener("territory").publishes(f"{ASKED} --multiple")
    zoe = town.member("Zoé")
    card = town.said_in(zoe.square)[-1]

    told = [zoe.presses(label, card, zoe.square) for label in ("samedi", "mardi", "samedi")]

    assert told == [
        "Votre vote : samedi. Touchez encore un choix pour le décocher.",
        "Votre vote : mardi et samedi. Touchez encore un choix pour le décocher.",
        "Votre vote : mardi. Touchez encore un choix pour le décocher.",
    ]
    assert counts(town) == ["1 (100 %)", "0", "0"]


def test_a_typed_vote_says_what_counts_and_twice_is_once(town: Town) -> None:
    town.gardener("territory").publishes(f"{ASKED} --multiple")
    yan = town.member("Yan", on="matrix")

    yan.says("!voter 1 2")
    yan.says("!voter 1 1 3")
    answered = yan.says("!voter 1 1 et 3")
    withdrawn = yan.says("!voter 1 retirer")
    nothing = yan.says("!vote 1 withdraw")

    assert answered == "📊 Quelle date ?\nVotre vote : mardi et samedi."
    assert withdrawn == "📊 Quelle date ?\nVotre vote est retiré."
    assert nothing == "Vous n'avez pas voté au sondage « Quelle date ? »."


def test_a_vote_typed_in_a_shared_room_is_confirmed_in_private(town: Town, ana: Neighbour) -> None:
    yan = town.member("Yan", on="matrix")

    assert yan.says("!voter 1 2", room=yan.square) == "Je vous ai répondu en privé."
    assert yan.inbox[-1].startswith("📊 Quelle date ?\nVotre vote : jeudi.")


def test_a_poll_shown_in_a_room_without_buttons_takes_a_typed_label_or_number(
    town: Town, ana: Neighbour
) -> None:
    yan = town.member("Yan", on="matrix")

    shown = yan.says("!voter 1")
    by_number = yan.says("3")
    yan.says("!sondage 1")
    by_label = yan.says("Mardi")

    assert "Soyez la première personne à voter" in shown
    assert "Votre vote : samedi." in by_number
    assert "Votre vote : mardi." in by_label


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param(
            "/voter 9 2",
            "Ce sondage n'existe pas dans Pionniers de l'énergie. /sondage montre les "
            "sondages ouverts.",
            id="unknown poll",
        ),
        pytest.param(
            "/voter 1 4",
            "Le sondage « Quelle date ? » n'a pas de choix « 4 ». Écrivez l'un de ces numéros : "
            "1. mardi, 2. jeudi et 3. samedi.",
            id="unknown number",
        ),
        pytest.param(
            "/voter 1 dimanche",
            "Le sondage « Quelle date ? » n'a pas de choix « dimanche ». "
            "Écrivez l'un de ces numéros : "
            "1. mardi, 2. jeudi et 3. samedi.",
            id="unknown words",
        ),
        pytest.param(
            "/voter 1 2 3",
            "Le sondage « Quelle date ? » n'accepte qu'un seul choix. "
            "Écrivez par exemple : /voter 1 2.",
            id="two choices",
        ),
        pytest.param(
            "/voter mardi",
            "« mardi » n'est pas un nombre : écrivez par exemple 3.",
            id="no number",
        ),
        pytest.param(
            "/voter 1 retirer",
            "Vous n'avez pas voté au sondage « Quelle date ? ».",
            id="nothing to take back",
        ),
        pytest.param(
            "/voter",
            "Sondages ouverts\nÀ voter\n1 · Quelle date ?",
            id="nothing but the command",
        ),
    ],
)
def test_a_bad_vote_is_explained(town: Town, ana: Neighbour, typed: str, answer: str) -> None:
    assert ana.says(typed) == answer
    assert counts(town) == ["0"] * 3


@pytest.mark.parametrize(
    ("press", "answer"),
    [
        pytest.param(
            "vote:99:1",
            "Ce sondage n'existe pas dans Pionniers de l'énergie. /sondage montre les "
            "sondages ouverts.",
            id="another poll",
        ),
        pytest.param(
            "vote:1:9",
            "Le sondage « Quelle date ? » n'a pas de choix « 9 ». Écrivez l'un de ces numéros : "
            "1. mardi, 2. jeudi et 3. samedi.",
            id="another choice",
        ),
        pytest.param("vote:1:-1", "Ce bouton n'est plus valable.", id="a negative choice"),
        pytest.param("vote:1", "Ce bouton n'est plus valable.", id="too short"),
        pytest.param("close_poll_now:1", "Seules la personne qui a créé", id="not one's own"),
        pytest.param("withdraw_poll:1", "Seules la personne qui a créé", id="nor to withdraw"),
    ],
)
def test_a_forged_button_does_nothing(town: Town, ana: Neighbour, press: str, answer: str) -> None:
    zoe = town.member("Zoé")

    assert zoe.forges(press, zoe.direct[-1]).startswith(answer)
    assert counts(town) == ["0"] * 3


def test_a_tap_by_somebody_new_joins_and_counts_in_one_step(town: Town, ana: Neighbour) -> None:
    bob = town.stranger("Bob")

    notice = bob.presses("samedi", town.said_in(bob.square)[-1], bob.square)
    assert counts(town) == ["0"] * 3
    welcome = bob.presses(ACCEPT)
    bob.presses(ACCEPT)

    assert notice.startswith("Rejoindre Pionniers de l'énergie")
    assert "Votre vote : samedi." in welcome
    assert counts(town) == ["0", "0", "1 (100 %)"]


def test_a_vote_typed_by_somebody_new_joins_and_counts_in_one_step(
    town: Town, ana: Neighbour
) -> None:
    max_ = town.stranger("Max", on="matrix")

    max_.says("!voter 1 2", room=max_.square)
    welcome = max_.says(ACCEPT)

    assert "Votre vote : jeudi." in welcome
    assert counts(town) == ["0", "1 (100 %)", "0"]


def test_somebody_new_who_taps_a_closed_poll_joins_and_is_told(town: Town, ana: Neighbour) -> None:
    bob = town.stranger("Bob")
    bob.presses("samedi", town.said_in(bob.square)[-1], bob.square)
    ana.says("/cloturer 1")

    assert "Le sondage « Quelle date ? » est clos, les votes sont comptés." in bob.presses(ACCEPT)


def test_votes_stand_after_a_restart(town: Town, ana: Neighbour) -> None:
    ana.says("/voter 1 3")

    town.restart()
    town.member("Zoé").says("/voter 1 3")

    assert counts(town) == ["0", "0", "2 (100 %)"]


def test_a_vote_on_its_way_at_the_end_counts_until_the_poll_is_closed(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.publishes(f"{ASKED} --fin dans 2 heures")
    sent_at = town.clock.now() + timedelta(minutes=119)
    town.clock.move(timedelta(minutes=121))

    late = zoe.says("/voter 1 1")
    in_time = zoe.says("/voter 1 2", sent_at=sent_at)
    town.move(timedelta(minutes=1))
    after = zoe.says("/voter 1 3", sent_at=sent_at)

    assert late.startswith("Le sondage « Quelle date ? » est clos, les votes sont comptés.")
    assert "Votre vote : jeudi." in in_time
    assert after.startswith("Le sondage « Quelle date ? » est clos, les votes sont comptés.")


@pytest.mark.parametrize(
    ("level", "steps", "shown"),
    [
        pytest.param(
            "",
            ("/quitter", "Quitter la communauté", "Oui, quitter"),
            "ici : ▇▇▇▇▇▇▇▇ 1 (100 %)",
            id="leaves",
        ),
        pytest.param(
            " --public",
            ("/effacer", "Effacer mes données", "Oui, tout effacer"),
            "ici : ▇▇▇▇▇▇▇▇ 1 (100 %)\nlà",
            id="is erased",
        ),
    ],
)
def test_votes_are_taken_back_from_open_polls_only(
    town: Town, level: str, steps: tuple[str, str, str], shown: str
) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.publishes(f"{ASKED}{level}")
    ana.publishes(f"/sondage Où ? | ici | là{level}")
    zoe.says("/voter 1 2")
    zoe.says("/voter 2 1")
    ana.says("/cloturer 2")

    typed, *pressed = steps
    zoe.says(typed)
    for label in pressed:
        zoe.presses(label)

    assert counts(town) == ["0"] * 3
    assert shown in ana.says("/sondage 2")


def test_the_name_of_whoever_is_erased_goes_from_closed_polls_and_results_in_the_room(
    town: Town,
) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé Introuvable")
    ana.publishes(f"{ASKED} --public")
    zoe.says("/voter 1 2")
    ana.says("/cloturer 1")
    cards = [*town.said_in(SQUARE["telegram"])[-2:], *town.said_in(SQUARE["matrix"])[-2:]]
    assert all("Introuvable" in card.text for card in cards)

    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")
    town.move(timedelta(minutes=1))

    assert not any("Introuvable" in card.text for card in cards)
    assert all("jeudi : ▇▇▇▇▇▇▇▇ 1 (100 %)" in card.text for card in cards)


def test_when_two_accounts_become_one_the_later_ballot_counts(town: Town, ana: Neighbour) -> None:
    zoe, zed = town.member("Zoé"), town.member("Zed", on="matrix")
    zoe.says("/voter 1 1")
    town.move(timedelta(minutes=1))
    zed.says("!voter 1 3")

    stored(town, lambda store: store.merge(member_of(store, zoe), member_of(store, zed)))

    assert counts(town) == ["0", "0", "1 (100 %)"]
    zed.says("!voter 1 2")
    assert counts(town) == ["0", "1 (100 %)", "0"]


def test_a_vote_takes_three_statements_of_its_own(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    card = town.said_in(zoe.square)[-1]
    zoe.presses("mardi", card, zoe.square)

    with traffic(town.database) as said:
        zoe.presses("jeudi", card, zoe.square)

    seen = said.statements
    of_the_vote = [each for each in seen if "ballots" in each and "count(" not in each]
    of_the_cards = [each for each in seen if each.startswith("UPDATE cards SET wanted")]
    assert [each.split()[0] for each in of_the_vote] == ["SELECT", "INSERT"]
    assert len(of_the_cards) == 1
    found = [each for each in seen if each.startswith("SELECT") and "deliveries.buttons" in each]
    assert not [each for each in found if "message_id = " in each], "the network shows the button"


def test_a_copy_that_nobody_knew_of_lives_from_its_first_tap(town: Town) -> None:
    ana, zoe, max_ = town.gardener("territory"), town.member("Zoé"), town.member("Max")
    ana.publishes("/sondage Quand ? | mardi | jeudi")
    square = SQUARE["telegram"]
    known = town.said_in(square)[-1]
    copy = Posted("telegram-copy", known.said)  # sent, as it turned out, before the line was cut
    town.said_in(square).append(copy)

    zoe.presses("mardi", copy, room=square)
    assert "1 vote" in copy.text

    max_.presses("jeudi", known, room=square)
    assert "2 votes ·" in copy.text
    assert copy.text == known.text


# Where presses show: reactions, and a network's own poll


def refused(who: Neighbour) -> str:
    """What somebody was told last in private."""
    return who.inbox[-1]


def test_a_vote_in_the_networks_own_poll_is_the_whole_ballot(town: Town) -> None:
    ana, yan = town.gardener("territory"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --public --multiple")
    ana.says("/voter 1 1")
    card, before = town.said_in(yan.square)[-1], len(yan.inbox)

    yan.reacts("ballot:1:1,3", card)
    assert counts(town) == ["2 (100 %)", "0", "1 (50 %)"]
    yan.reacts("ballot:1:3,3,2", card)
    assert counts(town) == ["1 (50 %)", "1 (50 %)", "1 (50 %)"]
    yan.reacts("ballot:1:", card)
    assert counts(town) == ["1 (100 %)", "0", "0"]
    assert len(yan.inbox) == before, "the card shows it"
    assert town.said_in(yan.square) == [card]


def test_a_vote_goes_with_the_message_that_made_it_unless_another_replaced_it(town: Town) -> None:
    ana, yan = town.gardener("territory"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --public")
    card = town.said_in(yan.square)[-1]

    first, second = yan.reacts("ballot:1:1", card), yan.reacts("ballot:1:2", card)
    yan.takes_back(first)
    assert counts(town) == ["0", "1 (100 %)", "0"]
    yan.takes_back(second)
    assert counts(town) == ["0", "0", "0"]


@pytest.mark.parametrize(
    ("press", "told"),
    [
        pytest.param(
            "ballot:1:1,2",
            "Le sondage « Quelle date ? » n'accepte qu'un seul choix.",
            id="two choices",
        ),
        pytest.param(
            "ballot:1:4",
            "Le sondage « Quelle date ? » n'a pas de choix « 4 ».",
            id="an unknown choice",
        ),
        pytest.param(
            "ballot:1:0", "Le sondage « Quelle date ? » n'a pas de choix « 0 ».", id="no choice"
        ),
        pytest.param("ballot:1:x", "Ce bouton n'est plus valable.", id="no number"),
    ],
)
def test_a_bad_vote_in_the_networks_own_poll_is_explained_in_private(
    town: Town, press: str, told: str
) -> None:
    ana, yan = town.gardener("territory"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --public")

    yan.reacts(press, town.said_in(yan.square)[-1])

    assert refused(yan).startswith(told)
    assert counts(town) == ["0"] * 3
    assert len(town.said_in(yan.square)) == 1


def test_a_vote_in_an_own_poll_that_is_closed_is_refused_in_private(town: Town) -> None:
    ana, yan = town.gardener("territory"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --public")
    card = town.said_in(yan.square)[-1]
    ana.says("/cloturer 1")

    yan.reacts("ballot:1:1", card)

    assert refused(yan).startswith("Le sondage « Quelle date ? » est clos, les votes sont comptés.")


def test_a_newcomers_vote_in_an_own_poll_counts_with_their_yes(town: Town) -> None:
    town.gardener("territory").publishes(f"{ASKED} --public --multiple")
    max_ = town.stranger("Max", on="matrix")
    card = town.said_in(max_.square)[-1]

    max_.reacts("ballot:1:1,3", card)
    assert max_.inbox[-1].startswith("Rejoindre Pionniers de l'énergie")
    assert town.said_in(max_.square) == [card], "the room reads nothing of it"
    welcome = max_.says("1")

    assert "Votre vote : mardi et samedi." in welcome
    assert counts(town) == ["1 (100 %)", "0", "1 (100 %)"]


def test_a_reaction_is_a_vote_and_taking_it_back_takes_that_vote_back(town: Town) -> None:
    ana, yan = town.gardener("territory"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --public")
    card = town.said_in(yan.square)[-1]

    first = yan.reacts("vote:1:1", card)
    again = yan.reacts("vote:1:1", card)
    assert counts(town) == ["1 (100 %)", "0", "0"]
    second = yan.reacts("vote:1:2", card)
    yan.takes_back(first)
    assert counts(town) == ["0", "1 (100 %)", "0"]

    for key in (second, second, again, "unknown"):
        yan.takes_back(key)
    assert counts(town) == ["0"] * 3
    assert town.said_in(yan.square) == [card]


def test_a_vote_is_not_taken_back_once_the_poll_is_closed(town: Town) -> None:
    ana, yan = town.gardener("territory"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --public")
    key = yan.reacts("vote:1:2", town.said_in(yan.square)[-1])
    ana.says("/cloturer 1")

    yan.takes_back(key)

    assert refused(yan).startswith("Le sondage « Quelle date ? » est clos, les votes sont comptés.")
    assert "jeudi : ▇▇▇▇▇▇▇▇ 1 (100 %)" in ana.says("/sondage 1")


def test_nothing_is_left_of_the_presses_of_whoever_is_erased(town: Town) -> None:
    town.gardener("territory").publishes(f"{ASKED} --public")
    yan = town.member("Yan", on="matrix")
    key = yan.reacts("vote:1:2", town.said_in(yan.square)[-1])

    yan.says("!effacer")
    yan.presses("Effacer mes données")
    yan.presses("Oui, tout effacer")

    with town.database.unit() as store:
        assert store[Presses].take("matrix", key, yan.address) is None


def test_a_choice_typed_in_answer_to_a_card_counts_where_names_are_shown(town: Town) -> None:
    town.gardener("territory").publishes(f"{ASKED} --public")
    yan = town.member("Yan", on="matrix")

    said = yan.says("2", yan.square, reply_to=town.said_in(yan.square)[-1])

    assert "Votre vote : jeudi." in said
    assert counts(town) == ["0", "1 (100 %)", "0"]


def test_a_choice_typed_in_answer_to_a_card_is_asked_again_where_names_are_not(
    town: Town, ana: Neighbour
) -> None:
    yan = town.member("Yan", on="matrix")

    said = yan.says("jeudi", yan.square, reply_to=town.said_in(yan.square)[-1])
    assert said == "Je vous ai répondu en privé."
    assert counts(town) == ["0"] * 3
    yan.says("2")

    assert yan.direct[-2].typed == "Répondez par un numéro :\n1. mardi\n2. jeudi\n3. samedi"
    assert counts(town) == ["0", "1 (100 %)", "0"]


# Votes that enter after the close


@pytest.mark.parametrize(
    ("minutes", "backlog", "counted"),
    [
        pytest.param(-1, True, True, id="sent before, read late"),
        pytest.param(-1, False, False, id="sent before, entered after"),
        pytest.param(1, True, False, id="sent after, read late"),
    ],
)
def test_a_vote_of_a_backlog_that_was_sent_before_the_close_counts(
    town: Town,
    ana: Neighbour,
    minutes: int,
    backlog: bool,  # noqa: FBT001 - as listed above
    counted: bool,  # noqa: FBT001 - likewise
) -> None:
    yan = town.member("Yan", on="matrix")
    closed_at = town.clock.now()
    ana.says("/cloturer 1")
    town.move(timedelta(minutes=5))

    answered = yan.says(
        "!voter 1 2", sent_at=closed_at + timedelta(minutes=minutes), backlog=backlog
    )

    result = town.said_in(yan.square)[-1].text
    assert "Quelle date ?" in result
    if counted:
        assert "Votre vote : jeudi." in answered
        assert "« jeudi » arrive en tête, avec 1 vote." in result
    else:
        assert answered.startswith("Le sondage « Quelle date ? » est clos, les votes sont comptés.")
        assert "personne n'a voté" in result
