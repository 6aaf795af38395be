"""Members get each other's contact once both agree, on all networks."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.introductions import Consent
from storage.introductions import GivenAccount, Introductions
from storage.members import Members
from tests.handlers.introductions.adults import grown, young
from tests.handlers.introductions.introduced import INTRODUCE, NO, YES, introduces
from tests.handlers.personal_data.departures import chooses
from tests.town import Neighbour, Town
from tests.traffic import traffic


def test_members_who_get_only_answers_are_named_to_the_gardener(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    grown(town.member("Max"))
    told = len(zoe.inbox)

    said = introduces(ana, INTRODUCE.replace("Yan", "Max"))

    assert said.endswith("avec /rencontres.\nC'est le cas de Max : pensez à en parler.")
    assert len(zoe.inbox) == told + 1


@pytest.mark.slow
def test_a_contact_is_shared_once_both_agree_and_found_useful_a_month_later(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    said = introduces(ana)
    asked = zoe.inbox[-1]
    agreed = zoe.presses(YES)
    silent = len(yan.inbox)
    met = yan.presses(YES)

    assert said == (
        "Je pose la question à Zoé et à Yan en privé, au bon moment. Si c'est oui des deux côtés, "
        "chaque personne reçoit le contact de l'autre ; un refus reste entre la personne et "
        "moi. Qui ne veut pas de mes messages trouve la question avec /rencontres."
    )
    assert asked == (
        "🤝 Rencontrer Yan ?\nAna souhaite vous présenter Yan.\nVous cherchez un local à Auch\n\n"
        "Si c'est oui des deux côtés, Yan reçoit votre contact : Telegram (@\u2060101)\n"
        "Un refus reste entre vous et moi. Vous pouvez répondre jusqu'au jeudi 24 décembre."
    )
    assert "Si Yan dit oui aussi, chaque personne reçoit le contact de l'autre." in agreed
    assert silent == len(yan.inbox)
    assert "Zoé : Telegram (@\u2060101)\nZoé a le vôtre : @\u2060yan" in met
    assert "Yan : @\u2060yan\nYan a le vôtre : Telegram (@\u2060101)" in zoe.inbox[-1]
    assert "Yan" not in ana.inbox[-1].replace(said, "")
    assert zoe.says("/rencontres").startswith("🤝 Mises en relation")
    assert introduces(ana) == (
        "La question a déjà été posée pour Zoé et Yan. Je ne la pose pas deux fois."
    )

    rated = yan.forges("introduction_helped:1:yes", yan.direct[-1])
    assert rated == "Répondez par l'un des deux boutons.", "nobody has asked yet"

    town.move(timedelta(days=31))
    asked = yan.inbox[-1]
    told = yan.presses("Oui, c'était utile")
    form = yan.presses("Le raconter dans la lettre")

    assert "Il y a un mois, vous avez échangé vos contacts. Cela vous a-t-il été utile ?" in asked
    assert "Demandez l'accord de Zoé avant de citer son nom." in told
    assert "Quel est le titre de l'actualité ?" in form
    assert "Pas vraiment" in [each.label for each in zoe.direct[-1].choices]
    assert "Mises en relation" not in ana.says("/bilan"), "one is too few"


@pytest.mark.slow
def test_nobody_can_tell_a_no_from_silence(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    introduces(ana)
    refused = yan.presses(NO)
    heard = len(zoe.inbox), len(ana.inbox)
    agreed = zoe.presses(YES)

    assert "C'est noté : votre refus reste entre vous et moi" in refused
    assert heard == (len(zoe.inbox), len(ana.inbox))
    assert "Si Yan dit oui aussi" in agreed
    assert "Zoé" not in yan.inbox[-1].partition("\n")[2] or "Telegram" not in yan.inbox[-1]

    zoe.presses("Retirer mon oui")
    assert "C'est noté : votre refus reste entre vous et moi" in yan.inbox[-1]
    after_all = yan.presses(YES)
    assert "Si Zoé dit oui aussi" in after_all

    town.move(timedelta(days=31))
    assert zoe.presses("Oui, avec un autre contact") == "Cette mise en relation est terminée."
    assert "Pas de mise en relation proposée pour l'instant." in zoe.says("/rencontres")


@pytest.mark.slow
def test_another_contact_may_be_given(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    introduces(ana)
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


@pytest.mark.slow
def test_members_see_each_other_only_once_both_are_known_to_be_adults(
    town: Town, ana: Neighbour, yan: Neighbour
) -> None:
    zoe = town.member("Zoé").wants_messages()
    introduces(ana)
    waiting = len(yan.inbox)

    assert "Ana souhaite vous présenter une autre personne." in zoe.inbox[-1]
    assert not any("Yan" in each for each in zoe.inbox)
    assert not any("Zoé" in each for each in yan.inbox)

    card = zoe.presses("Oui, 18 ans ou plus")
    assert card.startswith("🤝 Rencontrer Yan ?")
    town.move(timedelta(minutes=15))
    assert len(yan.inbox) == waiting + 1
    assert yan.inbox[-1].startswith("🤝 Rencontrer Zoé ?")


@pytest.mark.slow
def test_readers_of_answers_only_are_told_where_an_introduction_goes_on(
    town: Town, ana: Neighbour
) -> None:
    zoe, yan = town.member("Zoé"), town.member("Yan", on="matrix")
    introduces(ana)
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

    assert introduces(ana) == (
        "Je ne peux pas proposer de mise en relation à Zoé. Parlez-en de vive voix avec Zoé."
    )
    assert introduces(ana, "/presenter Yan | Yan | Bonjour") == "Nommez deux personnes différentes."
    assert "Rencontrer" not in "".join(zoe.inbox + yan.inbox)
    assert "Zoé" not in yan.says("/rencontres")


@pytest.mark.slow
def test_a_gardener_asks_to_meet_a_member(town: Town, ana: Neighbour, yan: Neighbour) -> None:
    grown(ana)
    agreed = introduces(ana, "/presenter Ana | Yan | Un café ?")

    assert "⏳ Vous avez dit oui." in agreed
    assert "Ana souhaite vous rencontrer.\nUn café ?" in yan.inbox[-1]
    assert "Ana : Telegram (@\u206043)" in yan.presses(YES)


@pytest.mark.slow
def test_a_gardener_introduces_from_a_members_card(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    ana.says("/membres Zoé")
    assert ana.presses("Présenter à quelqu'un").startswith("À qui ?")
    ana.says("Yan")
    shown = ana.says("Vous cherchez un local à Auch")
    said = ana.presses("Poser la question aux deux")

    assert shown.startswith("🤝 Présenter Zoé et Yan ?")
    assert said.startswith("Je pose la question à Zoé et à Yan en privé")
    assert yan.inbox[-1].startswith("🤝 Rencontrer Zoé ?")


@pytest.mark.slow
def test_a_withdrawn_request_leaves_room_for_another(
    town: Town, ana: Neighbour, yan: Neighbour
) -> None:
    grown(ana)
    for name in ("Bob", "Eve", "Kim", "Lou", "Max"):
        grown(town.member(name))
        introduces(ana, f"/presenter Ana | {name} | Un café ?")
    refused = introduces(ana, "/presenter Ana | Yan | Un café ?")
    ana.says("/rencontres")
    ana.presses("Max : vous avez dit oui")
    ana.presses("Retirer mon oui")

    assert refused.startswith("Vous avez demandé à rencontrer 5 personnes")
    assert "⏳ Vous avez dit oui." in introduces(ana, "/presenter Ana | Yan | Un café ?")


@pytest.mark.slow
def test_the_list_and_leaving_take_as_many_statements_for_many(
    town: Town, ana: Neighbour, yan: Neighbour
) -> None:
    counts = []
    for name in ("Bob", "Eve", "Kim"):
        grown(town.member(name))
        introduces(ana, f"/presenter {name} | Yan | Un café ?")
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


@pytest.mark.slow
def test_figures_do_not_tell_of_a_no(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    grown(town.member("Yan", on="matrix"))
    introduces(ana)
    zoe.presses(NO)
    town.move(timedelta(days=40))

    told = ana.says("/bilan")
    assert told.startswith("Bilan\n2026, jusqu'à fin novembre 2026.")
    assert "Mises en relation" not in told


@pytest.mark.slow
def test_a_member_who_turns_out_to_be_a_minor_is_in_no_introduction_any_more(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    zoe.says("/besoin un local")
    zoe.presses("Publier pour les membres")
    yan.says("!besoin 1")
    yan.presses("Je peux aider")
    zoe.says("/rencontres")
    zoe.presses("Yan : à vous de répondre")
    zoe.presses(YES)
    met = yan.says("!rencontres")
    offered = [each.label for each in yan.direct[-1].choices]

    young(zoe)
    for who, mark in ((zoe, "/"), (yan, "!")):
        said = who.says(f"{mark}rencontres")
        forged = who.forges("introduction:1", who.direct[-1])
        assert "Contact de" not in "".join(each.label for each in who.direct[-1].choices)
        assert "@\u2060yan" not in said + forged
        assert "101" not in said + forged
    assert "Contact de Zoé" in offered, met


@pytest.mark.slow
def test_no_contact_of_a_minor_is_given_by_a_later_yes(
    town: Town, ana: Neighbour, yan: Neighbour
) -> None:
    """Yan's yes came first, then that he is a minor; Ana, who asked, sees him still."""
    grown(ana)
    introduces(ana, "/presenter Ana | Yan | Un café ?")
    ana.presses("Retirer mon oui")
    yan.presses(YES)
    young(yan)
    heard = len(yan.inbox)

    agreed = ana.presses(YES)

    assert "⏳ Vous avez dit oui." in agreed
    assert "@\u2060yan" not in agreed
    assert len(yan.inbox) == heard
    with town.database.unit() as store:
        pair = store[Introductions].pair(1)
        assert pair is not None
        assert pair.introduction.met_at is None


@pytest.mark.slow
def test_a_late_no_counts_for_nothing(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    introduces(ana)
    card = town.latest_with(zoe.address, NO)
    zoe.presses(YES)
    yan.presses(YES)

    after_meeting = zoe.forges("introduction_no:1", card)
    yan.says("!rencontres")

    assert card.text.startswith("🤝 Vous et Yan"), after_meeting
    assert "Zoé : Telegram (@\u2060101)" in yan.presses("Contact de Zoé")


@pytest.mark.slow
def test_a_no_after_the_time_changes_no_answer(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    introduces(ana)
    card = town.latest_with(zoe.address, NO)
    zoe.presses(YES)
    town.move(timedelta(days=31))

    zoe.forges("introduction_no:1", card)

    with town.database.unit() as store:
        pair = store[Introductions].pair(1)
        assert pair is not None
        assert {pair.own.answer, pair.other.answer} == {Consent.YES, None}


def test_no_button_answers_for_the_other_side(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    introduces(ana)
    with town.database.unit() as store:
        pair = store[Introductions].pair(1)
        assert pair is not None
        numbers = sorted((pair.own.number, pair.other.number))

    refused = [zoe.forges(f"introduction_yes:{numbers[1]}", zoe.direct[-1])]
    refused += [yan.forges(f"introduction_yes:{numbers[0]}", yan.direct[-1])]

    over = "Cette mise en relation est terminée. Les autres :"
    assert [each.startswith(over) for each in refused] == [True, True]
    with town.database.unit() as store:
        pair = store[Introductions].pair(1)
        assert pair is not None
        assert (pair.own.answer, pair.other.answer) == (None, None)


def test_an_introduction_is_found_by_its_two_members_in_its_community(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    introduces(ana)

    with town.database.unit() as store:
        found = store[Introductions].of_member
        pair = store[Introductions].pair(1)
        assert pair is not None
        introduction, one, other = pair.introduction, pair.own.member_id, pair.other.member_id
        here, stranger = introduction.community_id, one + other
        here_found = [found(1, here, each) is not None for each in (one, other, stranger)]

        assert here_found == [True, True, False]
        assert [found(1, here + 1, each) for each in (one, other)] == [None, None]


def test_a_no_keeps_none_of_the_accounts_that_a_yes_gave(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    def given() -> list[str]:
        with town.database.unit() as store:
            return list(store._session.scalars(select(GivenAccount.address)))

    introduces(ana)
    zoe.presses(YES)
    before = given()
    zoe.presses("Retirer mon oui")

    assert before == [zoe.address]
    assert given() == []


def test_the_words_of_a_gardener_who_is_erased_go(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    introduces(ana)
    zoe.presses(YES)
    yan.presses(YES)
    with town.database.unit() as store:
        pair = store[Introductions].pair(1)
        assert pair is not None
        before = pair.introduction.why
        assert pair.introduction.asker_id is not None
        store[Introductions].erase(pair.introduction.asker_id)

    with town.database.unit() as store:
        pair = store[Introductions].pair(1)
        assert pair is not None
        assert (before, pair.introduction.why) == ("Vous cherchez un local à Auch", "")
        assert pair.introduction.asker_id is None
        assert pair.introduction.met_at is not None


# Shown before it is asked


def test_both_questions_are_shown_before_they_are_asked(
    ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    read = len(zoe.inbox), len(yan.inbox)

    shown = ana.says(INTRODUCE)

    assert "Zoé lira :\nAna souhaite vous présenter Yan." in shown
    assert "Yan lira :\nAna souhaite vous présenter Zoé." in shown
    assert (len(zoe.inbox), len(yan.inbox)) == read
    ana.presses("Poser la question aux deux")
    assert "Ana souhaite vous présenter Yan.\nVous cherchez un local à Auch" in zoe.inbox[-1]


@pytest.mark.slow
@pytest.mark.usefixtures("yan")
def test_an_older_preview_asks_nobody(ana: Neighbour, zoe: Neighbour) -> None:
    ana.says(INTRODUCE)
    first = ana.direct[-1]
    ana.says("/presenter Zoé | Yan | Vous aimez le vélo")
    second, read = ana.direct[-1], len(zoe.inbox)

    assert "n'est plus valable" in ana.presses("Poser la question aux deux", first)
    assert len(zoe.inbox) == read
    ana.presses("Poser la question aux deux", second)
    assert "Vous aimez le vélo" in zoe.inbox[-1]
    assert "n'est plus valable" in ana.presses("Poser la question aux deux", second)


@pytest.mark.slow
@pytest.mark.usefixtures("yan")
def test_only_its_writer_asks_what_a_preview_shows(
    town: Town, ana: Neighbour, zoe: Neighbour
) -> None:
    luc = town.gardener("region")
    ana.says(INTRODUCE)
    read = len(zoe.inbox)
    luc.says("!menu")

    for mark in range(30):
        luc.forges(f"introduce_both:{mark}", luc.direct[-1])
        zoe.forges(f"introduce_both:{mark}", zoe.direct[-1])

    assert "présenter Yan" not in "".join(zoe.inbox[read:])
    ana.presses("Poser la question aux deux")
    assert "Ana souhaite vous présenter Yan." in zoe.inbox[-1]


@pytest.mark.slow
def test_a_preview_of_a_person_who_was_erased_asks_nobody(
    ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    ana.says(INTRODUCE)
    chooses(yan, "Effacer mes données")
    read = len(zoe.inbox)

    assert "n'est plus valable" in ana.presses("Poser la question aux deux")
    assert len(zoe.inbox) == read


@pytest.mark.usefixtures("yan")
def test_a_name_that_changed_is_shown_again(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    ana.says(INTRODUCE)
    with town.database.unit() as store:
        store[Members].called(1, "Yan")[0].name = "Yann"
    read = len(zoe.inbox)

    assert "Présenter Zoé et Yann ?" in ana.presses("Poser la question aux deux")
    assert len(zoe.inbox) == read
