"""A person named by a list: they read why, say yes or no, and only then is anything kept."""

from datetime import timedelta

import pytest

from bot.domain.roles import Circle
from storage.invitations import Invitees
from storage.members import Members
from storage.profile import Profiles
from tests.handlers.audit.traces import presses_forged
from tests.handlers.invitations.lists import SOURCE, code_of, imports, invitees, invites
from tests.town import SQUARE, Neighbour, Town

YES = "J'ai 15 ans ou plus, j'accepte"
NOT_ME = "Ce n'est pas moi : effacer l'invitation"
UNKNOWN = "Cette invitation n'est plus valable. Vous pouvez quand même rejoindre"


@pytest.fixture
def code(town: Town) -> str:
    """The code of Zoé Martin, whom a list invites."""
    invites(town.gardener("territory"))
    return code_of(town, "Zoé Martin")


def names(town: Town) -> list[str]:
    return [each.name for each in invitees(town)]


@pytest.mark.slow
def test_the_bringer_of_the_code_reads_the_source_and_the_notice(town: Town, code: str) -> None:
    for on, typed in (
        ("telegram", f"/start in1-invitee-{code.replace('-', '')}"),
        ("telegram", f"/start {code}"),
        ("telegram", f"/rejoindre {code}"),
        ("matrix", f"!rejoindre {code.lower().replace('-', ' ')}"),
    ):
        read = town.stranger("zouzou", on=on).says(typed)

        assert read.startswith(
            "Cette invitation à rejoindre Pionniers de l'énergie est pour Zoé Martin.\n"
            f"Votre nom vient de : {SOURCE}. Si vous ne rejoignez pas, il sera effacé le samedi "
            "23 janvier.\n"
            "\n"
            "Rejoindre Pionniers de l'énergie\n"
        ), typed
    assert names(town) == ["Zoé Martin", "Max Roux"]


@pytest.mark.slow
def test_nothing_of_the_list_is_kept_without_a_second_yes(town: Town, code: str) -> None:
    zoe = town.stranger("zouzou")
    zoe.says(f"/rejoindre {code}")

    joined = zoe.presses(YES)
    member = zoe.says("/moi")
    dropped = zoe.presses("Non, les effacer")

    assert joined == (
        "✅ Vous êtes membre de Pionniers de l'énergie.\n---\n"
        "👋 Bienvenue, zouzou.\n"
        "Votre invitation indique : nom Zoé Martin, commune Besançon, domaines Mobilité et « Je "
        "participe activement ». Voulez-vous garder ces informations ?"
    )
    assert member.startswith("zouzou\n")
    assert "Besançon" not in member
    assert dropped.startswith("Les informations de l'invitation sont effacées.")
    assert names(town) == ["Max Roux"]


@pytest.mark.slow
def test_the_details_of_the_list_are_kept_with_a_yes(town: Town, code: str) -> None:
    zoe = town.stranger("zouzou", on="matrix")
    zoe.says(f"!rejoindre {code}")
    zoe.presses(YES)

    zoe.presses("Les garder")

    with town.database.unit() as store:
        standing = store[Members].standing(zoe.address, 1)
        assert standing is not None
        member = standing.member
        assert (member.name, member.commune, standing.circle) == (
            "Zoé Martin",
            "25056",
            Circle.ENGAGED,
        )
        assert list(store[Profiles].domains(member, 1)) == ["mobility"]
        assert "invitees" not in store.everything_about(store.whom(member))
        assert member.email is None, "an address needs a yes of its own"
    assert presses_forged(zoe, "invitee_keep:1").startswith("Il ne reste rien de cette invitation.")


@pytest.mark.slow
def test_a_code_works_once(town: Town, code: str) -> None:
    first, second = town.stranger("Zoé"), town.stranger("Max")
    second.says(f"/rejoindre {code}")
    first.says(f"/rejoindre {code}")
    first.presses(YES)

    assert "👋 Bienvenue, Max." in second.presses(YES)
    assert town.stranger("Lou").says(f"/rejoindre {code}").startswith(UNKNOWN)


@pytest.mark.slow
def test_an_invitation_is_refused_and_erased(town: Town, code: str) -> None:
    zoe = town.stranger("Zoé")
    zoe.says(f"/rejoindre {code}")

    said = zoe.presses(NOT_ME)

    assert said == "Cette invitation est effacée, avec le nom et l'adresse."
    assert zoe.presses(NOT_ME) == said
    assert names(town) == ["Max Roux"]
    assert zoe.says(f"/rejoindre {code}").startswith(UNKNOWN)


@pytest.mark.slow
def test_a_member_uses_no_invitation_up(town: Town, code: str) -> None:
    nina = town.member("Nina")

    assert nina.says(f"/rejoindre {code}") == "Vous êtes déjà membre de Pionniers de l'énergie."
    town.move(timedelta(minutes=1))
    presses_forged(nina, f"takeup:{code}")
    assert presses_forged(nina, "invitee_keep:1").startswith("Il ne reste rien")
    assert names(town) == ["Zoé Martin", "Max Roux"]


@pytest.mark.slow
def test_nobody_answers_for_an_invited_person(town: Town, code: str) -> None:
    zoe, eve = town.stranger("zouzou"), town.member("Ève")
    zoe.says(f"/rejoindre {code}")
    zoe.presses(YES)

    for press in ("invitee_keep:1", "invitee_drop:1"):
        assert presses_forged(eve, press).startswith("Il ne reste rien")
    assert "nom Zoé Martin" in zoe.inbox[-1]
    assert zoe.presses("Les garder").startswith("C'est noté.")


@pytest.mark.slow
def test_unanswered_details_are_erased_the_next_day(town: Town, code: str) -> None:
    zoe = town.stranger("zouzou")
    zoe.says(f"/rejoindre {code}")
    zoe.presses(YES)

    town.move(timedelta(hours=26))

    assert zoe.presses("Les garder").startswith("Il ne reste rien")


@pytest.mark.slow
def test_a_code_that_others_can_read_is_not_read_aloud(town: Town, code: str) -> None:
    zoe = town.stranger("Zoé")

    said = zoe.says(f"/rejoindre {code}", room=SQUARE["telegram"])

    assert said == "Continuons en privé."


@pytest.mark.slow
def test_codes_are_not_guessed(town: Town, code: str) -> None:
    eve = town.stranger("Ève")
    for number in range(5):
        assert eve.says(f"/rejoindre {'2' * 11}{number + 3}").startswith(UNKNOWN)

    assert eve.says(f"/rejoindre {code}").startswith("Trop de codes faux.")
    assert eve.says(f"/start {code}").startswith("Trop de codes faux.")


@pytest.mark.slow
@pytest.mark.parametrize("when", ["withdrawn", "too late"])
def test_a_code_of_an_invitation_that_is_over_is_unknown(town: Town, code: str, when: str) -> None:
    ana = Neighbour(town, "telegram", "telegram:43", "Ana", "fr")
    if when == "withdrawn":
        presses_forged(ana, "import_ended:1")
    else:
        town.move(timedelta(days=60))

    assert town.stranger("Zoé").says(f"/rejoindre {code}").startswith(UNKNOWN)


@pytest.mark.slow
def test_an_invitee_whose_address_is_erased_is_not_invited_any_more(town: Town, code: str) -> None:
    with town.database.unit() as store:
        store.forget({"Zoe@Mail.fr"})

    assert names(town) == ["Max Roux"]


@pytest.mark.slow
def test_a_person_erased_while_being_asked_leaves_nothing(town: Town, code: str) -> None:
    zoe = town.stranger("zouzou")
    zoe.says(f"/rejoindre {code}")
    zoe.presses(YES)

    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")

    assert presses_forged(zoe, "invitee_keep:1") != "C'est noté."
    with town.database.unit() as store:
        assert store[Invitees].drop_some(1, 10) == 1, "only Max is left"


@pytest.mark.slow
def test_a_backup_put_back_invites_nobody(town: Town, code: str) -> None:
    assert (names(town), len(imports(town))) == (["Zoé Martin", "Max Roux"], 1)

    with town.database.unit() as store:
        store.restored(town.clock.now())

    assert (names(town), imports(town)) == ([], [])


@pytest.mark.slow
def test_the_database_holds_no_code(town: Town, code: str) -> None:
    with town.database.unit() as store:
        [zoe, _] = store[Invitees].page(1, after=0, most=9)
        kept = [zoe.salt, zoe.digest or ""]
    assert all(kept)
    assert not any(code in each or code.replace("-", "") in each.upper() for each in kept)
