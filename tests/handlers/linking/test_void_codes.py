"""Codes that link nothing: ended, used, shown to others, guessed."""

import re

import pytest

from bot.domain import codes
from storage.linking import LinkCode
from storage.members import Identities
from tests.handlers.linking.accounts import (
    ASKED,
    CANCEL,
    MERGE,
    NO,
    YES,
    brought,
    code_for,
    forged,
    link_for,
    linked,
    members,
)
from tests.town import Neighbour, Town

UNKNOWN = (
    "Ce code est faux, déjà utilisé ou vieux de plus de dix minutes. {}relier sur votre premier "
    "compte en donne un nouveau."
)
OVER = "Cette demande a expiré. Pour relier deux comptes, demandez un nouveau code : {}relier."


def wrong(person: Neighbour, times: int) -> list[str]:
    """Type wrong codes; gives the answers."""
    return [person.says(f"/relier 222-222-2{'ACDEFG'[n % 6]}") for n in range(times)]


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

    for person in (eve, other):
        town.do(person.playground.receives(forged(person, press)))

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


@pytest.mark.slow
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


def test_a_stranger_cannot_ask_for_a_code(town: Town) -> None:
    eve = town.stranger("Ève")

    eve.says("/relier")

    assert not any("relier " in said for said in eve.inbox)
    assert eve.direct[-1].choices[0].label == "J'ai 15 ans ou plus, j'accepte"
