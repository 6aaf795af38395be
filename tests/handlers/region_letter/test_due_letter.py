"""The letter to the Region at its time."""

from datetime import datetime, timedelta

import pytest

from tests.handlers.region_letter.conftest import REGION_ROOM
from tests.plain_text import plain
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, PARIS, Neighbour, Town, town_settings

WEDNESDAY = datetime(2026, 11, 25, 9, tzinfo=PARIS)
WEEK = timedelta(days=7)


def letters(town: Town) -> list[str]:
    return [plain(each.text) for each in town.shown_in(REGION_ROOM)]


def a_closed_poll(town: Town, ana: Neighbour) -> None:
    """A poll in which two people voted."""
    ana.publishes("/sondage Quelle date ? | mardi | jeudi")
    for name in ("Zoé", "Bob"):
        town.member(name).says("/voter 1 2")
    ana.says("/cloturer 1")


@pytest.mark.slow
def test_proposals_and_poll_results_reach_the_region_room(region_town: Town) -> None:
    ana, zoe = region_town.gardener("territory"), region_town.member("Zoé")
    zoe.says("/actu Un jardin partagé | Les plantations ont commencé.")
    zoe.presses("La proposer à l'équipe")
    a_closed_poll(region_town, ana)

    region_town.move_to(WEDNESDAY)

    assert "\n---\n".join(letters(region_town)) == (
        "📰 Pionniers de l'énergie : pour la Région\n"
        "Du dimanche 25 octobre au mercredi 25 novembre.\n"
        "\nPropositions\n"
        "1. Actualité : Un jardin partagé\n"
        "Les plantations ont commencé.\n"
        "\nRésultats des sondages\n"
        "2. Quelle date ?\n"
        "« jeudi » arrive en tête, avec 2 votes. 2 personnes ont voté, tous réseaux confondus."
    )
    assert [each.label for each in region_town.said_in(REGION_ROOM)[0].choices] == [
        "Actualité 1",
        "Sondage 1",
    ]


@pytest.mark.slow
def test_an_item_of_a_letter_is_not_told_again(region_town: Town) -> None:
    ana = region_town.gardener("territory")
    a_closed_poll(region_town, ana)
    region_town.move_to(WEDNESDAY)
    ana.publishes("/sondage Où ? | ici | là")
    region_town.member("Nina").says("/voter 2 1")
    ana.says("/cloturer 2")

    region_town.move(WEEK)

    assert len(letters(region_town)) == 2
    assert "Où ?" in letters(region_town)[1]
    assert "Quelle date ?" not in letters(region_town)[1]
    assert "Du mercredi 25 novembre au mercredi 2 décembre." in letters(region_town)[1]


@pytest.mark.slow
def test_the_lack_of_news_is_said_once(region_town: Town) -> None:
    ana = region_town.gardener("territory")
    nothing = (
        "Pionniers de l'énergie : rien de nouveau depuis le dimanche 25 octobre, donc pas de "
        "lettre cette fois. La prochaine viendra dès qu'il y aura quelque chose."
    )

    region_town.move_to(WEDNESDAY)
    region_town.move(WEEK)
    region_town.move(WEEK)
    assert letters(region_town) == [nothing]

    a_closed_poll(region_town, ana)
    region_town.move(WEEK)
    assert "Quelle date ?" in letters(region_town)[1]


@pytest.mark.slow
def test_the_gardener_of_the_region_gets_the_letter_without_a_room(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    ana.says("/lettre region mercredi 9h")
    ana.presses("Garder ces dates")
    a_closed_poll(town, ana)

    town.move_to(WEDNESDAY)

    assert "Quelle date ?" in luc.inbox[-1]
    assert not ana.inbox[-1].startswith("📰")


@pytest.mark.slow
def test_a_missed_letter_is_offered_to_the_gardeners(region_town: Town) -> None:
    ana = region_town.gardener("territory")
    a_closed_poll(region_town, ana)

    region_town.sleep_until(WEDNESDAY + timedelta(hours=13))
    luc, notice = region_town.gardener("region"), region_town.said_in(BACK_ROOM)[-1]
    assert letters(region_town) == []
    assert plain(notice.text).startswith(
        "La lettre à la Région n'est pas partie : le service était interrompu.\n"
        "Sinon, la prochaine lettre dira tout."
    )

    luc.presses("Envoyer la lettre à la Région maintenant", notice, room=BACK_ROOM)
    luc.forges("region_letter_now", notice, room=BACK_ROOM)

    assert len(letters(region_town)) == 1


@pytest.mark.slow
def test_a_letter_is_still_sent_after_a_short_pause(region_town: Town) -> None:
    a_closed_poll(region_town, region_town.gardener("territory"))

    region_town.sleep_until(WEDNESDAY + timedelta(hours=2))
    region_town.restart()
    region_town.move(timedelta(hours=1))

    assert len(letters(region_town)) == 1


@pytest.mark.slow
def test_more_than_a_letter_takes_waits_for_the_next(region_town: Town) -> None:
    ana = region_town.gardener("territory")
    zoe = region_town.member("Zoé")
    for nth in range(1, 15):
        ana.publishes(f"/sondage Quelle date {nth} ? | mardi | jeudi")
        zoe.says(f"/voter {nth} 2")
        ana.says(f"/cloturer {nth}")

    region_town.move_to(WEDNESDAY)
    region_town.move(WEEK)

    first, second = letters(region_town)
    assert "Et 2 autres, dans la prochaine lettre." in first
    assert "12. Quelle date 12 ?" in first
    assert "1. Quelle date 13 ?" in second
    assert "2. Quelle date 14 ?" in second


@pytest.mark.slow
def test_a_letter_of_an_erased_author_says_so(region_town: Town) -> None:
    region_town.gardener("territory")
    zoe = region_town.member("Zoé")
    zoe.says("/actu Un jardin partagé | Les plantations ont commencé.")
    zoe.presses("La proposer à l'équipe")
    region_town.move_to(WEDNESDAY)

    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")

    assert "jardin partagé" not in letters(region_town)[0]
    assert "1. (retiré depuis)" in letters(region_town)[0]


@pytest.mark.slow
def test_a_letter_is_one_message_however_much_was_said(region_town: Town) -> None:
    region_town.gardener("territory")
    long = (
        "Une question très longue, <b>avec</b> *des* [signes](https://a.example) : " + "mot " * 230
    )
    for nth in range(12):
        zoe = region_town.member(f"Zoé{nth}", on="matrix")
        zoe.says(f"!actu {'Titre ' * 12}{nth} | {long}")
        zoe.presses("La proposer à l'équipe")
        zoe.says(f"!question {nth} {long}")
        zoe.presses("Envoyer avec mon nom")

    region_town.move_to(WEDNESDAY)
    for _ in range(3):
        region_town.move(WEEK)

    said = [each for each in letters(region_town) if each.startswith("📰")]
    assert all(len(each) < 4000 for each in said)
    assert "dans la prochaine lettre." in said[0]
    assert "<b>avec</b> *des* [signes](https://a.example)" in said[0]
    for nth in range(12):
        assert sum(f"Titre {nth}\n" in each for each in said) == 1


@pytest.mark.slow
def test_a_letter_unknown_to_a_restored_backup_is_asked_about_before_it_is_sent(
    region_town: Town,
) -> None:
    a_closed_poll(region_town, region_town.gardener("territory"))
    planned = region_town.app.jobs
    with region_town.database.unit() as store:
        assert planned.give_up(store, WEDNESDAY + timedelta(minutes=1)) > 0
    region_town.move_to(WEDNESDAY + timedelta(minutes=2))

    assert letters(region_town) == []
    assert "Elle est peut-être partie" in plain(region_town.said_in(BACK_ROOM)[-1].text)


@pytest.mark.slow
def test_an_english_community_reads_it_in_english(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    settings = town_settings(
        region_room=REGION_ROOM, region_letter="wed 09:00", locale="en", digest=""
    )
    town = Town(database_url, settings, saved=saved_towns)
    try:
        a_closed_poll(town, town.gardener("territory"))
        town.move_to(WEDNESDAY)
        assert "\n---\n".join(letters(town)) == (
            "📰 Pionniers de l'énergie: for the Region\n"
            "From Sunday, 25 October to Wednesday, 25 November.\n"
            "\nPoll results\n"
            "1. Quelle date ?\n"
            "“jeudi” comes first, with 2 votes. 2 people voted, all networks together."
        )
    finally:
        town.close()


@pytest.mark.slow
def test_the_month_that_was_closed_is_told_in_figures(region_town: Town) -> None:
    ana = region_town.gardener("territory")
    region_town.crowd(5)
    a_closed_poll(region_town, ana)
    region_town.move_to(WEDNESDAY)
    ana.publishes("/sondage Où ? | ici | là")
    ana.says("/cloturer 2")
    ana.presses("Clore")

    region_town.move_to(WEDNESDAY + timedelta(weeks=2))

    last = letters(region_town)[-1]
    assert "\nEn chiffres\nEn novembre 2026 :\nMembres et participation – Membres : 5" in last
    assert "Nouveaux membres : " in last
    assert "Sondages – Sondages ouverts : 2" in last
