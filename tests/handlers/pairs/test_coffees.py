"""Members are proposed to each other, on both networks, and get contacts once both said yes."""

from datetime import datetime, timedelta

import pytest

from bot.domain.pairs import FOLLOWED_UP_AFTER, REMEMBERED_FOR
from bot.domain.personal_data import DIRECTORY
from storage.members import Consents, Members
from storage.profile import Profiles
from tests.handlers.audit.traces import presses_forged
from tests.handlers.introductions.adults import grown, young
from tests.handlers.linking.accounts import linked
from tests.handlers.pairs.coffees import (
    ASKED,
    FIRST,
    FOURTH,
    NO,
    OTHER,
    SECOND,
    THIRD,
    YES,
    coffee,
    drinks,
    proposed,
    sides,
    switches_on,
)
from tests.handlers.personal_data.departures import chooses, everything
from tests.town import CHANGED, PARIS, Neighbour, Town, labels

ZOE, YAN = 3, 4
"""Their numbers."""
AT_ZOE, AT_YAN = "Telegram (@\u2060101)", "@\u2060yan"


def test_contacts_are_given_once_both_said_yes(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    ana.says("/binomes Qu'est-ce qui vous réjouit ?")
    before = coffee(zoe)
    town.move_to(FIRST)
    asked = zoe.inbox[-1]
    agreed = zoe.presses(YES)
    silent = len(yan.inbox)
    met = yan.presses(YES)

    assert "Vous participez. Prochaines propositions : mardi 1er décembre à 10 h." in before
    assert asked == (
        "☕ Un café avec Yan ?\n"
        "Vous êtes dans la même communauté et souhaitez faire connaissance.\n"
        "Pour commencer :\nQu'est-ce qui vous réjouit ?\n\n"
        f"Si vous dites oui, votre contact est donné à qui dit oui aussi : {AT_ZOE}\n"
        "Un refus reste entre vous et moi. Vous pouvez répondre jusqu'au mardi 29 décembre."
    )
    assert f"Qui dit oui aussi reçoit votre contact : {AT_ZOE}." in agreed
    assert proposed(yan) == ["☕ Un café avec Zoé ?"]
    assert silent == len(yan.inbox)
    assert f"Zoé : {AT_ZOE}\nVotre contact est transmis : {AT_YAN}" in met
    assert f"Yan : {AT_YAN}" in zoe.inbox[-1]
    assert "Jamais avec Yan" in labels(zoe)
    assert YES not in labels(zoe)


@pytest.mark.slow
def test_people_in_contact_are_asked_whether_they_met_and_numbers_are_five_at_least(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    others = [drinks(town.member(each)) for each in ("Max", "Eve")]
    town.move_to(FIRST)
    pairs = [each.member_id for each in sides(town)]
    few = ana.says("/bilan"), ana.says("/binomes")
    for person in (zoe, yan, *others):
        person.presses(YES)
    town.move_to(ASKED)
    asked = zoe.inbox[-1]
    not_yet = zoe.presses("Pas encore")
    again = zoe.presses("Oui, c'est fait")
    drinks(town.member("Lou"))
    town.move_to(SECOND)
    town.move(timedelta(hours=1))
    card = ana.says("/binomes")
    town.move_to(datetime(2027, 2, 7, 12, tzinfo=PARIS))
    figures = ana.says("/bilan")

    assert len(pairs) == len(set(pairs)) == 4
    assert "Cafés proposés" not in few[0]
    assert "Moins de 5 membres participent." in few[1]
    assert asked.startswith("☕ Avez-vous rencontré ")
    assert "Pour commencer :" in not_yet
    assert again.startswith("Merci")
    assert "Cafés proposés : 5" in figures
    assert "Se sont rencontrés" not in figures
    assert "5 membres participent." in card


@pytest.mark.slow
def test_nobody_is_proposed_again_before_all_others_and_an_odd_one_makes_three(
    town: Town, zoe: Neighbour, yan: Neighbour
) -> None:
    max_, eve = drinks(town.member("Max")), drinks(town.member("Eve", on="matrix"))
    for moment in (FIRST, SECOND, THIRD):
        town.move_to(moment)
    lou = drinks(town.member("Lou"))
    town.move_to(FOURTH)

    for each, own in ((zoe, "Zoé"), (yan, "Yan"), (max_, "Max"), (eve, "Eve")):
        names = {"Zoé", "Yan", "Max", "Eve"} - {own}
        assert {f"☕ Un café avec {name} ?" for name in names} == set(proposed(each)[:3])
    (of_lou,) = proposed(lou)
    assert " et " in of_lou
    assert sum(" et " in proposed(each)[-1] for each in (zoe, yan, max_, eve, lou)) == 3


@pytest.mark.slow
def test_why_and_what_is_shown(town: Town, zoe: Neighbour, yan: Neighbour) -> None:
    """Near, of the same topic; the rest as in the directory, and nothing else."""
    with town.database.unit() as store:
        for number in (ZOE, YAN):
            member = store[Members].get(number)
            assert member is not None
            member.commune, member.about = "32013", f"Ce que fait {member.name}"
            store[Profiles].choose(member, 1, "mobility", chosen=True)
            if number == YAN:
                store[Profiles].show(member, 1, "contact")
                at = town.clock.now()
                store[Consents].give(member, 1, DIRECTORY, version="1", channel="test", at=at)
    town.move_to(FIRST)

    why = "Vous habitez à proximité.\nVous avez choisi les mêmes domaines : Mobilité\n"
    assert why in zoe.inbox[-1]
    assert "Yan\nCe que fait Yan\nLieu : " in zoe.inbox[-1]
    assert f"Yan : {AT_YAN}" in zoe.inbox[-1], "he shows it in the directory"
    assert why in yan.inbox[-1]
    assert "Ce que fait Zoé" not in yan.inbox[-1]
    assert "101" not in yan.inbox[-1]


@pytest.mark.slow
def test_a_no_is_told_to_nobody(town: Town, zoe: Neighbour, yan: Neighbour) -> None:
    town.move_to(FIRST)
    told = len(yan.inbox)
    refused = zoe.presses(NO)
    waits = yan.presses(YES)
    town.move_to(ASKED)

    assert "C'est noté, et personne ne le saura." in refused
    assert "Qui dit oui aussi reçoit votre contact" in waits
    assert AT_ZOE not in waits
    assert len(yan.inbox) == told, "who got no contact is not asked whether they met"


@pytest.mark.slow
def test_a_member_refuses_somebody_for_good_and_nobody_is_told(
    town: Town, zoe: Neighbour, yan: Neighbour
) -> None:
    town.move_to(FIRST)
    yan.presses(YES)
    seen = coffee(yan), yan.presses("Le café avec Zoé")
    told = len(yan.inbox)
    asked = zoe.presses("Jamais avec Yan")
    done = zoe.presses("Plus jamais avec Yan")
    silent = len(yan.inbox)
    after = coffee(yan), yan.presses("Le café avec Zoé")
    before = proposed(yan)
    town.move_to(SECOND)
    alone = proposed(yan), proposed(zoe)
    max_ = drinks(town.member("Max"))
    town.move_to(THIRD)

    assert "C'est définitif." in asked
    assert done.startswith("C'est noté : plus jamais avec Yan, qui n'en saura rien.")
    assert seen == after
    assert silent == told
    assert alone == (before, [])
    assert proposed(max_) in (["☕ Un café avec Zoé ?"], ["☕ Un café avec Yan ?"])
    assert presses_forged(zoe, "pair_look:1").startswith("Ce café est terminé.")
    assert "Personnes refusées" not in yan.says("!mesdonnees")


@pytest.mark.slow
def test_who_refuses_after_contacts_were_given_takes_nothing_back(
    town: Town, zoe: Neighbour, yan: Neighbour
) -> None:
    town.move_to(FIRST)
    zoe.presses(YES)
    yan.presses(YES)
    zoe.presses("Jamais avec Yan")
    zoe.presses("Plus jamais avec Yan")
    coffee(yan)

    assert f"Zoé : {AT_ZOE}" in yan.presses("Le café avec Zoé")


@pytest.mark.slow
def test_who_takes_part(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    """Adults who said so and get messages; not in a break, and no longer than they want."""
    minor = young(town.member("Max").wants_messages())
    silent = grown(town.member("Eve"))
    coffee(silent)
    warned = silent.presses("Oui, je participe")
    paused, gone = drinks(town.member("Lou")), drinks(town.member("Kim", on="matrix"))
    coffee(paused)
    paused.presses("Faire une pause")
    paused.presses("Jusqu'à un autre jour")
    refused = paused.says("1er janvier 2029")
    pause = paused.says("15 décembre")
    coffee(gone)
    left = gone.presses("Ne plus participer")
    town.move_to(FIRST)
    first = proposed(zoe)
    ready = drinks(town.member("Bob"))
    town.move_to(SECOND)

    assert "moins de 18 ans" in coffee(minor)
    assert "☕" not in presses_forged(minor, "pair_join")
    assert "personne ne vous est proposé tant que vous n'acceptez pas" in warned
    assert refused.startswith("Une pause se termine un jour à venir")
    assert "Vous êtes en pause jusqu'au mardi 15 décembre." in pause
    assert left.startswith("C'est noté : vous ne participez plus. Personne n'en sait rien.")
    assert first == []
    assert proposed(silent) == proposed(gone) == proposed(minor) == []
    assert len(proposed(paused)) == len(proposed(ready)) == len(proposed(zoe)) == 1


def test_it_is_off_until_a_gardener_switches_it_on(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = grown(town.member("Zoé"))
    off = coffee(zoe), zoe.says("/reglages"), presses_forged(zoe, "pair_join")
    forged = presses_forged(zoe, "pair_switch:on")
    switches_on(ana)
    invited = ana.presses("Inviter les membres")
    ana.presses("Publier dans les salons")
    zoe.presses("Un café ?", town.latest_with(zoe.square, "Un café ?"), zoe.square)

    assert off[0].startswith("Seule l'équipe de jardinage")
    assert "café" not in off[1]
    assert off[2].startswith("Il n'y a pas de cafés dans")
    assert forged.startswith("Seule l'équipe de jardinage")
    assert "Les salons de la communauté liront :" in invited
    assert "Ana a activé les cafés entre membres." in luc.inbox[-1]
    assert "Une fois par mois, je vous propose" in zoe.inbox[-1]
    assert "Un café avec un autre membre : non." in zoe.says("/reglages")


@pytest.mark.slow
def test_opening_questions_are_kept_by_the_gardeners_alone(
    coffees: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = coffees.member("Zoé")
    ana.says("/binomes Où marchez-vous ?")
    twice = luc.says("!binomes OU MARCHEZ-VOUS ?")
    luc.says("!binomes")
    luc.presses("Retirer une question")
    removed = luc.presses("Retirer « Où marchez-vous")

    assert "est déjà dans la liste." in twice
    assert "Pas encore de question d'ouverture" in removed
    for press in ("pair_question_remove:1", "pair_list", "pair_invite_post", "pair_switch:off"):
        assert presses_forged(zoe, press).startswith("Seule l'équipe de jardinage")


@pytest.mark.slow
def test_nobody_answers_for_another(town: Town, zoe: Neighbour, yan: Neighbour) -> None:
    eve = town.member("Ève")
    town.move_to(FIRST)
    of_zoe = next(each for each in sides(town) if each.member_id == ZOE)
    others = {each.id for each in sides(town)} - {of_zoe.id}

    for press in ("pair_look", "pair_yes", "pair_no", "pair_contact"):
        for person in (eve, yan):
            said = presses_forged(person, f"{press}:{of_zoe.id}")
            assert said.startswith("Ce café est terminé.")
    for press in (f"pair_never_sure:{of_zoe.id}:{of_zoe.id}", f"pair_met:{of_zoe.id}:met"):
        assert presses_forged(yan, press).startswith("Ce café est terminé.")
    assert presses_forged(zoe, f"pair_met:{of_zoe.id}:met").startswith("Répondez par l'un")
    assert presses_forged(zoe, f"pair_never_sure:{of_zoe.id}:{of_zoe.id}").startswith("Ce café")
    assert [each.answer for each in sides(town)] == [None] * (len(others) + 1)


@pytest.mark.slow
def test_an_account_linked_later_needs_another_yes(
    town: Town, zoe: Neighbour, yan: Neighbour
) -> None:
    town.move_to(FIRST)
    shown = zoe.direct[-1]
    linked(zoe, town.stranger("Zoe2", on="matrix"))
    stale = zoe.presses(YES, shown)
    coffee(zoe)
    zoe.presses("Le café avec Yan")
    agreed = zoe.presses(YES)

    assert CHANGED in stale
    assert "@\u2060zoe2" in agreed


@pytest.mark.slow
def test_two_who_are_one_are_proposed_to_each_other_no_more(
    town: Town, zoe: Neighbour, yan: Neighbour
) -> None:
    max_ = drinks(town.member("Max"))
    town.move_to(FIRST)
    max_.presses("Jamais avec Yan")
    max_.presses("Plus jamais avec Yan")
    linked(zoe, yan)
    town.move_to(SECOND)

    assert len(sides(town)) == 2, "of the round of three; the refusal of one is that of both"
    assert proposed(max_) == []


@pytest.mark.slow
def test_what_waits_to_be_told_of_an_erased_member_is_taken_back(
    town: Town, zoe: Neighbour, yan: Neighbour
) -> None:
    with town.database.unit() as store:
        member = store[Members].get(ZOE)
        assert member is not None
        member.quiet_from, member.quiet_to = "08:00", "18:00"
    town.move_to(FIRST)
    yan.presses(YES)
    chooses(yan, "Effacer mes données")
    left = [each for each in everything(town) if "Yan" in each]
    town.move(timedelta(hours=9))
    coffee(zoe)

    assert proposed(zoe) == []
    assert left == []
    assert not any(each.startswith("Le café") for each in labels(zoe))


@pytest.mark.slow
def test_who_leaves_is_proposed_no_more(town: Town, zoe: Neighbour, yan: Neighbour) -> None:
    town.move_to(FIRST)
    yan.presses(YES)
    chooses(yan, "Quitter la communauté")
    coffee(zoe)
    seen = labels(zoe)
    yan.joins()

    assert not any(each.startswith("Le café") for each in seen)
    assert "Une fois par mois, je vous propose" in coffee(yan), "it takes another yes"


@pytest.mark.slow
def test_contacts_go_after_sixty_days_and_all_after_twelve_months(
    town: Town, zoe: Neighbour, yan: Neighbour
) -> None:
    town.move_to(FIRST)
    zoe.presses(OTHER)
    zoe.says("06 12 34 56 78")
    yan.presses(YES)
    given = "06 12 34 56 78" in yan.inbox[-1]
    coffee(zoe)
    zoe.presses("Ne plus participer")
    town.move(timedelta(days=61))
    contacts = [(each.reached_by, each.accounts) for each in sides(town)]
    town.move(REMEMBERED_FOR)

    assert given
    assert contacts == [("", [])] * 2
    assert sides(town) == []


@pytest.mark.slow
@pytest.mark.parametrize("away", [True, False])
def test_no_round_is_held_while_nobody_tends_the_community(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour, yan: Neighbour, *, away: bool
) -> None:
    if away:
        ana.says("/absence 30 novembre - 12 décembre")
        luc.says("!absence 30 novembre - 12 décembre")
    town.move_to(FIRST)

    assert (proposed(zoe) == []) is away


@pytest.mark.slow
def test_a_restored_backup_tells_nobody_twice(town: Town, zoe: Neighbour, yan: Neighbour) -> None:
    town.clock.move(FIRST - town.clock.now())
    with town.database.unit() as store:
        store.restored(town.clock.now())
    town.move(FOLLOWED_UP_AFTER)

    assert proposed(zoe) == proposed(yan) == []
    assert "Vous participez." in coffee(zoe)


def test_plain_words_lead_to_the_coffees(zoe: Neighbour) -> None:
    for typed in ("Un café", "cafés"):
        assert zoe.says(typed).startswith("☕ Un café ?"), typed
