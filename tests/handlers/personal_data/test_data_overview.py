"""All that is kept of oneself, in words and as a file."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.core.messages.incoming import Kind
from bot.transports.playground import Posted
from storage.members import Members
from tests.handlers.linking.accounts import linked
from tests.saved_towns import SavedTowns
from tests.town import SQUARE, WATER, Neighbour, Town, town_settings
from tests.web.own_pages import with_pages


def file_of(person: Neighbour) -> dict[str, Any]:
    """The file that a person gets here, read."""
    said = person.says("!mesdonnees" if person.network == "matrix" else "/mesdonnees")
    assert said.startswith("Tout ce qui est gardé sur vous\n")
    person.presses(person.direct[-1].choices[-1].label)
    return read(person.direct[-1])


def read(posted: Posted) -> dict[str, Any]:
    document = posted.said.document
    assert document is not None
    assert document.media_type == "application/json"
    told: dict[str, Any] = json.loads(document.content.decode())
    return told


def rows_of(told: dict[str, Any], section: str) -> list[dict[str, Any]]:
    return next((each["lignes"] for each in told["rubriques"] if each["rubrique"] == section), [])


@pytest.mark.slow
@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_the_data_of_a_member_are_told_in_words_and_as_a_file(town: Town, network: str) -> None:
    town.gardener("territory").publishes("/sondage Quand ? | mardi | jeudi --public")
    zoe = town.member("Zoé", on=network)
    zoe.says("/voter 1 2")

    page = zoe.says("/mesdonnees")
    told = file_of(zoe)

    assert "Zoé, depuis le mardi 24 novembre" in page
    assert (
        "Pionniers de l'énergie, depuis le mardi 24 novembre : « Je suis les actualités »" in page
    )
    assert "Vos votes\nQuand ? jeudi\n" in page
    assert told["de"] == [zoe.address]
    [vote] = rows_of(told, "Vos votes")
    assert (vote["question"], vote["numéros des choix"]) == ("Quand ?", "2")
    assert vote["communauté"] == "Pionniers de l'énergie"
    [account] = rows_of(told, "Vos comptes")
    assert account["compte ou salon"] == zoe.address


def test_a_file_by_telegram_is_said_to_pass_through_it(town: Town) -> None:
    zoe = town.member("Zoé")

    page = zoe.says("/mesdonnees")

    assert "Avec Telegram, le fichier passe par ses serveurs" in page
    assert [each.label for each in zoe.direct[-1].choices] == ["Ici, par Telegram"]


def test_a_member_on_matrix_is_offered_the_file_there(town: Town) -> None:
    zoe = town.member("Zoé", on="matrix")

    page = zoe.says("!mesdonnees")

    assert "Telegram" not in page
    assert [each.label for each in zoe.direct[-1].choices] == ["Ici, dans cette conversation"]


def test_a_member_chooses_between_a_link_and_telegram_where_there_are_pages(town: Town) -> None:
    with_pages(town)
    zoe = town.member("Zoé")
    zoe.says("/mesdonnees")
    assert [each.label for each in zoe.direct[-1].choices] == [
        "Par un lien à usage unique",
        "Ici, par Telegram",
    ]

    linked = zoe.presses("Par un lien à usage unique")
    zoe.presses("Ici, par Telegram")

    assert linked.startswith("Tout ce qui est gardé sur vous")
    assert read(zoe.direct[-1])["de"] == [zoe.address]
    with town.database.unit() as store:
        [row] = store.everything_about(_whom(town, zoe))["handouts"]
    assert row["arguments"][0] == zoe.address


def _whom(town: Town, person: Neighbour) -> Any:  # noqa: ANN401 - whom the storage is asked about
    with town.database.unit() as store:
        standing = store[Members].standing(person.address, None)
        assert standing is not None
        return store.whom(standing.member)


def test_both_accounts_of_one_person_are_in_the_file(town: Town) -> None:
    zoe, also = town.member("Zoé"), town.stranger("Zoé", on="matrix")
    linked(zoe, also)

    told = file_of(also)

    assert told["de"] == sorted([zoe.address, also.address])


@pytest.mark.slow
def test_nobody_else_is_in_the_data_of_a_member(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    zoe = town.member("Zoé Unique")
    zoe.says("/ecrire Un secret bien gardé")
    ana.says("/participation proposer Zoé Unique | actif")
    ana.says("/aunomde Jeanne Seule | hier | oui")
    town.move(timedelta(minutes=2))

    for other in (ana, luc):
        told = json.dumps(file_of(other), ensure_ascii=False)
        assert "Unique" not in told
        assert zoe.address not in told
        assert "bien gardé" not in told
    told = json.dumps(file_of(zoe), ensure_ascii=False)
    assert ana.address not in told
    assert "bien gardé" not in told


@pytest.mark.slow
def test_acts_of_others_on_a_member_are_shown_without_the_name(town: Town) -> None:
    ana = town.gardener("territory")
    zoe = town.member("Zoé Unique")
    ana.says("/participation proposer Zoé Unique | actif")

    [done] = [each for each in rows_of(file_of(ana), "Journal") if each["fait par vous"]]
    assert done["détails"].get("name") is None
    [undergone] = [each for each in rows_of(file_of(zoe), "Journal") if each["fait pour vous"]]
    assert undergone["compte"] is None


def test_a_stranger_sees_the_data_that_are_kept_of_them(town: Town) -> None:
    zoe = town.stranger("Zoé").enters()

    page = zoe.says("/mesdonnees")
    told = file_of(zoe)

    assert "Salons que vous avez rejoints : 1" in page
    [room] = rows_of(told, "Salons que vous avez rejoints")
    assert (room["salon"], room["nom"]) == (SQUARE["telegram"], "Zoé")


def test_nothing_is_kept_about_a_stranger(town: Town) -> None:
    town.member("Ana")

    said = town.stranger("Zoé").says("/mesdonnees")

    assert said == "Je ne garde rien sur vous, et je ne fais que vous répondre."


def test_a_former_member_still_sees_the_rest(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/quitter")
    zoe.presses("Quitter la communauté")
    zoe.presses("Oui, quitter")

    told = file_of(zoe)

    assert rows_of(told, "Vos communautés") == []
    [consent] = rows_of(told, "Ce que vous avez accepté")
    assert consent["repris le"] is not None


def test_personal_data_are_never_shown_in_a_shared_room(town: Town) -> None:
    zoe = town.member("Zoé")

    said = zoe.says("/mesdonnees", zoe.square)
    zoe.says("", zoe.square, kind=Kind.PRESS, press="mydata_file:here", press_id="p", shown=True)

    assert said == "Je vous ai répondu en privé."
    assert not any(each.said.document for each in town.said_in(zoe.square))


@pytest.mark.slow
def test_the_data_of_several_communities_are_told_at_once(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    town = Town(database_url, town_settings(WATER), saved=saved_towns)
    try:
        zoe = town.member("Zoé", of=["Pionniers de l'énergie", "Eau vive"])
        told = file_of(zoe)
        names = {each["communauté"] for each in rows_of(told, "Vos communautés")}
    finally:
        town.close()

    assert names == {"Pionniers de l'énergie", "Eau vive"}
