"""Votes: one ballot a member, from both networks, changed and withdrawn at any time."""

from bot.transports.playground import Posted
from tests.handlers.polls.tallies import ASKED, counts
from tests.town import SQUARE, Neighbour, Town
from tests.traffic import traffic


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


def test_votes_stand_after_a_restart(town: Town, ana: Neighbour) -> None:
    ana.says("/voter 1 3")

    town.restart()
    town.member("Zoé").says("/voter 1 3")

    assert counts(town) == ["0", "0", "2 (100 %)"]


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
