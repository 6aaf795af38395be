"""Codes that are sent alone, without a command: claimed or refused, and never passed on."""

from collections.abc import Callable

import pytest

from tests.handlers.events.attendance.door_codes import code_of as door_code
from tests.handlers.events.gatherings import NOON, gathering
from tests.handlers.invitations.lists import code_of as list_code
from tests.handlers.invitations.lists import invites
from tests.handlers.invitations.test_personal_invitations import code_of as invitation_code
from tests.handlers.linking.accounts import code_for
from tests.handlers.personal_data.departures import everything
from tests.handlers.proxies.passed_on import JEANNE, code_in, poll_of
from tests.handlers.seats.codes import code_from
from tests.town import BACK_ROOM, Neighbour, Town

UNKNOWN = "Cela ressemble à un code, mais il est faux"
RECEIPT = "K7MP-42RA-CDEF-GH3T"


def of_a_seat(town: Town) -> str:
    return code_from(Neighbour(town, "telegram", "telegram:42", "Chef", "fr").joins())


def of_an_account(town: Town) -> str:
    return code_for(town.member("Zoé", on="matrix"))


def of_an_invitation(town: Town) -> str:
    return invitation_code(town.member("Zoé", on="matrix"))


def of_a_list(town: Town) -> str:
    invites(town.gardener("territory"))
    return list_code(town, "Zoé Martin")


def of_a_registration(town: Town) -> str:
    return code_in(poll_of(town).says(JEANNE))


def of_a_door(town: Town) -> str:
    ana, _ = gathering(town)
    town.clock.move(NOON - town.clock.now())
    return door_code(ana)


KINDS = [
    pytest.param(of_a_seat, "Chef vous propose ce rôle.", id="a seat"),
    pytest.param(of_an_account, "Relier ce compte au compte Zoé", id="an account"),
    pytest.param(of_an_invitation, "Zoé vous invite à", id="an invitation"),
    pytest.param(of_a_list, "est pour Zoé Martin.", id="a list"),
    pytest.param(of_a_registration, "Jeanne Petit", id="a registration"),
    pytest.param(of_a_door, "Visite du composteur", id="a door"),
]

INVITING = (of_an_invitation, of_a_list)
MEMBER = "Vous êtes déjà membre"


@pytest.mark.slow
@pytest.mark.parametrize(("found", "said"), KINDS)
def test_a_code_alone_is_what_it_is_with_its_command(
    town: Town, found: Callable[[Town], str], said: str
) -> None:
    code, nina = found(town), town.stranger("Nina")
    if found is of_a_seat:  # which is for members
        nina.joins()

    nina.says(f" {code.lower()}. ")

    assert said in "\n".join(each.text for each in nina.direct)


@pytest.mark.slow
@pytest.mark.parametrize(("found", "said"), KINDS)
def test_a_code_alone_is_neither_passed_on_nor_kept(
    town: Town, found: Callable[[Town], str], said: str
) -> None:
    code, yan = found(town), town.member("Yan")
    ana = town.gardener("territory")
    yan.says("/sondage")
    told = len(ana.inbox)

    answer = yan.says(code)

    meant = MEMBER if found in INVITING else said
    assert meant in "\n".join(each.text for each in yan.direct)
    assert "Envoyer" not in answer
    assert [each for each in yan.direct[-1].typed if "Envoyer" in each or code in each] == []
    assert ana.inbox[told:] == []
    kept = [row for row in everything(town) if row.startswith(("forms:", "inbox:"))]
    assert [row for row in kept if code in row] == []


@pytest.mark.parametrize("code", ["K7M-4PX-2R", "k7m4px2r", "K7M-4PX-2RA-CDE", "K7M–4PX–2R"])
def test_an_unknown_code_is_refused_and_counted(town: Town, code: str) -> None:
    ana, eve, zoe = town.gardener("territory"), town.member("Ève"), town.member("Zoé")
    zoe.says("/ecrire Bonjour")
    ana.says("Bonjour Zoé", reply_to=ana.direct[-1])
    told = len(ana.inbox)

    answers = [eve.says(code) for _ in range(5)]
    replied = zoe.says(code, reply_to=zoe.direct[-1])

    assert all("code" in each for each in (*answers, replied))
    assert "Envoyer" not in " ".join((*answers, replied))
    assert ana.inbox[told:] == []
    assert eve.says(code).startswith("Trop de codes faux.")
    assert eve.says(code_for(zoe)).startswith("Trop de codes faux.")
    assert [row for row in everything(town) if code in row and "deliveries" not in row] == []


def test_wrong_invitations_are_counted_too(town: Town) -> None:
    zoe, eve = town.member("Zoé", on="matrix"), town.stranger("Ève")
    code = invitation_code(zoe)

    for _ in range(5):
        assert eve.says("/rejoindre 222-222-22").startswith("Cette invitation n'est plus valable.")

    assert eve.says(f"/rejoindre {code}").startswith("Trop de codes faux.")


def test_a_receipt_alone_is_passed_on_to_nobody(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    told = len(ana.inbox)

    for typed in (RECEIPT, RECEIPT.replace("-", "").lower()):
        assert zoe.says(typed).startswith("Cela ressemble au reçu d'un vote secret")
    assert ana.inbox[told:] == []
    assert [row for row in everything(town) if RECEIPT in row] == []


def test_a_code_is_no_answer_to_an_open_question(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    zoe.says("/ecrire")

    refused = zoe.says("K7M-4PX-2R")
    kept = [row for row in everything(town) if "K7M-4PX-2R" in row]
    zoe.says("Un coffre à partager")
    zoe.says("envoyer")

    assert refused.startswith(UNKNOWN)
    assert kept == []
    assert "Un coffre à partager" in "\n".join(
        ana.inbox + [x.text for x in town.said_in(BACK_ROOM)]
    )


@pytest.mark.parametrize(
    ("word", "offer"),
    [
        ("23heures", "de 22 h à 7 h"),
        ("24mars25", "Envoyer « 24mars25 » à Ana"),
        ("avant22h", "de 22 h à 7 h"),
        ("CE2etCM2", "Envoyer « CE2etCM2 » à Ana"),
        ("rdv mar 24", "Envoyer « rdv mar 24 » à Ana"),
    ],
)
def test_a_word_with_digits_is_an_answer_or_a_message(town: Town, word: str, offer: str) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")

    zoe.says(word)
    offered = [each.label for each in zoe.direct[-1].choices]
    zoe.says("/ecrire")
    answer = zoe.says(word)

    assert offer in offered
    assert answer.startswith(f"Votre message à {ana.name}\n{word}\n")


def test_words_of_a_button_and_plain_words_are_no_codes(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.publishes("/sondage Quand ? | 23heures | 24mars25")
    zoe.says("/sondage 1")

    voted = zoe.says("23heures")

    assert not voted.startswith(UNKNOWN)
    assert "23heures" in voted
