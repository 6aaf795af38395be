"""Absences: who acts meanwhile, what the letter says of it, and what waits."""

from datetime import datetime, timedelta

import pytest

from bot.domain.roles import Post
from storage.seats import Posts
from storage.seats.absences import Absence
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.digest.news.writing import add_news
from tests.town import BACK_ROOM, CHANNEL, SQUARE, Neighbour, Town

DUE = datetime(2026, 12, 1, 8, 0)  # noqa: DTZ001 - `move_to` reads it in Paris
DAY = timedelta(days=1)
NEWS = "actu Le broyeur est arrivé | En prêt à la mairie"
AWAY = "absence 24 novembre - 6 décembre"
"""Over the letter of the first of December."""
ALONE = "Absence côté territoire : cette lettre part avec le seul accord de la Région."
PAUSED = (
    "Ana et Luc s'absentent jusqu'au dimanche 6 décembre. La lettre et vos messages "
    "attendent jusque-là."
)
ONLY = "Seule l'équipe de jardinage de Pionniers de l'énergie peut faire cela"


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener of the territory, on Telegram."""
    return town.gardener("territory")


@pytest.fixture
def luc(town: Town) -> Neighbour:
    """The gardener at the Region, on Matrix."""
    return town.gardener("region")


def deputy(town: Town, name: str, post: Post = Post.TERRITORY_DEPUTY) -> Neighbour:
    """A member who stands in for a gardener who is away."""
    made = town.member(name)
    with town.database.unit() as store:
        store[Posts].give(1, post, made.address)
    return made


def letters(town: Town) -> list[str]:
    """What the square on Telegram was sent."""
    return [each.text for each in town.said_in(SQUARE["telegram"])]


# Announcing


def test_an_absence_is_announced_shown_and_ended(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    none = ana.says("/absence")
    announced = ana.says("/absence 1er août - 25 août")
    told = luc.inbox[-1]
    shown = ana.says("/absence")
    ended = ana.presses("Mettre fin à l'absence")

    assert none == "Vous n'avez annoncé aucune absence."
    assert (
        announced
        == shown
        == (
            "Vous vous absentez du dimanche 1er août au mercredi 25 août.\n"
            "Vous n'avez pas de suppléance.\n"
            "Luc peut alors approuver sans second accord ; la lettre le signale.\n"
            "Si Luc s'absente aux mêmes dates, la lettre attend."
        )
    )
    assert told == "Ana s'absente du dimanche 1er août au mercredi 25 août."
    assert ended == "Vous êtes de retour : votre absence est terminée."
    assert luc.inbox[-1] == "Ana est de retour."
    assert ana.says("/absence") == none


def test_it_is_asked_step_by_step(town: Town, ana: Neighbour) -> None:
    ana.says("/absence")

    asked = ana.presses("Annoncer une absence")
    again = ana.says("quelques jours")
    done = ana.says("du 1er au 25 août")

    assert asked.startswith("De quand à quand ? Par exemple : 1er août - 25 août")
    assert again.startswith("Je ne comprends pas ces jours : « quelques jours ».")
    assert done.startswith("Vous vous absentez du dimanche 1er août au mercredi 25 août.")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("!away 25 august - 1 august", "La fin vient avant le début."),
        ("!absence du 1er au 10 novembre", "Ces jours sont passés."),
        ("!absence fin", "Vous n'avez annoncé aucune absence."),
    ],
)
def test_what_cannot_be_is_explained(town: Town, luc: Neighbour, typed: str, answer: str) -> None:
    assert luc.says(typed).startswith(answer)


def test_the_end_may_be_typed_and_two_taps_are_harmless(town: Town, ana: Neighbour) -> None:
    ana.says("/absence 1er août - 25 août")
    card = ana.direct[-1]

    assert ana.says("/absence fin") == "Vous êtes de retour : votre absence est terminée."
    assert ana.presses("Mettre fin à l'absence", card) == "Vous n'avez annoncé aucune absence."


def test_deputies_are_named_and_told(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = deputy(town, "Zoé")

    announced = ana.says("/absence 1er août - 25 août")
    told = zoe.inbox[-1]
    ana.says("/absence fin")

    assert announced.endswith("À votre place : Zoé.")
    assert told == (
        "Ana s'absente du dimanche 1er août au mercredi 25 août.\n"
        "Vous agissez à sa place pendant ces jours."
    )
    assert zoe.inbox[-1] == "Ana est de retour."


def test_members_and_acting_deputies_announce_none(town: Town, ana: Neighbour) -> None:
    zoe, eve = deputy(town, "Zoé"), town.member("Ève")
    chef = Neighbour(town, "telegram", "telegram:42", "Chef", "fr").joins()
    ana.says(f"/{AWAY}")
    only = "Seules les deux personnes de l'équipe de Pionniers de l'énergie annoncent"

    assert zoe.says("/absence demain").startswith(only)
    assert chef.says("/absence demain").startswith(only)
    assert eve.says("/absence demain").startswith(ONLY)


# Who acts


def test_a_deputy_acts_only_while_the_gardener_is_away(town: Town, ana: Neighbour) -> None:
    zoe = deputy(town, "Zoé")
    ana.says("/absence 26 novembre - 27 novembre")

    def tends() -> bool:
        return not zoe.says("/lettre titre Bonjour").startswith(ONLY)

    before = tends()
    town.move(2 * DAY)
    meanwhile = tends()
    town.move(DAY)
    last_day = tends()
    town.move(DAY)

    assert (before, meanwhile, last_day, tends()) == (False, True, True, False)


@pytest.mark.parametrize(
    "press", ["digest_submit:1:1", "digest_approve:1:1", "ask:away", "cmd:todo"]
)
def test_a_deputy_without_an_absence_cannot_approve(
    town: Town, ana: Neighbour, luc: Neighbour, press: str
) -> None:
    zoe = deputy(town, "Zoé")
    add_news(ana, f"/{NEWS}")
    luc.says("!lettre soumettre")

    assert presses_forged(zoe, press).startswith(ONLY)
    assert zoe.says("/lettre approuver").startswith(ONLY)
    assert {outcome for _, outcome in audited(town, zoe)} == {"refused"}
    town.move_to(DUE)
    assert letters(town) == []


def test_a_deputy_cannot_approve_for_a_vacant_seat(town: Town, luc: Neighbour) -> None:
    """Only an announced absence lets somebody stand in."""
    zoe = deputy(town, "Zoé")

    assert zoe.says("/lettre soumettre").startswith(ONLY)


def test_the_absence_of_a_former_gardener_counts_no_more(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe, bea = deputy(town, "Zoé"), town.member("Béa")
    chef = Neighbour(town, "telegram", "telegram:42", "Chef", "fr").joins()
    ana.says(f"/{AWAY}")
    chef.says(f"/jardinier territoire {bea.address}")
    chef.presses("Oui, remplacer")

    assert zoe.says("/lettre titre Bonjour").startswith(ONLY)
    with town.database.unit() as store:
        assert store._session.query(Absence).count() == 0


def test_members_write_to_whoever_acts(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    deputy(town, "Zoé")
    max_ = town.member("Max")
    ana.says(f"/{AWAY}")

    assert max_.says("/ecrire Bonjour").startswith("Message envoyé à Zoé")


def test_members_write_to_the_other_gardener_where_nobody_stands_in(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    max_ = town.member("Max")
    ana.says(f"/{AWAY}")

    assert max_.says("/ecrire Bonjour").startswith("Message envoyé à Luc")
    luc.says(f"!{AWAY}")
    assert max_.says("/ecrire Bonjour").startswith("Message envoyé à Ana")


# The letter


def test_a_deputys_approval_counts_and_the_letter_says_so(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = deputy(town, "Zoé")
    ana.says(f"/{AWAY}")
    add_news(luc, f"!{NEWS}")

    submitted = luc.says("!lettre soumettre")
    approved = zoe.presses("Approuver")
    town.move_to(DUE)

    assert "Zoé doit encore l'approuver." in submitted
    assert "Lettre 1 : soumise par Luc, approuvée par Zoé." in approved
    assert letters(town)[-1].endswith(
        "\n\nAbsence côté territoire : Zoé a donné son accord en suppléance."
    )


def test_the_others_approval_alone_is_enough_and_the_letter_says_so(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ana.says(f"/{AWAY}")
    add_news(luc, f"!{NEWS}")

    submitted = luc.says("!lettre soumettre")
    town.move_to(DUE)

    assert "Lettre 1 : soumise par Luc.\nElle part le mardi 1er décembre" in submitted
    assert town.said_in(BACK_ROOM)[-1].text == (
        "Luc a soumis la lettre. Absence de Ana jusqu'au dimanche 6 décembre, sans suppléance : "
        "un seul accord suffit."
    )
    assert letters(town)[-1].endswith(f"\n\n{ALONE}")


def test_a_letter_submitted_before_the_absence_goes_on_with_that_approval(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(luc, f"!{NEWS}")
    luc.says("!lettre soumettre")
    own = luc.says("!lettre approuver")
    ana.says(f"/{AWAY}")

    shown = luc.reviews_letter()
    approved = luc.presses("Approuver")
    town.move_to(DUE)

    assert own.startswith("Vous avez soumis cette lettre")
    assert "un seul accord suffit." in shown
    assert "Elle part le mardi 1er décembre" in approved
    assert letters(town)[-1].endswith(ALONE)


def test_who_is_away_may_still_approve(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    add_news(ana, f"/{NEWS}")
    ana.says("/lettre soumettre")
    ana.says(f"/{AWAY}")

    luc.presses("Approuver")
    town.move_to(DUE)

    assert "Absence côté" not in letters(town)[-1]


def test_the_foot_is_in_a_long_letter_as_well(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ana.says(f"/{AWAY}")
    for number in range(1, 10):
        add_news(luc, f"!actu Nouvelle {number} | Des mots | https://exemple.fr/{number}")
    luc.says("!lettre soumettre")
    town.move_to(DUE)

    shown = letters(town)[-1].split("\n")

    assert len(shown) == 8
    assert shown[-2:] == ["Et 4 autres.", ALONE]
    assert town.member("Zoé").says("/lettre 1").endswith(ALONE)


def test_a_missing_approval_is_asked_of_the_deputy(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = deputy(town, "Zoé")
    ana.says(f"/{AWAY}")
    add_news(luc, f"!{NEWS}")
    luc.says("!lettre soumettre")
    before = len(ana.inbox)
    town.move_to(DUE - timedelta(hours=13))

    assert "Il manque votre accord." in zoe.inbox[-1]
    assert len(ana.inbox) == before


def test_a_missed_letter_can_be_sent_with_the_approval_that_is_left(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(luc, f"!{NEWS}")
    luc.says("!lettre soumettre")
    ana.says(f"/{AWAY}")
    town.move_to(DUE)

    assert "un seul accord suffit" in luc.inbox[-1]
    luc.presses("Relire la lettre")
    luc.presses("Envoyer maintenant")
    assert letters(town)[-1].endswith(ALONE)


# Both away


def test_while_both_are_away_the_letter_waits_and_the_rooms_are_told_once(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, f"/{NEWS}")
    ana.says("/absence 27 novembre - 20 décembre")
    luc.says("!absence 29 novembre - 6 décembre")
    early = letters(town)
    town.move_to(DUE - 2 * DAY)
    told = letters(town)
    before = len(ana.inbox), len(luc.inbox)
    town.move_to(DUE)
    after_due = letters(town)
    town.move_to(DUE + 6 * DAY)
    luc.says("!lettre soumettre")
    town.move_to(DUE + 7 * DAY)

    assert early == []
    assert told == [PAUSED]
    assert [each.text for each in town.said_in(CHANNEL)][:1] == told
    assert after_due == told
    assert (len(ana.inbox), len(luc.inbox) - 1) == before, "nobody is bothered while away"
    assert "Le broyeur est arrivé" in letters(town)[-1]
    assert letters(town)[-1].endswith(ALONE)


def test_an_absence_that_begins_today_is_told_at_once(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ana.says("/absence jusqu'au 6 décembre")
    before = letters(town)
    luc.says("!absence jusqu'au 3 décembre")

    assert before == []
    assert [said.partition(".")[0] for said in letters(town)] == [
        "Ana et Luc s'absentent jusqu'au jeudi 3 décembre"
    ]


def test_a_deputy_keeps_things_going(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = deputy(town, "Zoé")
    ana.says(f"/{AWAY}")
    luc.says(f"!{AWAY}")
    add_news(zoe, f"/{NEWS}")

    zoe.says("/lettre soumettre")
    town.move_to(DUE)

    assert len(letters(town)) == 1
    assert letters(town)[0].endswith(
        "Absence côté territoire : Zoé a donné son accord en suppléance.\n"
        "Absence côté Région : cette lettre part avec le seul accord du territoire."
    )


def test_an_approved_letter_goes_out_though_both_are_away(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, f"/{NEWS}")
    ana.says("/lettre soumettre")
    luc.presses("Approuver")
    ana.says("/absence 27 novembre - 20 décembre")
    luc.says("!absence 27 novembre - 20 décembre")
    town.move_to(DUE)

    assert "Le broyeur est arrivé" in letters(town)[-1]


def test_one_who_is_away_alone_does_not_send_for_both(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    """Where nobody is left, no key is enough by itself."""
    add_news(ana, f"/{NEWS}")
    ana.says(f"/{AWAY}")
    luc.says(f"!{AWAY}")

    submitted = ana.says("/lettre soumettre")
    town.move_to(DUE)

    assert "Toute l'équipe est absente : la lettre attend." in submitted
    assert not any("Le broyeur" in said for said in letters(town))


def test_the_pause_survives_a_restart(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    add_news(ana, f"/{NEWS}")
    ana.says("/absence 27 novembre - 20 décembre")
    luc.says("!absence 27 novembre - 20 décembre")
    town.sleep_until(DUE + timedelta(hours=1))

    assert len(letters(town)) == 1
    assert letters(town)[0].startswith("Ana et Luc s'absentent")
