"""Linking accounts by codes and links: asked for, confirmed, and things that follow an account."""

import re
from datetime import timedelta

import pytest

from storage.members.member_tables import Member
from tests.handlers.linking.accounts import (
    ASKED,
    MERGE,
    NEW,
    NO,
    YES,
    agreed,
    brought,
    code_for,
    link_for,
    linked,
    members,
)
from tests.town import BACK_ROOM, Town


@pytest.mark.parametrize("networks", [("telegram", "matrix"), ("matrix", "telegram")])
def test_a_new_account_becomes_the_members_own(town: Town, networks: tuple[str, str]) -> None:
    zoe, other = town.member("Zoé", on=networks[0]), town.stranger("Zoé M.", on=networks[1])

    first = other.says(f"/relier {code_for(zoe)}")
    early = zoe.direct[-1]
    asked = other.presses(NEW)
    question = zoe.inbox[-1]
    done = zoe.presses(YES)

    names = [network.capitalize() for network in networks]
    assert first.startswith(f"Relier ce compte au compte Zoé ({names[0]}) ?")
    assert "Région Exemple garde votre nom" in first
    assert YES not in [each.label for each in early.choices], "asked before the other said yes"
    assert asked == (
        f"J'ai posé la question à Zoé ({names[0]}). Répondez là-bas pour relier les deux comptes."
    )
    assert f"le compte Zoé M. ({names[1]}) demande à être relié à celui-ci" in question
    assert f"ce compte et le compte Zoé M. ({names[1]}) sont reliés" in done
    assert f"ce compte et le compte Zoé ({names[0]}) sont reliés" in other.inbox[-1]
    assert members(town) == ["Zoé"]


def test_the_card_tells_what_to_type_over_there(town: Town) -> None:
    zoe, yan = town.member("Zoé"), town.member("Yan", on="matrix")

    on_telegram, on_matrix = zoe.says("/relier"), yan.says("!relier")

    assert re.search(r"^Matrix : !relier \S{3}-\S{3}-\S{2}$", on_telegram, re.MULTILINE)
    assert re.search(r"^Telegram : /relier \S{3}-\S{3}-\S{2}$", on_matrix, re.MULTILINE)
    assert "Ne donnez ce code à personne." in on_telegram


def test_a_link_and_a_qr_code_lead_to_telegram(town: Town) -> None:
    zoe, other = town.member("Zoé", on="matrix"), town.stranger("Zoé")

    word = link_for(zoe)
    picture = zoe.direct[-1]
    other.says(f"/start {word}")
    other.presses(NEW)
    zoe.presses(YES)

    assert picture.said.picture == f"playground:telegram?start={word}"
    assert picture.text == "Le même lien, à scanner, pour ouvrir Telegram."
    assert re.fullmatch(r"in1-link-[A-Za-z0-9]{32}", word)
    assert other.says("/moi").startswith("Zoé")
    assert members(town) == ["Zoé"]


@pytest.mark.parametrize("way", ["/start {link}", "/relier {code}"])
def test_the_bringer_of_a_code_is_asked_first(town: Town, way: str) -> None:
    """A link or a code may be anybody's: bringing it alone gives nobody's account away."""
    eve, zoe = town.member("Ève", on="matrix"), town.member("Zoé")
    link = link_for(eve)
    code = re.findall(r"relier (\S+)", "\n".join(eve.inbox))[-1]

    asked = zoe.says(way.format(link=link, code=code))
    early = eve.inbox[-1]
    refused = zoe.presses(NO)

    assert asked.startswith("Relier ce compte au compte Ève (Matrix) ?")
    assert early == "Le même lien, à scanner, pour ouvrir Telegram."
    assert refused == "Rien n'a été relié, et le code n'est plus valable."
    assert members(town) == ["Zoé", "Ève"]


def test_two_members_become_one_by_a_link(town: Town) -> None:
    zoe, other = town.member("Zoé", on="matrix"), town.member("Zoé Martin")

    other.says(f"/start {link_for(zoe)}")
    agreed(other)
    zoe.presses(MERGE)

    assert members(town) == ["Zoé"]


@pytest.mark.slow
def test_two_members_become_one_with_one_vote(town: Town) -> None:
    ana = town.gardener("territory")
    zoe, other = town.member("Zoé"), town.member("Zoé Martin", on="matrix")
    ana.publishes("/sondage Quel jour ? | mardi | jeudi")
    zoe.says("/voter 1 1")
    town.move(timedelta(minutes=1))
    other.says("!voter 1 2")

    linked(zoe, other)

    shown = zoe.says("/sondage 1")
    assert members(town) == ["Ana", "Zoé"]
    assert "1 vote ·" in shown
    assert "Votre vote : jeudi." in shown


def test_a_letter_is_answered_where_it_was_written(town: Town) -> None:
    ana = town.gardener("territory")
    zoe, other = town.member("Zoé"), town.stranger("Zoé", on="matrix")
    linked(zoe, other)

    zoe.says("/ecrire Bonjour")
    ana.says("Bonjour", room=BACK_ROOM, reply_to=town.said_in(BACK_ROOM)[-1])

    assert zoe.inbox[-1].startswith("Ana vous répond")


def test_the_code_is_read_however_it_is_typed(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.stranger("Zoé", on="matrix")

    typed = code_for(zoe).lower().replace("-", " ")

    assert other.says(f"!relier {typed}").startswith(ASKED)


def test_other_words_are_explained_and_not_counted(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.stranger("Zoé", on="matrix")
    code = code_for(zoe)

    answers = {other.says("!relier mon compte") for _ in range(6)}

    assert answers == {"Un code a huit lettres et chiffres, comme K7M-4PX-2R."}
    assert other.says(f"!relier {code}").startswith(ASKED)


def test_a_code_survives_a_restart(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé Martin", on="matrix")
    brought(other, code_for(zoe))
    town.restart()

    zoe.presses(MERGE)

    with town.database.unit() as store:
        assert [each.name for each in store._session.query(Member)] == ["Zoé"]
