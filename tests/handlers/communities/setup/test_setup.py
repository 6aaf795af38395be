"""The first steps of a community: told to its cultivator, and done in chat."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.core.context.job_context import JobContext
from bot.core.messages.incoming import Mention
from bot.domain.roles import Seat
from bot.vocabulary.community_settings import contact
from handlers.communities import plan_first_steps, setup_progress
from handlers.communities.setup import tell_first_steps
from storage.communities import Communities, Cultivators, SeatHolders
from storage.outbound import DeliveryState, Outbox
from tests.databases import Fresh
from tests.handlers.audit.traces import audited
from tests.town import WATER, Neighbour, Town, labels, town_settings

NEW = {
    "rooms": [],
    "channels": [],
    "gardeners_room": "",
    "gardeners": {"territory": "telegram:42", "region": ""},
}
GROUP, ROOM = "telegram:-5005", "matrix:!new"
JOIN = "👋 Je suis prêt pour Pionniers de l'énergie\nPremière étape : devenez membre, vous aussi."
CONNECTED = (
    "✅ Votre salon est relié à Pionniers de l'énergie. Pour changer cela, écrivez-y /salon."
)
UNKNOWN = "Bonjour. Ce salon n'appartient encore à aucune communauté."


@pytest.fixture
def town(fresh_database: Fresh) -> Iterator[Town]:
    """A town whose community has no room and one gardener, its cultivator."""
    made = Town(fresh_database("sqlite"), town_settings(**NEW))
    yield made
    made.close()


@pytest.fixture
def carl(town: Town) -> Neighbour:
    """The cultivator, who wrote once."""
    carl = town.cultivator()
    carl.says("bonjour")
    return carl


def begin(town: Town) -> None:
    """Plan the first steps, as each start of `terreau init` does."""
    with town.database.unit() as store:
        plan_first_steps(store, store[Communities].get(1), town.clock.now())
    town.move(timedelta(seconds=1))


def is_done(town: Town) -> bool:
    with town.database.unit() as store:
        return setup_progress(store, store[Communities].get(1)).is_done


def tied(town: Town, room: str) -> bool:
    with town.database.unit() as store:
        row = store[Communities].room(room)
        return row is not None and row.community_id == 1


@pytest.mark.slow
def test_a_cultivator_is_led_to_the_first_poll(town: Town, carl: Neighbour) -> None:
    begin(town)
    assert carl.inbox[-1] == JOIN
    begin(town)
    assert carl.inbox[-1] == JOIN  # started again, it says where things stand

    carl.presses("Rejoindre")
    carl.presses("J'ai 15 ans ou plus, j'accepte")
    assert carl.inbox[-1].startswith("⏳ Votre salon\n")
    assert labels(carl) == ["M'ajouter à un groupe Telegram", "Vous êtes déjà dans mon groupe"]

    town.lets_in(GROUP, carl)
    assert tied(town, GROUP)
    assert town.said_in(GROUP)[-1].text.startswith("Je suis Terreau, le robot de Pionniers")
    assert carl.inbox[-2] == CONNECTED
    assert carl.inbox[-1].startswith("👋 Qui anime Pionniers de l'énergie avec vous ?\n")
    assert ("room_tie", "done") in audited(town, carl)
    begin(town)
    assert carl.inbox[-1].startswith("👋 Qui anime Pionniers de l'énergie avec vous ?\n")

    carl.presses("Choisir pour la Région")
    named = (Mention("Luc @luc", "telegram:77"),)
    chosen = carl.says("telegram:77", mentions=named)  # as the key writes it
    assert "luc (telegram:77, pas encore membre)" in chosen
    assert "Envoyez-lui ce lien" in chosen
    assert labels(carl) == ["Modifier", "Prochaine étape"]
    carl.presses("Prochaine étape")
    assert carl.inbox[-1].startswith("📊 Votre premier sondage\n")
    assert "/sondage Quelle date ? | mardi | jeudi" in carl.inbox[-1]

    assert not is_done(town)
    carl.publishes("/sondage Quelle date ? | mardi | jeudi")
    assert is_done(town)
    before = list(carl.inbox)
    begin(town)
    assert carl.inbox == before


@pytest.mark.parametrize(
    ("opened", "then"),
    [
        pytest.param("", "⏳ Votre salon\n", id="joining"),
        pytest.param("agenda", "Événements à venir\n", id="a link that leads elsewhere"),
    ],
)
def test_a_step_that_has_not_left_is_taken_back_by_joining(
    town: Town, carl: Neighbour, opened: str, then: str
) -> None:
    carl.says(f"/{opened}") if opened else carl.presses("Rejoindre")
    with town.database.unit() as store:
        here, who = store[Communities].get(1), contact(town.stage.settings)
        tell_first_steps(JobContext(store, now=town.clock.now(), community=here, contact=who), None)
        assert store[Outbox].count(DeliveryState.WAITING) == 1
    carl.presses("J'ai 15 ans ou plus, j'accepte")

    assert JOIN not in carl.inbox
    assert carl.inbox[-1].startswith(then)


@pytest.mark.slow
def test_the_person_chosen_takes_the_role_by_joining(town: Town, carl: Neighbour) -> None:
    carl.joins()
    town.lets_in(GROUP, carl)
    carl.presses("Choisir pour la Région")
    carl.says("telegram:77")
    luc = Neighbour(town, "telegram", "telegram:77", "Luc", "fr").joins()

    with town.database.unit() as store:
        community = store[Communities].get(1)
        assert store[SeatHolders].of(community)[Seat.REGION] == luc.address
        assert setup_progress(store, community).awaited == ()


def test_only_its_cultivator_connects_a_room_by_bringing_the_bot(
    town: Town, carl: Neighbour
) -> None:
    zoe = town.member("Zoé")
    town.lets_in(GROUP, zoe)
    assert town.said_in(GROUP)[-1].text.startswith(UNKNOWN)
    assert not tied(town, GROUP)

    town.lets_in(GROUP, carl)
    assert tied(town, GROUP)
    town.lets_in("telegram:-6006", carl)  # a second one is asked about
    assert town.said_in("telegram:-6006")[-1].text.startswith(UNKNOWN)


def test_a_room_is_asked_about_where_several_communities_have_none(fresh_database: Fresh) -> None:
    town = Town(fresh_database("sqlite"), town_settings({**WATER, "rooms": []}, **NEW))
    town.lets_in(GROUP, town.cultivator())

    assert town.said_in(GROUP)[-1].text.startswith(UNKNOWN)
    assert not tied(town, GROUP)
    town.close()


def test_a_room_where_the_bot_is_already_is_connected_by_a_word(
    town: Town, carl: Neighbour
) -> None:
    on_matrix = Neighbour(town, "matrix", "matrix:@carl", "Carl", "fr")
    with town.database.unit() as store:
        store[Cultivators].add(on_matrix.address)
    on_matrix.says("!salon", ROOM)

    assert tied(town, ROOM)
    assert on_matrix.inbox[-2] == CONNECTED.replace("/salon", "!salon")
    assert on_matrix.inbox[-1] == JOIN


def test_a_group_is_chosen_by_a_key(town: Town, carl: Neighbour) -> None:
    carl.joins()
    carl.presses("Vous êtes déjà dans mon groupe")

    choosing, *usual = carl.direct[-1].said.keys or ()
    assert choosing == ("Choisir mon groupe",)
    assert usual == [("Agenda", "Sondages"), ("Écrire", "Menu")]
    assert carl.direct[-1].said.asks == "room"
    assert town.stranger("Zoé").forges("room_choose", carl.direct[-1]) != ""


def test_a_choice_of_a_connected_group_is_answered_in_private(town: Town, carl: Neighbour) -> None:
    """Only cultivators have the key: others are not told whose group it is."""
    town.lets_in(GROUP, carl)
    said = len(town.said_in(GROUP))
    town.lets_in(GROUP, carl, chosen=True)
    zoe = town.stranger("Zoé")
    town.lets_in(GROUP, zoe, chosen=True)
    town.lets_in("telegram:-6006", carl, chosen=True)
    asked, offered = carl.inbox[-1], labels(carl)
    carl.presses("Pionniers de l'énergie")
    town.lets_in("telegram:-7007", zoe, chosen=True)

    known = "✅ Ce groupe est déjà relié à Pionniers de l'énergie. Pour changer cela, "
    assert [each for each in carl.inbox if each.startswith(known)] == [f"{known}écrivez-y /salon."]
    assert JOIN in carl.inbox[carl.inbox.index(f"{known}écrivez-y /salon.") :]
    assert len(town.said_in(GROUP)) == said
    assert asked.startswith("Ce groupe n'appartient encore à aucune communauté.")
    assert offered == ["Pionniers de l'énergie"]
    assert labels(carl)[0] == "Communauté"
    assert town.said_in("telegram:-6006") == []
    assert zoe.inbox == []


def test_a_group_of_another_community_is_not_taken_by_a_choice(fresh_database: Fresh) -> None:
    town = Town(fresh_database("sqlite"), town_settings({**WATER, "rooms": [GROUP]}, **NEW))
    carl = town.cultivator()
    town.lets_in(GROUP, carl, chosen=True)

    assert carl.inbox[-1].startswith("Ce groupe est déjà relié à Eau vive.\nPour Pionniers")
    assert labels(carl) == ["Choisir un autre groupe"]
    assert "ci-dessous" in carl.presses("Choisir un autre groupe")
    town.close()
