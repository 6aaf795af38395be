"""The letter, from both gardeners' seats and from those who read it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from bot.domain.roles import Seat
from storage.communities import Communities, SeatHolders
from storage.members import Members
from storage.unit_of_work import Store
from tests.handlers.digest.news.writing import add_news, propose_news
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, CHANNEL, PARIS, SQUARE, Neighbour, Town, town_settings

ROOMS = (*SQUARE.values(), CHANNEL)
DUE = datetime(2026, 12, 1, 8, 0)  # noqa: DTZ001 - `move_to` reads it in Paris
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHREDDER = "/actu Le broyeur est arrivé | En prêt à la mairie | https://exemple.fr"
WHOLE = "Le broyeur est arrivé\nEn prêt à la mairie\nhttps://exemple.fr\nAna, pour le territoire"
LETTER = f"📰 Pionniers de l'énergie : lettre du mardi 1er décembre\n{WHOLE}"


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener of the territory, on Telegram."""
    return town.gardener("territory")


@pytest.fixture
def luc(town: Town) -> Neighbour:
    """The gardener at the Region, on Matrix."""
    return town.gardener("region")


def letters(town: Town, room: str) -> list[str]:
    """What a room was sent."""
    return [each.text for each in town.said_in(room)]


def nothing_went_out(town: Town) -> bool:
    return all(letters(town, room) == [] for room in ROOMS)


def ask_for_letter(who: Neighbour) -> None:
    who.says("/reglages")
    who.presses("Recevoir la lettre en privé")


def change(town: Town, act: Callable[[Store], object]) -> None:
    with town.database.unit() as store:
        act(store)


# The whole story


def test_a_letter_goes_from_news_to_every_room(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe, max_ = town.member("Zoé"), town.member("Max", on="matrix")
    town.member("Ida")
    ask_for_letter(zoe)
    ask_for_letter(max_)
    add_news(ana, SHREDDER)

    submitted = ana.says("/lettre soumettre")
    asked = luc.inbox[-1]
    approved = luc.presses("Approuver")
    town.move_to(DUE)

    assert "Lettre 1 : soumise par Ana.\nLuc doit encore l'approuver." in submitted
    assert asked == submitted.replace(
        "Luc doit encore l'approuver", "Il manque encore votre accord"
    )
    assert letters(town, BACK_ROOM) == [
        "Ana a ajouté l'actualité 1.",
        "Ana a soumis la lettre. Luc doit encore l'approuver.",
    ]
    assert "Lettre 1 : soumise par Ana, approuvée par Luc." in approved
    assert "Elle part le mardi 1er décembre à 8 h." in ana.inbox[-1]
    assert [letters(town, room) for room in ROOMS] == [[LETTER]] * 3
    for reader in (zoe, max_):
        assert reader.inbox[-1].startswith(f"{LETTER}\n\nVous la recevez parce que")


def test_the_region_may_submit_and_the_territory_approve(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(luc, "!actu Aide au vélo")

    luc.says("!lettre soumettre")
    ana.presses("Approuver")
    town.move_to(DUE)

    assert "Luc, pour la Région" in letters(town, SQUARE["telegram"])[-1]


def test_only_those_who_asked_get_it_in_private(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    wants, leaves, stops, changes = (town.member(name) for name in ("Wanda", "Lia", "Sam", "Chloé"))
    for each in (wants, leaves, stops, changes):
        ask_for_letter(each)
    ready(ana, luc)
    leaves.says("/quitter")
    leaves.presses("Quitter la communauté")
    leaves.presses("Oui, quitter")
    stops.says("/stop")
    stops.presses("Ne plus m'écrire")
    stops.presses("Oui, ne plus m'écrire")
    changes.says("/reglages")
    changes.presses("Ne plus recevoir")

    town.move_to(DUE)

    assert [
        any(WHOLE in said for said in each.inbox) for each in (wants, leaves, stops, changes)
    ] == [True, False, False, False]


def ready(ana: Neighbour, luc: Neighbour) -> None:
    """A letter with one news item, submitted and approved."""
    add_news(ana, SHREDDER)
    ana.says("/lettre soumettre")
    luc.presses("Approuver")


# What it looks like


def long_letter(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    """Let a letter go out that rooms show in short."""
    for number in range(1, 10):
        add_news(ana, f"/actu Nouvelle {number} | Des mots | https://exemple.fr/{number}")
    ana.says("/lettre soumettre")
    luc.presses("Approuver")
    town.move_to(DUE)


def test_a_long_letter_is_short_in_rooms_and_whole_in_private(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    with town.database.unit() as store:
        store[Communities].get(1).public_channel = True
    long_letter(town, ana, luc)
    ida, noor = town.stranger("Ida"), town.stranger("Noor", on="matrix")

    shown = letters(town, SQUARE["telegram"])[-1].split("\n")
    read = ida.presses("Lire la suite", room=SQUARE["telegram"])
    told = noor.presses("Lire la suite", room=SQUARE["matrix"])

    assert len(shown) == 8
    assert shown[1] == "– Nouvelle 1 (Ana, pour le territoire)"
    assert shown[-1] == "Et 3 autres."
    assert "Nouvelle 9\nDes mots\nhttps://exemple.fr/9" in read
    assert told == "Je vous envoie la lettre en privé."
    assert noor.inbox[-1] == read
    assert town.member("Zoé").says("/lettre 1") == read


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_a_stranger_reads_a_letter_only_once_they_have_joined(
    town: Town, ana: Neighbour, luc: Neighbour, network: str
) -> None:
    """Unless the community said that its channel is public; by button and by link alike."""
    long_letter(town, ana, luc)
    ida, zoe = town.stranger("Ida", on=network), town.member("Zoé", on=network)

    asked = ida.presses("Lire la suite", room=SQUARE[network])
    linked = town.stranger("Noor").says("/start in1-digest-1")
    ida.presses("J'ai 15 ans ou plus, j'accepte")
    zoe.presses("Lire la suite", room=SQUARE[network])

    assert "Nouvelle 9" not in asked + linked
    assert "Rejoindre Pionniers de l'énergie" in linked
    assert "Nouvelle 9\nDes mots" in ida.inbox[-1], "joining goes on to what they came for"
    assert "Nouvelle 9\nDes mots" in zoe.inbox[-1]


def test_who_runs_the_bot_reads_a_letter_without_joining(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    long_letter(town, ana, luc)

    assert "Nouvelle 9\nDes mots" in town.cultivator().says("/start in1-digest-1")


def test_title_and_order_are_the_gardeners(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    for words in ("Un", "Deux", "Trois"):
        add_news(ana, f"/actu {words}")

    titled = ana.says("/lettre titre Le grand jour")
    ordered = luc.says("!lettre ordre 3 1")
    removed = luc.says("!lettre retirer 2")
    preview = ana.reviews_letter()

    assert titled == "La lettre a pour titre « Le grand jour »."
    assert ordered == "Actualités, dans l'ordre : 3, 1 et 2."
    assert removed == "L'actualité 2 est retirée."
    assert preview.startswith(
        "📰 Le grand jour\nTrois\nAna, pour le territoire\n\nUn\nAna, pour le territoire\n\n"
    )


def test_english_names_do_the_same(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    for words in ("One", "Two"):
        add_news(ana, f"/news {words}")

    ana.says("/digest title Hello")
    ana.says("/digest order 2 1")
    ana.says("/digest remove 1")
    ana.says("/digest submit")
    luc.says("!digest approve")
    luc.presses("Approuver")
    town.move_to(DUE)

    assert letters(town, CHANNEL) == ["📰 Hello\nTwo\nAna, pour le territoire"]


def test_members_read_the_last_letter_only(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = town.member("Zoé")

    before = zoe.says("/lettre")
    ready(ana, luc)
    during = zoe.says("/lettre")
    town.move_to(DUE)

    assert (
        before
        == during
        == (
            "Aucune lettre n'est encore partie. La première est prévue le mardi 1er décembre à 8 h."
        )
    )
    assert zoe.says("/lettre") == LETTER


@pytest.mark.parametrize("hostile", ["@room {name} {0} <b>x</b>", "a\u202eb", "%s `x` [y](z)"])
def test_hostile_words_are_only_words(
    town: Town, ana: Neighbour, luc: Neighbour, hostile: str
) -> None:
    add_news(ana, f"/actu {hostile}\n{hostile}")
    ana.says(f"/lettre titre {hostile}")
    ana.says("/lettre soumettre")
    luc.presses("Approuver")
    town.move_to(DUE)

    said = letters(town, SQUARE["matrix"])[-1]
    assert "@room" not in said
    assert len(said.split("\n")) == 4


# Two approvals, two people


def test_one_person_cannot_give_both_approvals(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    add_news(ana, SHREDDER)
    ana.says("/lettre soumettre")

    refused = ana.says("/lettre approuver")
    town.move_to(DUE)

    assert refused == "Vous avez soumis cette lettre : une autre personne doit l'approuver."
    assert nothing_went_out(town)


def test_one_person_on_both_seats_cannot_either(town: Town, ana: Neighbour) -> None:
    def seat_her_twice(store: Store) -> None:
        for seat in Seat:
            store[SeatHolders].put(store[Communities].all()[0], seat, ana.address)

    change(town, seat_her_twice)
    add_news(ana, SHREDDER)

    submitted = ana.says("/lettre soumettre")
    refused = ana.says("/lettre approuver")

    assert "La lettre ne peut pas encore être approuvée" in submitted
    assert refused == "Vous avez soumis cette lettre : une autre personne doit l'approuver."


def test_a_cultivator_is_no_way_round(town: Town, ana: Neighbour) -> None:
    cultivator = Neighbour(town, "telegram", "telegram:42", "Cléo", "fr").joins()
    add_news(ana, SHREDDER)

    submitted = ana.says("/lettre soumettre")
    answers = {
        cultivator.says(f"/lettre {act}")
        for act in ("soumettre", "approuver", "corriger", "passer")
    }

    assert (
        "La lettre ne peut pas encore être approuvée : pour la Région, il faut d'abord qu'une "
        "personne de l'équipe rejoigne."
    ) in submitted
    assert {each.partition(",")[0] for each in answers} == {
        "Seule l'équipe de jardinage peut soumettre et approuver la lettre."
    }


@pytest.mark.parametrize("act", ["soumettre", "approuver", "corriger", "passer", "retirer 1"])
def test_members_cannot_approve(town: Town, ana: Neighbour, act: str) -> None:
    zoe = town.member("Zoé")
    add_news(ana, SHREDDER)

    assert "Seule l'équipe de jardinage" in zoe.says(f"/lettre {act}")
    assert "brouillon" in ana.says("/lettre")


def test_whoever_joins_late_finds_the_letter_that_waits(town: Town, ana: Neighbour) -> None:
    add_news(ana, SHREDDER)
    ana.says("/lettre soumettre")

    luc = town.gardener("region")
    luc.says("!lettre")

    assert "approuvée par Luc" in luc.presses("Approuver")


def test_linking_two_gardeners_leaves_one_approval(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ready(ana, luc)

    def merge(store: Store) -> None:
        kept, gone = (store[Members].standing(each.address, None) for each in (ana, luc))
        assert kept is not None
        assert gone is not None
        store.merge(kept.member, gone.member)

    change(town, merge)
    town.move_to(DUE)

    assert nothing_went_out(town)


# Nothing that only one gardener saw


CHANGES = ["/actu Encore", "/lettre retirer 1", "/lettre titre T", "/lettre ordre 2 1"]


@pytest.mark.parametrize("typed", CHANGES)
def test_a_change_after_submission_makes_a_draft_again(
    town: Town, ana: Neighbour, luc: Neighbour, typed: str
) -> None:
    add_news(ana, "/actu Un")
    add_news(ana, "/actu Deux")
    ana.says("/lettre soumettre")
    asked = luc.direct[-1]

    (add_news if "actu" in typed else Neighbour.says)(luc, typed.replace("/", "!", 1))

    told = "La lettre redevient un brouillon : il faut de nouveau la soumettre et l'approuver."
    assert any(told in each for each in ana.inbox[-2:])
    assert "brouillon" in ana.says("/lettre")
    late = luc.presses("Approuver", asked)
    assert "La lettre a changé" in late or "n'est pas soumise" in late


def test_other_days_after_submission_make_a_draft_again(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    ana.says("/lettre soumettre")

    shown = luc.says("!lettre programme jeudi 18h")
    before = ana.says("/lettre")
    luc.presses("Garder ces dates")

    assert shown == (
        "Jours de la lettre\n"
        "La lettre partirait chaque jeudi à 18 h.\n"
        "Les prochaines dates :\n"
        "Jeudi 26 novembre à 18 h\n"
        "Jeudi 3 décembre à 18 h\n"
        "Jeudi 10 décembre à 18 h"
    )
    assert "brouillon" not in before
    assert "brouillon" in ana.says("/lettre")


@pytest.mark.parametrize("typed", CHANGES[1:])
def test_a_change_after_approval_makes_a_draft_again(
    town: Town, ana: Neighbour, luc: Neighbour, typed: str
) -> None:
    add_news(ana, "/actu Un")
    add_news(ana, "/actu Deux")
    ana.says("/lettre soumettre")
    luc.presses("Approuver")

    ana.says(typed)
    town.move_to(DUE)

    assert any("redevient un brouillon" in each for each in luc.inbox)
    assert nothing_went_out(town)


def test_what_was_added_after_approval_waits(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ready(ana, luc)

    added = add_news(luc, "!actu Trop tard")
    preview = ana.reviews_letter()
    town.move_to(DUE)

    assert added.startswith("Actualité 2 : elle sera dans la lettre suivante")
    assert "1 actualité attend la lettre suivante." in preview
    assert letters(town, CHANNEL) == [LETTER]
    assert "Trop tard" in ana.reviews_letter()


def test_an_old_button_does_not_submit_what_was_not_read(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    ana.says("/lettre")
    add_news(luc, "!actu Deux")

    refused = ana.presses("Soumettre à Luc")

    assert refused == "La lettre a changé depuis ce message. Pour la relire : /lettre."
    assert "brouillon" in ana.says("/lettre")


def test_an_old_button_does_not_approve_what_was_not_read(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    ana.says("/lettre soumettre")
    first = luc.direct[-1]
    add_news(ana, "/actu Deux")
    ana.says("/lettre soumettre")

    assert "La lettre a changé" in luc.presses("Approuver", first)
    assert "approuvée par Luc" in luc.presses("Approuver")


def test_corrections_are_asked_for_with_a_reason(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    ana.says("/lettre soumettre")

    asked = luc.presses("Corriger")
    corrected = luc.says("Le lien est faux")

    assert asked.startswith("Que faut-il corriger ?")
    assert "Lettre 1 : brouillon." in corrected
    assert ana.inbox[-1] == (
        "Luc demande une correction : la lettre redevient un brouillon.\n« Le lien est faux »"
    )


def test_corrections_need_no_reason(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ready(ana, luc)

    ana.says("/lettre corriger")
    town.move_to(DUE)

    assert luc.inbox[-2:][0].startswith("Ana demande une correction")
    assert nothing_went_out(town)


def test_two_taps_are_harmless(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    add_news(ana, SHREDDER)
    ana.says("/lettre")
    shown = ana.direct[-1]
    before = shown.said
    ana.presses("Soumettre à Luc")
    shown.said = before

    assert ana.presses("Soumettre à Luc", shown) == "Cette lettre est déjà soumise."
    assert sum("a soumis" in each for each in letters(town, BACK_ROOM)) == 1
    del luc


# At its time


def test_nothing_goes_out_twice(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ready(ana, luc)
    town.move_to(DUE)

    for _ in range(2):
        town.move(timedelta(0))
        town.restart()
        town.move(HOUR)
    town.move(timedelta(days=14))

    assert [letters(town, room) for room in ROOMS] == [[LETTER]] * 3


def test_no_news_no_letter_and_no_word_about_it(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    before = len(ana.inbox), len(luc.inbox)

    town.move(timedelta(days=14))

    assert (len(ana.inbox), len(luc.inbox)) == before
    assert nothing_went_out(town)


def test_a_restart_between_approval_and_the_hour_changes_nothing(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ready(ana, luc)

    town.restart()
    town.move_to(DUE)

    assert letters(town, CHANNEL) == [LETTER]


@pytest.mark.parametrize("late", [HOUR, 12 * HOUR])
def test_an_approved_letter_catches_up_after_a_short_sleep(
    town: Town, ana: Neighbour, luc: Neighbour, late: timedelta
) -> None:
    ready(ana, luc)

    town.sleep_until(DUE + late)

    assert [letters(town, room) for room in ROOMS] == [[LETTER]] * 3


def test_after_a_long_sleep_either_gardener_may_still_send_it(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ready(ana, luc)

    town.sleep_until(DUE + 20 * HOUR)

    assert nothing_went_out(town)
    for each in (ana, luc):
        assert each.inbox[-1] == (
            "La lettre du mardi 1er décembre à 8 h n'est pas partie.\n"
            "La lettre était approuvée, mais le service était interrompu.\n"
            "Vous pouvez encore l'envoyer jusqu'au vendredi 4 décembre à 8 h. "
            "Ensuite, ses actualités seront dans la lettre du mardi 8 décembre à 8 h."
        )
    assert ana.presses("Envoyer maintenant") == "La lettre part maintenant."
    assert [letters(town, room) for room in ROOMS] == [[LETTER]] * 3
    assert luc.inbox[-1] == "Ana a envoyé la lettre."
    assert "La lettre a changé" in luc.presses("Envoyer maintenant")
    assert [len(letters(town, room)) for room in ROOMS] == [1, 1, 1]


def test_after_weeks_of_sleep_news_move_on(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ready(ana, luc)

    town.sleep_until(DUE + 22 * DAY)

    assert nothing_went_out(town)
    for each in (ana, luc):
        approved, draft = each.inbox[-2:]
        assert approved.endswith("Ses actualités seront dans la lettre du mardi 29 décembre à 8 h.")
        assert draft.startswith("La lettre du mardi 22 décembre")
    assert "Le broyeur est arrivé" in ana.reviews_letter()


# A missing approval


def test_a_missing_approval_is_asked_for_in_the_evening_before(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    ana.says("/lettre soumettre")
    before = len(ana.inbox), len(luc.inbox)

    town.move_to(DUE - 14 * HOUR - timedelta(minutes=1))
    assert (len(ana.inbox), len(luc.inbox)) == before
    town.move(timedelta(minutes=1))
    told = len(ana.inbox), len(luc.inbox)
    town.move_to(DUE - HOUR)
    assert (len(ana.inbox), len(luc.inbox)) == told, "they sleep two hours before"

    due = "La lettre doit partir le mardi 1er décembre à 8 h."
    assert ana.inbox[-1] == f"{due} Il manque l'accord de Luc."
    assert luc.inbox[-1] == f"{due} Il manque votre accord."
    assert "approuvée par Luc" in luc.presses("Approuver")
    town.move_to(DUE)
    assert letters(town, CHANNEL) == [LETTER]


def test_outside_quiet_hours_it_is_asked_for_again_two_hours_before(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ana.says("/lettre programme 1er mardi du mois 12h")
    ana.presses("Garder ces dates")
    add_news(ana, SHREDDER)
    ana.says("/lettre soumettre")
    due = "La lettre doit partir le mardi 1er décembre à 12 h. Il manque votre accord."
    town.move_to(DUE - 13 * HOUR)
    evening = luc.inbox.count(due)

    town.move_to(DUE + 3 * HOUR)

    assert (evening, luc.inbox.count(due)) == (1, 2)


def test_both_are_reminded_of_a_draft_and_nobody_of_an_approved_letter(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    town.move_to(DUE - 13 * HOUR)
    reminded = ana.inbox[-1], luc.inbox[-1]

    ana.presses("Relire la lettre")
    ana.presses("Soumettre à Luc")
    luc.presses("Approuver")
    town.move_to(DUE)
    before = len(ana.inbox)
    add_news(ana, "/actu Suite")
    ana.says("/lettre soumettre")
    luc.presses("Approuver")
    town.move_to(DUE + 7 * DAY)

    assert all(each.endswith("Personne ne l'a soumise.") for each in reminded)
    assert len(ana.inbox) == before + 3
    assert len(letters(town, CHANNEL)) == 2


def test_an_approval_up_to_three_days_late_sends_at_once(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    ana.says("/lettre soumettre")
    town.move_to(DUE)
    missed = ana.inbox[-1], luc.inbox[-1]

    town.move(3 * DAY)
    sent = luc.presses("Envoyer maintenant")

    assert "Il manque l'accord de Luc." in missed[0]
    assert "Il manque votre accord." in missed[1]
    assert sent == "La lettre part maintenant."
    assert [letters(town, room) for room in ROOMS] == [[LETTER]] * 3
    town.move(7 * DAY)
    assert [len(letters(town, room)) for room in ROOMS] == [1, 1, 1]


def test_whoever_submitted_cannot_send_it_late_alone(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    ana.says("/lettre soumettre")
    town.move_to(DUE + HOUR)

    assert ana.says("/lettre approuver").startswith("Vous avez soumis cette lettre")
    assert "Envoyer maintenant" not in [each.label for each in ana.direct[-1].choices]
    assert nothing_went_out(town)
    luc.says("!lettre approuver")
    assert luc.presses("Envoyer maintenant") == "La lettre part maintenant."


def test_after_three_days_its_news_are_in_the_next_letter(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    ana.says("/lettre soumettre")
    town.move_to(DUE)
    offered = luc.direct[-1]
    town.move(3 * DAY + timedelta(seconds=1))

    late = luc.presses("Envoyer maintenant", offered)
    preview = ana.reviews_letter()

    assert "La lettre a changé" in late
    assert preview.startswith(
        f"📰 Pionniers de l'énergie : lettre du mardi 8 décembre\n{WHOLE}\n\nLettre 2 : brouillon."
    )
    ana.presses("Soumettre à Luc")
    luc.presses("Approuver")
    town.move_to(DUE + 7 * DAY)
    assert [len(letters(town, room)) for room in ROOMS] == [1, 1, 1]


def test_a_draft_that_was_missed_can_still_be_approved(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    town.move_to(DUE + DAY)

    ana.says("/lettre")
    ana.presses("Soumettre à Luc")
    assert nothing_went_out(town)

    assert luc.presses("Envoyer maintenant") == "La lettre part maintenant."
    assert letters(town, CHANNEL) == [LETTER]


def test_a_missed_letter_gives_way_to_the_next_one(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    town.move_to(DUE)

    ana.says("/lettre programme mercredi 8h")
    ana.presses("Garder ces dates")
    town.move(DAY)

    assert "mercredi 2 décembre" in luc.inbox[-1]
    assert "Le broyeur" in ana.reviews_letter()


# Skipping and its day


def test_a_skipped_letter_is_said_to_both_and_its_news_stay(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ready(ana, luc)

    skipped = ana.says("/lettre passer")
    told = luc.inbox[-1]
    town.move_to(DUE + DAY)

    assert skipped == (
        "La lettre du mardi 1er décembre à 8 h ne partira pas. Ses actualités "
        "seront dans celle du mardi 8 décembre à 8 h."
    )
    assert told == f"Ana a sauté la lettre. {skipped}"
    assert luc.inbox[-1] == told
    assert nothing_went_out(town)
    assert WHOLE in ana.reviews_letter()


def test_skipping_can_be_undone(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    add_news(ana, SHREDDER)
    ana.says("/lettre passer")

    resumed = ana.presses("Rétablir cette lettre")
    ana.presses("Soumettre à Luc")
    luc.presses("Approuver")
    town.move_to(DUE)

    assert "Elle part le mardi 1er décembre" in resumed
    assert letters(town, CHANNEL) == [LETTER]


def test_another_day_counts_from_now(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ana.says("/lettre programme jeudi 18h")
    planned = ana.presses("Garder ces dates")
    ready(ana, luc)
    town.move_to(datetime(2026, 11, 26, 17, 59))  # noqa: DTZ001
    early = nothing_went_out(town)
    town.move(timedelta(minutes=1))

    assert planned == (
        "La lettre part chaque jeudi à 18 h. La prochaine : jeudi 26 novembre à 18 h."
    )
    assert early
    assert len(letters(town, CHANNEL)) == 1


def test_the_chosen_day_survives_a_restart(town: Town, ana: Neighbour) -> None:
    ana.says("/lettre programme jeudi 18h")
    ana.presses("Garder ces dates")
    town.restart()

    assert "jeudi 26 novembre à 18 h" in ana.says("/lettre")


@pytest.fixture
def towns(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Callable[..., Town]]:
    """Towns of another time, or of another configuration."""
    made: list[Town] = []

    def make(**values: datetime | object) -> Town:
        start = values.pop("start", datetime(2026, 11, 24, 10, tzinfo=PARIS))
        assert isinstance(start, datetime)
        made.append(Town(database_url, town_settings(**values), start, saved=saved_towns))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (datetime(2026, 10, 20, 10, tzinfo=PARIS), datetime(2026, 10, 25, 8)),  # noqa: DTZ001
        (datetime(2026, 3, 24, 10, tzinfo=PARIS), datetime(2026, 3, 29, 8)),  # noqa: DTZ001
    ],
)
def test_the_hour_stays_the_hour_when_clocks_change(
    towns: Callable[..., Town], start: datetime, due: datetime
) -> None:
    town = towns(start=start, digest="sun 08:00")
    ana, luc = town.gardener("territory"), town.gardener("region")

    for week in range(2):
        ready(ana, luc)
        town.move_to(due + week * 7 * DAY - timedelta(minutes=1))
        assert len(letters(town, CHANNEL)) == week
        town.move(timedelta(minutes=1))
        assert len(letters(town, CHANNEL)) == week + 1


def test_without_a_day_a_letter_waits_for_one(towns: Callable[..., Town]) -> None:
    town = towns(digest="")
    ana = town.gardener("territory")

    added = add_news(ana, SHREDDER)
    skipped = ana.says("/lettre passer")
    preview = ana.reviews_letter()

    assert added == "Actualité 1 : elle est dans la lettre en préparation."
    assert skipped.startswith("Aucune lettre n'est prévue.")
    assert "Aucun jour n'est prévu. Pour en choisir un : /lettre programme mardi 8h." in preview


def test_without_a_back_room_gardeners_are_told_in_private(towns: Callable[..., Town]) -> None:
    town = towns(gardeners_room="")
    ana, luc, zoe = town.gardener("territory"), town.gardener("region"), town.member("Zoé")

    propose_news(zoe, "/actu Bal")
    kept = ana.presses("Mettre dans la lettre")

    assert kept.startswith("Actualité 1 : elle est dans la lettre")
    assert "Bal" in luc.inbox[-1]


# Other people's data


def test_an_erased_author_is_named_nowhere(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = town.member("Zoé")
    propose_news(zoe, "/actu Le bal des pompiers")
    luc.presses("Mettre dans la lettre", room=BACK_ROOM)
    ana.says("/lettre soumettre")
    luc.presses("Approuver")
    town.move_to(DUE)
    before = letters(town, SQUARE["telegram"])[-1]

    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")

    assert "Zoé" in before
    for said in (letters(town, SQUARE["telegram"])[-1], ana.says("/lettre 1")):
        assert "Le bal des pompiers" in said
        assert "Zoé" not in said


def test_news_of_a_letter_that_was_submitted_can_be_chosen_to_be_taken_out(
    ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    add_news(ana, "/actu Deux")
    ana.says("/lettre soumettre")
    asked = ana.says("/lettre retirer")
    taken = ana.presses("1 · Un")

    assert asked.startswith("Quelle actualité voulez-vous retirer ?")
    assert taken == "L'actualité 1 est retirée."
    assert "redevient un brouillon" in luc.inbox[-1]


# What is typed wrong


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("/lettre soumettre", "Il n'y a pas encore d'actualité", id="nothing to send"),
        pytest.param("/lettre approuver", "Cette lettre n'est pas soumise", id="not submitted"),
        pytest.param("/lettre corriger", "Cette lettre n'est pas soumise", id="a draft"),
        pytest.param("/lettre retirer 9", "Il n'y a pas d'actualité 9 dans cette", id="no news 9"),
        pytest.param("/lettre retirer", "Il n'y a encore aucune actualité", id="no number"),
        pytest.param("/lettre retirer x", "« x » n'est pas un nombre", id="no number at all"),
        pytest.param("/lettre ordre 1 9", "Il n'y a pas d'actualité", id="unknown in order"),
        pytest.param("/lettre ordre", "Dans quel ordre ?", id="no order"),
        pytest.param("/lettre titre", "Quel titre pour la lettre ?", id="no title"),
        pytest.param("/lettre titre …", "Ce titre est vide", id="empty title"),
        pytest.param("/lettre titre " + "x" * 200, "Ce titre est trop long", id="long title"),
        pytest.param("/lettre programme", "Quand part la lettre ?", id="no day"),
        pytest.param("/lettre programme bientôt", "bientôt", id="no day at all"),
        pytest.param("/lettre 9", "Cette lettre n'existe pas", id="no such letter"),
        pytest.param("/lettre 1", "Cette lettre n'existe pas", id="a draft is no letter"),
        pytest.param("/lettre ajouter Titre", "/actu Titre | texte | lien", id="adding"),
    ],
)
def test_what_cannot_be_is_explained(town: Town, ana: Neighbour, typed: str, answer: str) -> None:
    ana.says("/lettre")

    assert answer in ana.says(typed)


def test_a_draft_cannot_be_read_by_a_forged_link(town: Town, ana: Neighbour) -> None:
    add_news(ana, SHREDDER)

    said = town.member("Ida").says("/start in1-digest-1")

    assert said == "Cette lettre n'existe pas, ou n'est pas partie. /lettre montre la dernière."
