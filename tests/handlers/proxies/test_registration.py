"""Members without a phone: registered by a gardener, and taking their registration over."""

from datetime import timedelta

import pytest

from storage.proxies import Proxies
from tests.handlers.audit.traces import presses_forged
from tests.handlers.proxies.passed_on import JEANNE, code_in, poll_of, votes
from tests.register import members_of
from tests.town import Town

YES = "J'ai 15 ans ou plus, j'accepte"


def names(town: Town) -> list[str]:
    with town.database.unit() as store:
        return [each.name for each in members_of(store, 1)]


def test_a_person_is_registered_as_they_asked_by_voice(town: Town) -> None:
    ana = town.gardener("territory")

    said = ana.says(JEANNE)

    assert said.startswith(
        "Jeanne Petit\nJeanne Petit est membre, à sa demande du lundi 23 novembre.\n"
        "Donnez-lui ce code : "
    )
    assert "Tout sera effacé le vendredi 22 janvier, sauf nouvelle demande." in said
    assert "Jeanne Petit" in names(town)
    assert town.latest_with(ana.address, "Transmettre").choices[0].label == "Transmettre son vote"


def test_a_person_is_registered_step_by_step(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/aunomde")

    asked = [ana.presses("Inscrire une personne comme membre")]
    asked += [ana.says(answer) for answer in ("Jeanne Petit", "hier", "oui")]

    assert asked[0].startswith("Quel nom cette personne veut-elle porter ici ?")
    assert asked[1].startswith("Quel jour")
    assert "(la notice : /confidentialite)" in asked[2]
    assert "est membre, à sa demande du lundi 23 novembre" in asked[3]


def test_a_person_who_did_not_hear_the_notice_is_not_registered(town: Town) -> None:
    ana = town.gardener("territory")

    assert ana.says("/aunomde Jeanne Petit | hier | non") == (
        "Alors je n'inscris pas cette personne. Lisez-lui d'abord la notice : /confidentialite."
    )
    assert "Jeanne Petit" not in names(town)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("demain", "Ce jour est encore à venir : mercredi 25 novembre.", id="future"),
        pytest.param("1er septembre 2026", "Cette demande date de plus de 60 jours.", id="old"),
    ],
)
def test_an_impossible_day_is_explained(town: Town, typed: str, said: str) -> None:
    assert town.gardener("territory").says(f"/aunomde Jeanne | {typed} | oui").startswith(said)


def test_two_people_cannot_bear_the_same_name(town: Town) -> None:
    ana = town.gardener("territory")
    town.member("Zoé")

    assert ana.says("/aunomde zoe | hier | oui").startswith("Une personne s'appelle déjà « ")


@pytest.mark.slow
def test_only_the_territorys_gardener_acts_for_others(town: Town) -> None:
    poll_of(town).says(JEANNE)
    luc, zoe = town.gardener("region"), town.member("Zoé")

    for person in (luc, zoe):
        assert person.says(JEANNE).startswith("Seul")
        assert person.says("/aunomde voter Jeanne | 1 | 2").startswith("Seul")
        with town.database.unit() as store:
            [jeanne] = store[Proxies].all(1)
        presses_forged(person, f"proxy_vote:{jeanne.member.id}:1:2")
        presses_forged(person, f"proxy_ended:{jeanne.member.id}")
    assert "Jeanne Petit" in names(town)
    assert "transmis" not in votes(town)


@pytest.mark.slow
@pytest.mark.parametrize("on", ["telegram", "matrix"])
def test_the_person_sees_it_and_takes_it_over_by_their_own_yes(town: Town, on: str) -> None:
    ana = poll_of(town)
    code = code_in(ana.says(JEANNE))
    ana.says("/aunomde voter Jeanne | 1 | 2")
    jeanne = town.stranger("Jeanne P.", on=on)

    seen = jeanne.says(f"/reprendre {code.lower()}")
    notice = jeanne.presses("C'est moi, je reprends la main")
    joined = jeanne.presses(YES)

    assert seen == (
        "En votre nom\n"
        "Jeanne Petit est membre de Pionniers de l'énergie, à sa demande faite de vive voix "
        "le lundi 23 novembre.\n"
        "Noté par Ana.\n"
        "« Quelle date ? » : jeudi\n"
        "Tout sera effacé le vendredi 22 janvier, sauf si vous reprenez la main."
    )
    assert notice.startswith("Rejoindre Pionniers de l'énergie")
    assert "C'est fait : ce que Jeanne Petit a demandé de vive voix est désormais à vous" in joined
    assert names(town).count("Jeanne Petit") == 0
    assert "Vous avez voté" in jeanne.says("/sondage 1") or "Votre vote : jeudi." in jeanne.says(
        "/sondage 1"
    )
    assert ana.says("/aunomde voter Jeanne | 1 | 1").startswith("Jeanne P. a un compte")
    assert jeanne.says(f"/reprendre {code}").startswith("Je ne connais pas ce code.")


def test_a_stranger_with_the_code_has_everything_erased(town: Town) -> None:
    ana = poll_of(town)
    code = code_in(ana.says(JEANNE))
    ana.says("/aunomde voter Jeanne | 1 | 2")
    jeanne = town.stranger("Jeanne P.")
    jeanne.says(f"/reprendre {code}")
    jeanne.presses("Tout effacer")

    assert jeanne.presses("Oui, tout effacer") == "Tout ce qui a été fait à ce nom est effacé."
    assert "Jeanne Petit" not in names(town)
    assert "Soyez la première" in votes(town)
    assert town.said_in("matrix:!garden")[-1].text == (
        "Jeanne Petit a fait effacer tout ce qui avait été noté de vive voix."
    )


def test_guesses_are_counted_by_word_and_by_link(town: Town) -> None:
    code = code_in(town.gardener("territory").says(JEANNE))
    mallory = town.stranger("Mallory")
    for nth in range(3):
        mallory.says(f"/reprendre 222-222-2{'ACD'[nth]}")
    for nth in range(2):
        presses_forged(mallory, f"claim_erase:2222222{'EF'[nth]}")

    assert mallory.says(f"/reprendre {code}").startswith("Trop de codes faux")


def test_a_code_that_a_room_saw_is_void(town: Town) -> None:
    ana = town.gardener("territory")
    code = code_in(ana.says(JEANNE))
    zoe = town.member("Zoé")

    said = zoe.says(f"/reprendre {code}", room=zoe.square)

    assert said.startswith("D'autres ont pu lire ce code :")
    assert zoe.says(f"/reprendre {code}").startswith("Je ne connais pas ce code.")


def test_a_new_code_ends_the_old_one(town: Town) -> None:
    ana, jeanne = town.gardener("territory"), town.stranger("Jeanne P.")
    old = code_in(ana.says(JEANNE))

    new = code_in(ana.presses("Nouveau code"))

    assert jeanne.says(f"/reprendre {old}").startswith("Je ne connais pas ce code.")
    assert jeanne.says(f"/reprendre {new}").startswith("En votre nom")


@pytest.mark.slow
def test_a_registration_ends_after_sixty_days_without_a_new_request(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says(JEANNE)
    town.move(timedelta(days=50))
    ana.says("/aunomde")
    ana.presses("Jeanne Petit")
    ana.presses("Nouvelle demande aujourd'hui")
    town.move(timedelta(days=58))
    kept = names(town)
    town.move(timedelta(days=3))

    assert "Jeanne Petit" in kept
    assert "Jeanne Petit" not in names(town)
    assert (
        "Jeanne Petit n'a pas renouvelé sa demande en 60 jours"
        in [each.text for each in town.said_in("matrix:!garden")][-1]
    )


def test_erasing_asks_twice_and_a_second_tap_is_harmless(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says(JEANNE)
    asked = ana.presses("Effacer")
    page = ana.direct[-1]
    kept = page.said
    ana.presses("Oui, tout effacer", page)
    page.said = kept

    assert asked.startswith("Effacer tout ce qui concerne Jeanne Petit, à sa demande ?")
    assert ana.presses("Oui, tout effacer", page) == (
        "Vous n'agissez plus pour cette personne. /aunomde montre pour qui vous agissez."
    )
    assert "Jeanne Petit" not in names(town)


def test_a_gardener_who_acts_for_a_member_takes_nothing_over(town: Town) -> None:
    ana = town.gardener("territory")
    code = code_in(ana.says("/aunomde Jeanne Petit | hier | oui"))
    ana.says(f"/reprendre {code}")

    refused = ana.presses("C'est moi, je reprends la main")

    assert refused.startswith("Vous agissez au nom de Jeanne Petit")
