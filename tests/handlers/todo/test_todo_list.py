"""The list of tasks that need a gardener today."""

from datetime import timedelta

import pytest

from bot.core import MOST_WAITING, todos
from bot.domain.digest.news_content import NewsContent
from bot.domain.roles import Seat
from storage.digest import Byline, NewsItems, NewsState
from storage.members import Identities
from storage.outbound import Outbox, UncertainDeliveries
from storage.outbound.deliveries import DeliveryState, Priority
from storage.proxies import Proxies
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.digest.news.writing import add_news, propose_news, submit_letter
from tests.town import BACK_ROOM, SQUARE, Neighbour, Town, labels

NOTHING = "Rien ne vous attend aujourd'hui. Profitez du jardin."


def test_an_empty_list_of_tasks_says_so(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    assert ana.says("/afaire") == NOTHING
    assert luc.says("!todo") == NOTHING


def test_the_list_of_tasks_is_for_gardeners(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = town.member("Zoé")

    assert zoe.says("/afaire").startswith("Seule l'équipe de jardinage")
    assert audited(town, zoe) == [("todo", "refused")]


def test_a_request_in_a_shared_room_is_answered_in_private(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    assert ana.says("/afaire", room=ana.square) == "Je vous ai répondu en privé."
    assert ana.inbox[-1] == NOTHING
    assert luc.says("!afaire", room=BACK_ROOM) == NOTHING


def test_a_vacant_seat_is_a_task_of_the_people_who_can_give_it(town: Town, ana: Neighbour) -> None:
    chef = Neighbour(town, "telegram", "telegram:42", "Chef", "fr").joins()
    line = "À faire\n– Jardinage pour la Région : la personne choisie n'a pas encore rejoint."

    assert ana.says("/afaire") == line
    assert "Pour la Région : une personne qui n'est pas encore membre" in ana.presses("Équipe")
    assert chef.says("/afaire") == line
    assert chef.presses("Jardinage pour la Région").startswith(
        "Pour la Région\nJardinage pour la Région : "
    )


def test_proposed_news_wait_for_a_decision(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    propose_news(town.member("Zoé"), "/actu Le vélo | Il est là")

    listed = ana.says("/afaire")
    ana.presses("Voir l'actualité 1")
    ana.presses("Refuser")
    ana.presses("Passer")

    assert listed == "À faire\n– Actualité proposée : 1 · Le vélo (Zoé)"
    assert ana.says("/afaire") == NOTHING


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("proposed_news", "waiting_digest"),
        ("poll_outcomes_to_check", "polls_without_outcome"),
        ("polls_without_outcome", "events_without_report"),
        ("questions_of_region", "undecided_questions"),
    ],
)
def test_lines_without_a_due_day_keep_their_order(town: Town, first: str, second: str) -> None:
    order = [each.call.__name__ for each in town.app.declared.contributions[todos.name]]

    assert order.index(first) < order.index(second)


@pytest.mark.slow
def test_the_letter_waits_for_its_keys(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    add_news(ana, "/actu Le broyeur | Il est là")

    draft = luc.says("!afaire")
    submit_letter(ana)
    submitted = luc.says("!afaire")
    luc.says("1")
    luc.presses("Approuver")

    assert draft == (
        "À faire\n"
        "– La lettre du mardi 1er décembre à 8 h est un brouillon : personne ne "
        "l'a soumise."
    )
    assert submitted == "À faire\n– Ana a soumis la lettre. Il manque encore votre accord."
    assert luc.says("!afaire") == NOTHING


def test_an_uncertain_message_is_listed_until_a_gardener_checks_it(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    loses_a_message(town)

    listed = ana.says("/afaire")
    seen = ana.presses("C'est vérifié")

    assert listed == "À faire\n– 1 message à un salon n'est peut-être pas arrivé : allez y voir."
    assert seen == "C'est noté : ce n'est plus dans la liste."
    assert ana.says("/afaire") == NOTHING
    with town.database.unit() as store:
        assert store[Outbox].count(DeliveryState.UNCERTAIN) == 1


def test_an_uncertain_message_cannot_be_dismissed_by_a_member(town: Town, ana: Neighbour) -> None:
    loses_a_message(town)

    assert presses_forged(town.member("Ève"), "doubts_seen").startswith(
        "Seule l'équipe de jardinage"
    )
    assert "n'est peut-être pas arrivé" in ana.says("/afaire")


def loses_a_message(town: Town) -> None:
    """Leave it unknown whether a message to the square arrived."""
    with town.database.unit() as store:
        delivery = store[Outbox].put(
            room=SQUARE["telegram"],
            priority=Priority.DIGEST,
            at=town.clock.now(),
            payload={"words": "?"},
            locale="fr",
            zone="Europe/Paris",
            community_id=1,
        )
        store[UncertainDeliveries].doubt([delivery], town.clock.now())


@pytest.mark.slow
def test_an_act_on_behalf_of_a_member_waits_for_the_other_gardener(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ana.publishes("/sondage Quelle date ? | mardi | jeudi")
    ana.says("/aunomde Jeanne Petit | hier | oui")

    registered = luc.says("!afaire")
    luc.presses("Vu")
    seen = luc.says("!afaire")
    town.move(timedelta(minutes=1))
    ana.says("/aunomde voter Jeanne Petit | 1 | mardi | hier")

    assert registered == (
        "À faire\n– Jeanne Petit est membre par téléphone, à sa demande du lundi 23 novembre."
    )
    assert seen == NOTHING
    assert luc.says("!afaire") == registered.replace(".", " ; 1 vote transmis.")
    assert ana.says("/afaire") == NOTHING


def test_only_the_other_gardener_takes_it_off_the_list(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = town.member("Zoé")
    ana.says("/aunomde Jeanne Petit | hier | oui")
    with town.database.unit() as store:
        (jeanne,) = store[Proxies].all(1)

    for person in (ana, zoe):
        presses_forged(person, f"proxy_seen:{jeanne.member.id}")

    assert "Jeanne Petit" in luc.says("!afaire")
    luc.presses("Vu")
    presses_forged(luc, f"proxy_seen:{jeanne.member.id}")
    assert luc.says("!afaire") == NOTHING


def test_more_tasks_than_fit_are_a_press_away(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    has_proposed(town, 7)

    first = ana.says("/afaire")
    rest = ana.presses("Voir les autres (2)")

    assert first.count("\n– ") == 5
    assert "proposée : 1 · " in first
    assert rest.count("\n– ") == 2
    assert "proposée : 7 · " in rest


def test_what_is_done_meanwhile_hides_nothing_of_the_next_page(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    has_proposed(town, 7)

    shown = ana.says("/afaire")
    page = ana.direct[-1]
    ana.says("/actu 1")
    ana.presses("Refuser")
    ana.presses("Passer")
    rest = ana.presses("Voir les autres (2)", page)

    assert "proposée : 5 · " in shown
    assert [f"proposée : {number} · " in rest for number in (5, 6, 7)] == [False, True, True]


def test_however_much_waits_a_few_of_a_kind_are_read(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    has_proposed(town, MOST_WAITING + 10)

    ana.says("/afaire")

    assert f"Voir les autres ({MOST_WAITING - 5})" in labels(ana)


def has_proposed(town: Town, count: int) -> None:
    """Keep so many proposed news items of one member."""
    zoe = town.member("Zoé")
    with town.database.unit() as store:
        identity = store[Identities].get(zoe.address)
        assert identity is not None
        for number in range(1, count + 1):
            store[NewsItems].add(
                1,
                NewsContent(f"Le vélo {number}", "Il est là", ""),
                Byline(Seat.TERRITORY, identity.member_id, "Zoé", is_member=True),
                state=NewsState.PROPOSED,
                at=town.clock.now(),
            )
