"""Two members get each other's contact once both agree, whatever network they are on."""

from datetime import timedelta

import pytest

from tests.handlers.introductions.adults import grown, young
from tests.handlers.linking.accounts import linked, unlinks
from tests.town import Neighbour, Town
from tests.traffic import traffic

INTRODUCE = "/presenter Zoé | Yan | Vous cherchez un local à Auch"
YES, NO = "Oui, donner ce contact", "Non merci"
OVER = "Cette mise en relation est terminée. Vos rencontres : {matches}."


def test_a_contact_is_shared_once_both_agree_and_found_useful_a_month_later(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    said = ana.says(INTRODUCE)
    asked = zoe.inbox[-1]
    agreed = zoe.presses(YES)
    silent = len(yan.inbox)
    met = yan.presses(YES)

    assert said == (
        "Je pose la question à Zoé et à Yan en privé, au bon moment. Si c'est oui des deux côtés, "
        "chaque personne reçoit le contact de l'autre ; un non n'est dit à personne. Les personnes "
        "qui ne veulent que des réponses la trouvent avec /rencontres."
    )
    assert asked == (
        "🤝 Rencontrer Yan ?\nAna souhaite vous présenter Yan.\nVous cherchez un local à Auch\n\n"
        "Si c'est oui des deux côtés, Yan reçoit votre contact : Telegram (@\u2060101)\n"
        "Un non n'est dit à personne. Vous pouvez répondre jusqu'au jeudi 24 décembre."
    )
    assert "Si Yan dit oui aussi, chaque personne reçoit le contact de l'autre." in agreed
    assert silent == len(yan.inbox)
    assert "Zoé : Telegram (@\u2060101)\nZoé a le vôtre : @\u2060yan" in met
    assert "Yan : @\u2060yan\nYan a le vôtre : Telegram (@\u2060101)" in zoe.inbox[-1]
    assert "Yan" not in ana.inbox[-1].replace(said, "")
    assert zoe.says("/rencontres").startswith("🤝 Rencontres")
    assert ana.says(INTRODUCE) == (
        "La question a déjà été posée pour Zoé et Yan. Je ne la pose pas deux fois."
    )

    town.move(timedelta(days=31))
    asked = yan.inbox[-1]
    told = yan.presses("Oui, c'était utile")
    form = yan.presses("Le raconter dans la lettre")

    assert "Il y a un mois, vous avez échangé vos contacts. Cela vous a-t-il été utile ?" in asked
    assert "Demandez l'accord de Zoé avant de citer son nom." in told
    assert "Quel est le titre de l'actualité ?" in form
    assert "Pas vraiment" in [each.label for each in zoe.direct[-1].choices]
    figures = ana.says("/bilan")
    assert "1 mise en relation proposée.\nAcceptées des deux côtés : moins de 5" in figures


def test_nobody_can_tell_a_no_from_silence(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    ana.says(INTRODUCE)
    refused = yan.presses(NO)
    heard = len(zoe.inbox), len(ana.inbox)
    agreed = zoe.presses(YES)

    assert "Noté : c'est non. Personne ne le saura" in refused
    assert heard == (len(zoe.inbox), len(ana.inbox))
    assert "Si Yan dit oui aussi" in agreed
    assert "Zoé" not in yan.inbox[-1].partition("\n")[2] or "Telegram" not in yan.inbox[-1]

    zoe.presses("Retirer mon oui")
    assert "Noté : c'est non." in yan.inbox[-1]
    after_all = yan.presses(YES)
    assert "Si Zoé dit oui aussi" in after_all

    town.move(timedelta(days=31))
    assert zoe.presses("Oui, avec un autre contact") == "Cette mise en relation est terminée."
    assert "Pas de rencontre proposée pour l'instant." in zoe.says("/rencontres")


def test_another_contact_may_be_given(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    ana.says(INTRODUCE)
    asked = zoe.presses("Oui, avec un autre contact")
    zoe.says("06 12 34 56 78, le soir")
    met = yan.presses(YES)

    assert asked.startswith("Quel contact donnez-vous ?")
    assert "Zoé : 06 12 34 56 78, le soir" in met

    town.move(timedelta(days=62))
    yan.says("!rencontres")
    later = yan.presses("Contact de Zoé")
    assert "Le contact de Zoé n'est plus conservé." in later
    assert "06 12" not in later
    assert "Telegram" not in later


def test_neither_sees_the_other_before_both_are_known_to_be_adults(
    town: Town, ana: Neighbour, yan: Neighbour
) -> None:
    zoe = town.member("Zoé").wants_messages()
    ana.says(INTRODUCE)
    waiting = len(yan.inbox)

    assert "Ana souhaite vous présenter une autre personne." in zoe.inbox[-1]
    assert not any("Yan" in each for each in zoe.inbox)
    assert not any("Zoé" in each for each in yan.inbox)

    card = zoe.presses("Oui, 18 ans ou plus")
    assert card.startswith("🤝 Rencontrer Yan ?")
    town.move(timedelta(minutes=15))
    assert len(yan.inbox) == waiting + 1
    assert yan.inbox[-1].startswith("🤝 Rencontrer Zoé ?")


def test_where_an_introduction_goes_on_is_said_to_those_who_get_only_answers(
    town: Town, ana: Neighbour
) -> None:
    zoe, yan = town.member("Zoé"), town.member("Yan", on="matrix")
    ana.says(INTRODUCE)
    waiting = ana.says("/afaire")
    done = ana.presses("Yan est au courant")
    left = ana.says("/afaire")
    zoe.says("/rencontres")
    noted = zoe.presses("Oui, 18 ans ou plus")
    grown(yan)

    assert (
        "Je ne peux pas écrire à Yan au sujet de sa mise en relation avec Zoé : parlez-en de vive "
        "voix. La réponse se donne avec /rencontres."
    ) in waiting
    assert done == "C'est noté : ce n'est plus dans la liste."
    assert "Je ne peux pas écrire à Zoé" in left
    assert "Je ne peux pas écrire à Yan" not in left
    assert noted == (
        "Merci. Si cette mise en relation se poursuit, vous la trouverez avec /rencontres."
    )
    assert "Je ne peux pas écrire" not in town.gardener("region").says("!afaire")
    zoe.says("/rencontres")
    assert [each.label for each in zoe.direct[-1].choices] == ["Yan : à vous de répondre"]


def test_the_young_and_strangers_are_not_introduced(
    town: Town, ana: Neighbour, yan: Neighbour
) -> None:
    zoe = young(town.member("Zoé").wants_messages())

    assert ana.says(INTRODUCE) == (
        "Je ne peux pas proposer de mise en relation à Zoé. Parlez-en de vive voix avec Zoé."
    )
    assert ana.says("/presenter Yan | Yan | Bonjour") == "Nommez deux personnes différentes."
    assert "Rencontrer" not in "".join(zoe.inbox + yan.inbox)
    assert "Zoé" not in yan.says("/rencontres")


def test_a_gardener_asks_to_meet_somebody(town: Town, ana: Neighbour, yan: Neighbour) -> None:
    grown(ana)
    agreed = ana.says("/presenter Ana | Yan | Un café ?")

    assert "⏳ Vous avez dit oui." in agreed
    assert "Ana souhaite vous rencontrer.\nUn café ?" in yan.inbox[-1]
    assert "Ana : Telegram (@\u206043)" in yan.presses(YES)


def test_a_gardener_introduces_from_a_members_card(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    ana.says("/membres Zoé")
    assert ana.presses("Présenter à quelqu'un").startswith("À qui ?")
    ana.says("Yan")
    said = ana.says("Vous cherchez un local à Auch")

    assert said.startswith("Je pose la question à Zoé et à Yan en privé")
    assert yan.inbox[-1].startswith("🤝 Rencontrer Zoé ?")


@pytest.mark.parametrize("how", ["leaves", "is erased"])
def test_leaving_and_erasing_end_it_silently(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour, how: str
) -> None:
    ana.says(INTRODUCE)
    zoe.presses(YES)
    told = len(yan.inbox)
    if how == "leaves":
        zoe.says("/quitter")
        zoe.presses("Quitter la communauté")
        zoe.presses("Oui, quitter")
    else:
        zoe.says("/effacer")
        zoe.presses("Effacer mes données")
        zoe.presses("Oui, tout effacer")

    assert len(yan.inbox) == told
    assert yan.presses(YES) == OVER.format(matches="!rencontres")
    assert "Telegram" not in "".join(yan.inbox)


def test_two_accounts_of_one_person_are_asked_once(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    other = grown(town.member("Zed", on="matrix").wants_messages())
    ana.says(INTRODUCE)
    ana.says("/presenter Zed | Yan | Vous cherchez un local à Auch")
    ana.says("/presenter Zed | Zoé | Bonjour")
    zoe.presses(NO, town.latest_with(zoe.address, NO))

    linked(zoe, other)

    assert "vous avez dit non" in "".join(
        each.label for each in _list(zoe) if each.label.startswith("Yan")
    )
    assert len([each for each in _list(yan) if "Zoé" in each.label]) == 1


def test_an_account_that_is_linked_later_is_not_given(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    other = grown(town.member("Zed", on="matrix").wants_messages())
    ana.says(INTRODUCE)
    zoe.presses(YES)
    linked(zoe, other)
    met = yan.presses(YES)

    assert "Zoé : Telegram (@\u2060101)\n" in met
    assert "zed" not in met


def test_a_contact_that_is_gone_is_asked_for_again(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    ana.says(INTRODUCE)
    zoe.presses(YES)
    yan.presses(YES)
    zed = grown(town.member("Zed", on="matrix").wants_messages())
    linked(zoe, zed)
    unlinks(zed, zoe)
    yan.says("!rencontres")
    gone = yan.presses("Contact de Zoé")
    asked = yan.presses("Demander un autre contact à Zoé")
    town.move(timedelta(days=2))
    told = zed.inbox[-1]
    zed.presses(YES)

    assert "Le contact de Zoé n'est plus disponible." in gone
    assert "Si Zoé donne un autre contact, je vous l'envoie." in asked
    assert told == (
        "🤝 Vous et Yan\nC'est oui des deux côtés.\nYan : @\u2060yan\n"
        "Le contact que vous aviez donné à Yan n'est plus disponible.\n"
        "Yan peut recevoir celui-ci : @\u2060zed"
    )
    assert "Zoé : @\u2060zed" in yan.inbox[-1]


def test_a_contact_in_place_of_a_lost_one_is_kept_as_long(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    zed = grown(town.member("Zed", on="matrix").wants_messages())
    ana.says(INTRODUCE)
    zoe.presses(YES)
    yan.presses(YES)
    linked(zoe, zed)
    unlinks(zed, zoe)
    town.move(timedelta(days=70))
    yan.says("!rencontres")
    yan.presses("Contact de Zoé")
    yan.presses("Demander un autre contact à Zoé")
    town.move(timedelta(days=2))
    zed.presses("Oui, avec un autre contact")
    zed.says("06 12 34 56 78")

    town.move(timedelta(days=58))
    assert "Zoé : 06 12 34 56 78" in _contact_of_zoe(yan)
    town.move(timedelta(days=4))
    assert "Le contact de Zoé n'est plus conservé." in _contact_of_zoe(yan)


def _contact_of_zoe(yan: Neighbour) -> str:
    yan.says("!rencontres")
    return yan.presses("Contact de Zoé")


def _list(person: Neighbour) -> list:  # type: ignore[type-arg]
    person.says("/rencontres")
    return person.direct[-1].choices


def test_nobody_is_asked_twice_after_a_gardener_is_erased(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    luc = town.gardener("region")
    ana.says(INTRODUCE)
    yan.presses(NO)
    ana.says("/effacer")
    ana.presses("Effacer mes données")
    ana.presses("Oui, tout effacer")

    assert zoe.presses(YES) == "Cette mise en relation est terminée."
    assert luc.says(INTRODUCE.replace("/", "!")).startswith("La question a déjà été posée")


def test_a_withdrawn_request_leaves_room_for_another(
    town: Town, ana: Neighbour, yan: Neighbour
) -> None:
    grown(ana)
    for name in ("Bob", "Eve", "Kim", "Lou", "Max"):
        grown(town.member(name))
        ana.says(f"/presenter Ana | {name} | Un café ?")
    refused = ana.says("/presenter Ana | Yan | Un café ?")
    ana.says("/rencontres")
    ana.presses("Max : vous avez dit oui")
    ana.presses("Retirer mon oui")

    assert refused.startswith("Vous avez demandé à rencontrer 5 personnes")
    assert "⏳ Vous avez dit oui." in ana.says("/presenter Ana | Yan | Un café ?")


def test_the_list_and_leaving_take_as_many_statements_for_many(
    town: Town, ana: Neighbour, yan: Neighbour
) -> None:
    counts = []
    for name in ("Bob", "Eve", "Kim"):
        grown(town.member(name))
        ana.says(f"/presenter {name} | Yan | Un café ?")
        with traffic(town.database) as seen:
            yan.says("!rencontres")
        counts.append(len(seen.statements))

    listed = yan.direct[-1].choices
    yan.says("!quitter")
    yan.presses("Quitter la communauté")
    with traffic(town.database) as seen:
        yan.presses("Oui, quitter")
    ended = [each for each in seen.statements if "DELETE FROM introduction_accounts" in each]

    assert len(listed) == 3
    assert counts[-1] == counts[0]
    assert len(ended) == 1


def test_figures_do_not_tell_of_a_no(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    grown(town.member("Yan", on="matrix"))
    ana.says(INTRODUCE)
    zoe.presses(NO)
    town.move(timedelta(hours=1))

    assert "Acceptées des deux côtés : moins de 5" in ana.says("/bilan")
