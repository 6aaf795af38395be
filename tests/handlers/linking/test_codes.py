"""Linking accounts: from both sides, with the wrong codes, and by the wrong people."""

import re
from datetime import timedelta

import pytest

from bot.core.context.gardeners_on_duty import agents_of, seat_statuses_of
from bot.domain import codes
from bot.domain.roles import Post, Seat
from storage.communities import Communities
from storage.linking.links import LinkCode
from storage.members import Identities
from storage.members.member_tables import Member
from storage.seats import Posts
from tests.handlers.linking.accounts import (
    CANCEL,
    MERGE,
    NEW,
    NO,
    YES,
    agreed,
    brought,
    code_for,
    forged,
    link_for,
    linked,
    members,
)
from tests.town import BACK_ROOM, Neighbour, Town

UNKNOWN = (
    "Ce code est faux, déjà utilisé ou vieux de plus de dix minutes. {}relier sur votre premier "
    "compte en donne un nouveau."
)
OVER = "Cette demande a expiré. Pour relier deux comptes, demandez un nouveau code : {}relier."
ASKED = "Relier ce compte au compte Zoé"
TENDS = "Le compte qui a un rôle doit être le premier."


def wrong(person: Neighbour, times: int) -> list[str]:
    """Type wrong codes; gives the answers."""
    return [person.says(f"/relier 222-222-2{'ACDEFG'[n % 6]}") for n in range(times)]


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
def test_whoever_brings_a_code_is_asked_first(town: Town, way: str) -> None:
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


def test_what_is_no_code_is_explained_and_not_counted(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.stranger("Zoé", on="matrix")
    code = code_for(zoe)

    answers = {other.says("!relier mon compte") for _ in range(6)}

    assert answers == {"Un code a huit lettres et chiffres, comme K7M-4PX-2R."}
    assert other.says(f"!relier {code}").startswith(ASKED)


def test_codes_end_after_ten_minutes(town: Town) -> None:
    zoe, other = town.member("Zoé", on="matrix"), town.stranger("Zoé")
    word = link_for(zoe)
    code = re.findall(r"relier (\S+)", "\n".join(zoe.inbox))[-1]
    town.move(codes.LIFE)

    assert other.says(f"/relier {code}") == UNKNOWN.format("/")
    assert other.says(f"/start {word}") == UNKNOWN.format("/")


def test_a_code_works_once(town: Town) -> None:
    zoe, other, eve = town.member("Zoé"), town.stranger("Zoé", "matrix"), town.stranger("Ève")
    code = code_for(zoe)
    brought(other, code)

    before_the_yes = eve.says(f"/relier {code}")
    zoe.presses(YES)

    assert before_the_yes == UNKNOWN.format("/")
    assert eve.says(f"/relier {code}") == UNKNOWN.format("/")
    assert members(town) == ["Zoé"]


def test_a_new_code_ends_the_one_before(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.stranger("Zoé", on="matrix")
    first, second = code_for(zoe), code_for(zoe)

    assert other.says(f"!relier {first}") == UNKNOWN.format("!")
    assert other.says(f"!relier {second}").startswith(ASKED)


def test_the_yes_must_come_within_ten_minutes(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.stranger("Zoé", on="matrix")
    brought(other, code_for(zoe))
    town.move(codes.LIFE)

    assert zoe.presses(YES) == OVER.format("/")
    with town.database.unit() as store:
        assert store[Identities].get(other.address) is None


def test_a_no_ends_it_and_both_are_told(town: Town) -> None:
    zoe, eve = town.member("Zoé"), town.member("Ève", on="matrix")
    brought(eve, code_for(zoe))
    question = zoe.direct[-1]

    refused = zoe.presses(CANCEL)

    assert refused == "Rien n'a été relié, et le code n'est plus valable."
    assert eve.inbox[-1] == (
        "L'autre compte a répondu que ce n'était pas vous. Rien n'a été relié."
    )
    assert [choice.label for choice in question.choices] == []
    assert members(town) == ["Zoé", "Ève"]


def test_the_second_account_can_take_it_back(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé Martin", on="matrix")
    brought(other, code_for(zoe))
    question = zoe.direct[-1]

    other.says(NO)

    assert zoe.inbox[-1].startswith("L'autre compte a répondu que ce n'était pas vous.")
    assert zoe.presses(MERGE, question) == OVER.format("/")


def test_two_taps_are_harmless(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.stranger("Zoé", on="matrix")
    brought(other, code_for(zoe))
    press = zoe.direct[-1].choice(YES).press

    zoe.presses(YES)
    town.do(zoe.playground.receives(forged(zoe, press)))

    assert zoe.inbox[-1] == OVER.format("/")
    assert members(town) == ["Zoé"]


def test_nobody_else_can_say_yes(town: Town) -> None:
    zoe, other, eve = town.member("Zoé"), town.stranger("Zoé", "matrix"), town.member("Ève")
    brought(other, code_for(zoe))
    press = zoe.direct[-1].choice(YES).press

    for somebody in (eve, other):
        town.do(somebody.playground.receives(forged(somebody, press)))

    assert eve.inbox[-1] == OVER.format("/")
    assert other.inbox[-1] == OVER.format("!")
    with town.database.unit() as store:
        assert store[Identities].get(other.address) is None


def test_a_code_typed_on_its_own_account_stays_good(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.stranger("Zoé", on="matrix")
    code = code_for(zoe)

    assert zoe.says(f"/relier {code}") == (
        "Ce code vient de ce compte-ci : tapez-le sur l'autre compte."
    )
    assert other.says(f"!relier {code}").startswith(ASKED)


def test_linked_accounts_say_so(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.stranger("Zoé", on="matrix")
    linked(zoe, other)

    assert other.says(f"!relier {code_for(zoe)}") == "Ces deux comptes sont déjà reliés."


def test_two_accounts_on_one_network_can_be_linked(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.stranger("Zoé bis")

    assert "le compte Zoé bis (Telegram) sont reliés" in linked(zoe, other)


def test_a_code_typed_in_a_shared_room_is_void(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.stranger("Zoé", on="matrix")
    code = code_for(zoe)

    said = other.says(f"!relier {code}", room=other.square)

    assert said.startswith("D'autres ont pu lire ce code : il n'est plus valable.")
    assert zoe.inbox[-1] == (
        "Votre code a été montré dans un salon partagé : il n'est plus valable. Pour un "
        "nouveau : /relier"
    )
    assert other.says(f"!relier {code}") == UNKNOWN.format("!")


def test_a_link_followed_in_a_shared_room_is_void(town: Town) -> None:
    zoe, other = town.member("Zoé", on="matrix"), town.stranger("Zoé")
    word = link_for(zoe)

    said = other.says(f"/start {word}", room=other.square)

    assert said.startswith("D'autres ont pu lire ce code : il n'est plus valable.")
    assert other.says(f"/start {word}") == UNKNOWN.format("/")


def test_a_code_asked_for_in_a_shared_room_is_given_in_private(town: Town) -> None:
    zoe = town.member("Zoé", on="matrix")

    said = zoe.says("!relier", room=zoe.square)

    assert said == "Je vous ai répondu en privé."
    assert zoe.inbox[-2].startswith("Relier un autre compte")


def test_five_wrong_codes_make_an_account_wait(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.stranger("Zoé", on="matrix")

    answers = wrong(other, 5)
    paused = other.says(f"!relier {code_for(zoe)}")
    town.move(codes.PAUSE)

    assert answers == [UNKNOWN.format("!")] * 5
    assert paused == "Trop de codes faux. Attendez dix minutes, puis demandez un nouveau code."
    assert other.says(f"!relier {code_for(zoe)}").startswith(ASKED)


def test_many_accounts_together_soon_find_no_ear(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "TRIES_OF_ALL", 12)
    zoe, other = town.member("Zoé"), town.stranger("Zoé", on="matrix")
    for number in range(3):
        wrong(town.stranger(f"Robot {number}"), 4)

    code = code_for(zoe)
    refused = other.says(f"!relier {code}")
    town.move(codes.SLOT)

    assert refused.startswith("Beaucoup de codes faux ont été tapés")
    assert other.says(f"!relier {code_for(zoe)}").startswith(ASKED)


def test_only_hashes_are_kept(town: Town) -> None:
    zoe = town.member("Zoé", on="matrix")
    word = link_for(zoe)
    token = word.rpartition("-")[2]
    code = re.findall(r"relier (\S{3}-\S{3}-\S{2})", "\n".join(zoe.inbox))[-1]

    with town.database.unit() as store:
        kept = store._session.query(LinkCode).one()
        said = str([vars(each) for each in store._session.query(LinkCode)])
        rows = store._session.connection().exec_driver_sql("SELECT * FROM deliveries").all()
    assert kept.code == codes.digest_of_code(code)
    assert kept.token == codes.digest_of_token(token)
    for secret in (code, code.replace("-", ""), token):
        assert secret not in said
        assert secret not in str(rows)


def test_a_seat_follows_its_account(town: Town) -> None:
    ana, other = town.gardener("territory"), town.stranger("Ana", on="matrix")

    linked(ana, other)
    made = other.publishes("!sondage Quel jour ? | mardi | jeudi")

    assert made.startswith("📊 Quel jour ?")


def test_nobody_gets_a_role_by_a_link(town: Town) -> None:
    ana, eve = town.gardener("territory"), town.member("Ève", on="matrix")
    runner = Neighbour(town, "telegram", "telegram:42", "Chef", "fr").joins()

    assert ana.says(f"/relier {code_for(eve)}").startswith(TENDS)
    assert runner.says(f"/relier {code_for(ana)}").startswith(TENDS)
    assert members(town) == ["Ana", "Chef", "Ève"]


def test_nobody_holds_both_seats(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")

    assert luc.says(f"!relier {code_for(ana)}") == (
        "Ces deux comptes ont les deux rôles de Pionniers de l'énergie : il faut deux "
        "personnes différentes."
    )


@pytest.mark.parametrize("post", [Post.TERRITORY_DEPUTY, Post.REGION_DEPUTY, Post.AGENT])
def test_nobody_gets_a_post_by_a_link(town: Town, post: Post) -> None:
    zoe, eve = town.member("Zoé"), town.member("Ève", on="matrix")
    gives(town, post, zoe)

    assert zoe.says(f"/relier {code_for(eve)}").startswith(TENDS)
    assert members(town) == ["Zoé", "Ève"]


@pytest.mark.parametrize("post", [Post.REGION_DEPUTY, Post.AGENT])
def test_nobody_stands_on_both_sides(town: Town, post: Post) -> None:
    ana, max_ = town.gardener("territory"), town.member("Max", on="matrix")
    gives(town, post, max_)

    for first, second in ((ana, max_), (max_, ana)):
        said = second.says(f"/relier {code_for(first)}")
        assert said.startswith("Ces deux comptes ont les deux rôles de Pionniers de l'énergie")


def test_a_deputy_may_be_the_second_account_of_the_seats_holder(town: Town) -> None:
    ana, other = town.gardener("territory"), town.member("Ana", on="matrix")
    gives(town, Post.TERRITORY_DEPUTY, other)

    linked(ana, other)

    assert members(town) == ["Ana"]
    with town.database.unit() as store:
        community = store[Communities].get(1)
        seat_statuses = seat_statuses_of(store, community, town.clock.now().date())
    assert seat_statuses[Seat.TERRITORY].deputies == ()


def test_a_post_follows_its_account(town: Town) -> None:
    max_, other = town.member("Max"), town.stranger("Max", on="matrix")
    gives(town, Post.AGENT, max_)

    linked(max_, other)

    with town.database.unit() as store:
        agents = agents_of(store, store[Communities].get(1))
        assert [each.name for each in agents] == ["Max"]
        assert store[Posts].held({other.address, max_.address}) == {Post.AGENT}


def gives(town: Town, post: Post, person: Neighbour) -> None:
    """Let somebody have a post."""
    with town.database.unit() as store:
        store[Posts].give(1, post, person.address)


def test_a_stranger_cannot_ask_for_a_code(town: Town) -> None:
    eve = town.stranger("Ève")

    eve.says("/relier")

    assert not any("relier " in said for said in eve.inbox)
    assert eve.direct[-1].choices[0].label == "J'ai 15 ans ou plus, j'accepte"


def test_it_survives_a_restart(town: Town) -> None:
    zoe, other = town.member("Zoé"), town.member("Zoé Martin", on="matrix")
    brought(other, code_for(zoe))
    town.restart()

    zoe.presses(MERGE)

    with town.database.unit() as store:
        assert [each.name for each in store._session.query(Member)] == ["Zoé"]
