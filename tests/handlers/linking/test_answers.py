"""Two registrations become one: differences that are shown and chosen."""

import re

import pytest

from bot.core.messages.incoming import Kind
from bot.domain import codes
from tests.handlers.linking.accounts import (
    CANCEL,
    MERGE,
    YES,
    agreed,
    brought,
    code_for,
    forged,
    linked,
    members,
)
from tests.handlers.linking.registrations import asked, stored
from tests.town import Neighbour, Town

CHANGED = "Quelque chose a changé entre-temps :"
OVER = "Cette demande a expiré."


def takes_part(person: Neighbour, circle: str) -> None:
    """Choose a circle."""
    person.says(f"/participation {circle}")


def test_the_question_shows_differences_and_kept_answers(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé Martin", on="matrix")
    takes_part(other, "actif")

    question = asked(zoe, other)

    assert question == (
        "Fusionner deux comptes membres\n"
        "Avec votre code, le compte Zoé Martin (Matrix) demande à être relié à celui-ci.\n"
        "Ces comptes sont tous deux membres, avec des réponses différentes. Voici ce qui sera "
        "gardé ; un bouton le change.\n"
        "Nom : Zoé, plutôt que Zoé Martin\n"
        "Participation : Je suis les actualités, plutôt que Je participe activement\n"
        "Si ce n'est pas vous qui avez tapé ce code, annulez."
    )
    assert [each.label for each in zoe.direct[-1].choices] == [
        "Nom : Zoé Martin",
        "Participation : Je participe activement",
        MERGE,
        CANCEL,
    ]


@pytest.mark.slow
@pytest.mark.parametrize("networks", [("telegram", "matrix"), ("matrix", "telegram")])
def test_each_difference_is_chosen_in_place_and_both_are_told(
    town: Town, networks: tuple[str, str]
) -> None:
    zoe, other = town.member("Zoé", networks[0]), town.member("Zoé Martin", networks[1])
    takes_part(other, "actif")
    asked(zoe, other)
    card = zoe.direct[-1]

    shown = zoe.presses("Nom : Zoé Martin", card)
    done = zoe.presses(MERGE, card)

    assert "Nom : Zoé Martin, plutôt que Zoé\n" in shown
    kept = "Ce qui a été gardé :\nNom : Zoé Martin\nParticipation : Je suis les actualités\n"
    assert "Vous avez une seule voix, sous le nom de Zoé Martin." in done
    assert kept in done
    assert kept in other.inbox[-1]
    assert members(town) == ["Zoé Martin"]
    assert stored(town, other.address)["circle/1"] == "informed"


def test_a_choice_is_taken_back(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé Martin", on="matrix")
    asked(zoe, other)
    card = zoe.direct[-1]

    zoe.presses("Nom : Zoé Martin", card)
    shown = zoe.presses("Nom : Zoé", card)
    zoe.presses(MERGE, card)

    assert "Nom : Zoé, plutôt que Zoé Martin" in shown
    assert members(town) == ["Zoé"]


def test_each_account_reads_the_question_in_its_own_language(town: Town) -> None:
    zoe = town.member("Zoé", locale="en")
    other = town.member("Zoé Martin", on="matrix")

    question = asked(zoe, other)
    done = zoe.presses("Merge")

    assert "Name: Zoé, rather than Zoé Martin" in question
    assert "What was kept:\nName: Zoé\n" in done
    assert "Ce qui a été gardé :\nNom : Zoé\n" in other.inbox[-1]


@pytest.mark.slow
def test_the_choice_survives_a_restart(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé Martin", on="matrix")
    asked(zoe, other)
    zoe.presses("Nom : Zoé Martin")
    town.restart()

    zoe.presses(MERGE)

    assert members(town) == ["Zoé Martin"]


def test_the_choice_ends_with_the_code(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé Martin", on="matrix")
    asked(zoe, other)
    card = zoe.direct[-1]
    town.move(codes.LIFE)

    assert zoe.presses("Nom : Zoé Martin", card).startswith(OVER)
    assert zoe.presses(MERGE, card).startswith(OVER)
    assert members(town) == ["Zoé", "Zoé Martin"]


def test_later_changes_are_shown_before_it_is_done(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé Martin", on="matrix")
    asked(zoe, other)
    card = zoe.direct[-1]
    takes_part(other, "actif")

    anew = zoe.presses(MERGE, card)
    assert members(town) == ["Zoé", "Zoé Martin"]
    zoe.presses(MERGE, card)

    assert CHANGED in anew
    assert "Participation : Je suis les actualités, plutôt que Je participe activement" in anew
    assert members(town) == ["Zoé"]


def test_a_person_who_joins_meanwhile_is_not_merged_unseen(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.stranger("Zoé Martin", on="matrix")
    asked(zoe, other)
    card = zoe.direct[-1]
    other.joins()

    anew = zoe.presses(YES, card)
    assert members(town) == ["Zoé", "Zoé Martin"]
    zoe.presses(MERGE, card)

    assert CHANGED in anew
    assert members(town) == ["Zoé"]


def test_equal_answers_are_not_asked_about(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé", on="matrix")

    question = asked(zoe, other)

    assert "Ces comptes sont tous deux membres : ils seront fusionnés." in question
    assert [each.label for each in zoe.direct[-1].choices] == [MERGE, CANCEL]


@pytest.mark.slow
@pytest.mark.parametrize("press", ["link_take:1:name:second", "link_yes:1", "link_no:1"])
def test_nobody_else_chooses_between_the_answers(town: Town, press: str) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé Martin", on="matrix")
    eve, ana = town.member("Ève"), town.gardener("territory")
    asked(zoe, other)

    for person in (eve, ana):
        town.do(person.playground.receives(forged(person, press)))
        assert person.inbox[-1].startswith(OVER)
    zoe.presses(MERGE)

    assert members(town) == ["Ana", "Zoé", "Ève"]


@pytest.mark.parametrize(
    "press", ["link_take:1:name:first", "link_take:1:name:nobody", "link_take:1:zzz:second"]
)
def test_the_second_account_does_not_choose_and_nothing_else_is_chosen(
    town: Town, press: str
) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé Martin", on="matrix")
    asked(zoe, other)

    town.do(other.playground.receives(forged(other, press)))
    town.do(zoe.playground.receives(forged(zoe, press)))
    zoe.presses(MERGE)

    assert OVER in "\n".join(other.inbox)
    assert members(town) == ["Zoé"]


def test_a_gardener_links_nobody_else(town: Town) -> None:
    ana, zoe, yan = town.gardener("territory"), town.member("Zoé"), town.member("Yan", on="matrix")
    code = code_for(zoe)

    typed = ana.says("/relier Zoé Yan")
    tends = ana.says(f"/relier {code}")

    assert typed == "Un code a huit lettres et chiffres, comme K7M-4PX-2R."
    assert tends.startswith("Le compte qui a un rôle doit être le premier.")
    assert members(town) == ["Ana", "Yan", "Zoé"]
    assert brought(yan, code).startswith("J'ai posé la question à ")


@pytest.mark.slow
def test_a_code_that_was_used_is_no_use_to_a_third(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé", on="matrix")
    code = code_for(zoe)
    brought(other, code)
    zoe.presses(MERGE)

    answers = {town.member(name).says(f"/relier {code}") for name in ("Ève", "Max", "Léa")}

    assert len(answers) == 1
    assert answers.pop().startswith("Ce code est faux, déjà utilisé")


def test_both_may_say_yes_at_once_each_to_the_others_code(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé Martin", on="matrix")
    asked(zoe, other)
    asked(other, zoe)
    presses = {
        person: next(each for each in reversed(person.direct) if _merges(each)).choice(MERGE).press
        for person in (zoe, other)
    }

    async def both() -> None:
        for person, press in presses.items():
            await person.playground.receives(forged(person, press))

    town.do(both())

    assert len(members(town)) == 1
    told = "\n".join([*zoe.inbox, *other.inbox])
    assert told.count("C'est fait") == 2
    assert OVER in told


def _merges(posted: object) -> bool:
    return any(each.label == MERGE for each in posted.choices)  # type: ignore[attr-defined]


def test_a_third_account_comes_too(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé", on="matrix")
    third = town.stranger("Zoé bis")
    linked(zoe, other)

    linked(other, third)

    accounts = zoe.says("/moi")
    assert re.search(r"^Comptes : .*, .* et .*$", accounts, re.MULTILINE)


def test_an_old_press_says_that_it_is_void(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé Martin", on="matrix")
    asked(zoe, other)
    card = zoe.direct[-1]
    press = card.choice("Nom : Zoé Martin").press
    zoe.presses(MERGE, card)

    zoe.says("", kind=Kind.PRESS, press=press, press_id="old")

    assert zoe.inbox[-1].startswith(OVER)
    assert members(town) == ["Zoé"]


def test_neither_account_says_yes_for_the_other(town: Town) -> None:
    """First the account that brought the code, then the one that asked for it."""
    zoe, other = town.member("Zoé"), town.member("Max", on="matrix")
    other.says(f"!relier {code_for(zoe)}")

    too_early = zoe.forges("link_yes:1", zoe.direct[-1])
    agreed(other)
    alone = other.forges("link_yes:1", other.direct[-1])
    both = members(town)
    zoe.presses(MERGE if MERGE in [each.label for each in zoe.direct[-1].choices] else YES)

    assert too_early.startswith(OVER)
    assert alone.startswith(OVER)
    assert both == ["Max", "Zoé"]
    assert members(town) == ["Zoé"]
