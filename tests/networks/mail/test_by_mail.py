"""Taking part by e-mail: joining, votes by number, what never goes by mail, STOP."""

from sqlalchemy import select

from bot.domain.roles import Seat
from storage.outbound import Delivery
from storage.proxies import Proxies
from tests.handlers.linking.accounts import code_for
from tests.handlers.polls.voting.test_changed_polls import changes
from tests.networks.mail.people import names
from tests.town import Neighbour, Town

QUESTION = "Quelle date pour l'atelier ?"
POLL = f"/sondage {QUESTION} | mardi 8 | jeudi 10"


def asked(town: Town, person: Neighbour) -> str:
    """Show a person the poll of the community."""
    town.gardener(Seat.TERRITORY).publishes(POLL)
    return person.says("/sondage 1")


def test_somebody_with_only_a_mailbox_joins_by_answering(town: Town) -> None:
    jeanne = town.stranger("Jeanne", on="mail")

    welcome = jeanne.says("Bonjour, je voudrais participer")
    asked_for = jeanne.says("/rejoindre")
    jeanne.says("J'ai 15 ans ou plus, j'accepte", reply_to=jeanne.direct[-1])

    assert welcome
    assert "J'ai 15 ans ou plus, j'accepte" in jeanne.direct[-2].typed + asked_for
    assert "Jeanne" in names(town)


def test_a_vote_is_the_number_of_a_choice_in_an_answer(town: Town, jeanne: Neighbour) -> None:
    card = asked(town, jeanne)
    shown = jeanne.direct[-1]

    answer = jeanne.says("2", reply_to=shown)

    assert QUESTION in card
    assert "2. jeudi 10" in shown.typed
    assert "jeudi 10" in answer
    assert shown.edits == 0


def test_an_e_mail_is_never_changed_and_an_old_one_counts_for_what_it_showed(
    town: Town, jeanne: Neighbour
) -> None:
    asked(town, jeanne)
    shown = jeanne.direct[-1]
    changes(town.gardener(Seat.TERRITORY), ("Les choix", "lundi 7, mercredi 9"))

    answer = jeanne.says("2", reply_to=shown)

    assert "rien n'a été fait" in answer
    assert "mercredi 9" in answer
    assert shown.edits == 0


def test_a_secret_vote_never_goes_by_mail(town: Town, jeanne: Neighbour) -> None:
    town.crowd(5)
    town.gardener(Seat.TERRITORY).publishes(f"{POLL} --secret")
    card = jeanne.says("/sondage 1")

    by_number = jeanne.says("2", reply_to=jeanne.direct[-1])
    typed = jeanne.says("/voter 1 2")

    assert "Pour voter, écrivez-moi en privé sur" in card
    assert "jeudi" not in jeanne.direct[-1].typed
    assert "Votre vote" not in by_number
    assert "un courriel peut être lu en chemin : rien n'a été compté" in typed
    assert "Telegram" in typed


def test_stop_is_done_at_once(town: Town, jeanne: Neighbour) -> None:
    answer = jeanne.says("STOP")

    assert answer.startswith("Désormais, je ne fais que vous répondre")
    assert [each.label for each in jeanne.direct[-1].choices] == ["Reprendre"]


def test_a_chat_and_a_mailbox_are_one_person(town: Town) -> None:
    zoe, her_mailbox = town.member("Zoé"), town.stranger("Zoé", on="mail")

    her_mailbox.says(f"/relier {code_for(zoe)}")
    asked_there = her_mailbox.direct[-1]
    label = next(each.label for each in asked_there.choices if each.label.startswith("C'est bien"))
    her_mailbox.says(label, reply_to=asked_there)
    zoe.presses("C'est bien moi")

    assert names(town).count("Zoé") == 1
    assert "Zoé" in her_mailbox.says("/moi")


def test_a_person_by_voice_who_has_an_address_takes_over_by_mail(town: Town) -> None:
    ana = town.gardener(Seat.TERRITORY)
    ana.says("/aunomde Jeanne Petit | hier | oui")
    ana.presses("Cette personne a une adresse de courriel")
    told = ana.says("Jeanne@Example.org")
    jeanne = Neighbour(town, "mail", "mail:jeanne@example.org", "Jeanne", "fr")
    written = jeanne.direct[-1]
    code = next(each for each in written.text.splitlines() if each.count("-") == 2)
    with town.database.engine.connect() as connection:
        rooms = connection.execute(select(Delivery.room)).scalars().all()

    jeanne.says(code, reply_to=written)
    jeanne.says("C'est moi, je reprends la main", reply_to=jeanne.direct[-1])
    jeanne.says("J'ai 15 ans ou plus, j'accepte", reply_to=jeanne.direct[-1])

    assert told == "J'écris à Jeanne Petit comment reprendre la main."
    assert jeanne.address not in rooms
    assert names(town).count("Jeanne Petit") + names(town).count("Jeanne") == 1
    with town.database.reading() as store:
        assert store[Proxies].all(1) == []


def test_the_notice_names_the_mail_servers(town: Town, jeanne: Neighbour) -> None:
    by_mail = jeanne.says("/confidentialite")
    in_chat = town.member("Zoé").says("/confidentialite")

    line = "Les courriels passent par les serveurs de"
    assert line in by_mail
    assert line in in_chat
    assert "serveurs de Telegram" in in_chat


def test_a_seat_is_given_to_somebody_with_a_mailbox_only(town: Town) -> None:
    cultivator = Neighbour(town, "telegram", "telegram:42", "Cléo", "fr").joins()

    cultivator.says("/jardinier region luc@region.example")
    shown = cultivator.direct[-1]

    assert "luc@region.example" in shown.text
