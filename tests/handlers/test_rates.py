"""Limits of one person within an hour: explained kindly, counted over all ways and networks."""

from datetime import timedelta

import pytest

from bot.core.messages.rendering import split
from storage.inbound import CountedActs
from storage.members import Identities, Members
from tests.handlers.audit.traces import presses_forged
from tests.handlers.invitations.lists import imports, invites
from tests.town import BACK_ROOM, Neighbour, Town
from tests.web.own_pages import with_pages

MINUTE = timedelta(minutes=1)
WORDS = "/ecrire Bonjour, c'est le message {}"
TOO_MANY = (
    "Vous avez écrit 10 messages en une heure. Le prochain pourra partir dans {wait}. Celui-ci "
    "n'a pas été transmis : gardez-le jusque-là. En attendant : /menu."
)


@pytest.fixture
def zoe(town: Town) -> Neighbour:
    """A member, where both gardeners have joined."""
    town.gardener("territory")
    town.gardener("region")
    return town.member("Zoé")


def writes(person: Neighbour, times: int) -> list[str]:
    return [person.says(WORDS.format(number)) for number in range(times)]


def test_the_eleventh_message_within_an_hour_waits_and_says_how_long(
    town: Town, zoe: Neighbour
) -> None:
    said = writes(zoe, 4)
    town.move(20 * MINUTE)
    said += writes(zoe, 6)
    town.restart()
    refused = zoe.says(WORDS.format("de trop"))
    town.move(39 * MINUTE)
    still = zoe.says(WORDS.format("de trop"))
    town.move(MINUTE)
    again = writes(zoe, 5)

    sent = "Message envoyé à Ana. La réponse arrivera ici."
    assert said == [sent] * 10
    assert refused == TOO_MANY.format(wait="40 minutes")
    assert still == TOO_MANY.format(wait="1 minute")
    assert again == [sent] * 4 + [TOO_MANY.format(wait="20 minutes")]
    assert not any("de trop" in each.text for each in town.said_in(BACK_ROOM))


def test_all_ways_to_the_gardeners_are_counted_together(town: Town, zoe: Neighbour) -> None:
    """By command, by form, by plain words and by reply; another person is not held up."""
    luc = Neighbour(town, "matrix", "matrix:@luc:hs", "Luc", "fr")
    sent = writes(zoe, 6)
    luc.says("Oui ?", room=BACK_ROOM, reply_to=town.said_in(BACK_ROOM)[-1])
    answer = zoe.direct[-1]
    zoe.says("/ecrire")
    zoe.says("par questions")
    sent.append(zoe.presses("Envoyer « par questions » à Ana"))
    zoe.says("Des mots tout simples")
    sent.append(zoe.presses("Envoyer « Des mots tout simples » à Ana"))
    sent += [zoe.says(f"réponse {number}", reply_to=answer) for number in range(2)]

    refused = [
        zoe.says("de trop", reply_to=answer),
        zoe.says("/ecrire de trop"),
    ]
    zoe.says("de trop")
    refused.append(zoe.presses("Envoyer « de trop » à Ana"))

    assert all("envoyé" in each or each == "🕊" for each in sent), sent
    assert set(refused) == {TOO_MANY.format(wait="1 heure")}
    assert not any("de trop" in each.text for each in town.said_in(BACK_ROOM))
    other = town.member("Ida").says("/ecrire Bonjour")
    assert other == "Message envoyé à Ana. La réponse arrivera ici."


def test_both_accounts_of_one_person_are_counted_together(town: Town, zoe: Neighbour) -> None:
    on_matrix = Neighbour(town, "matrix", "matrix:@zoe:hs", "Zoé", "fr")
    with town.database.unit() as store:
        standing = store[Members].standing(zoe.address, 1)
        assert standing is not None
        member, at = standing.member, town.clock.now()
        store[Identities].add(member, on_matrix.address, direct=on_matrix.address, at=at)
    writes(zoe, 5)
    for number in range(5):
        on_matrix.says(f"!ecrire Bonjour {number}")

    there, here = on_matrix.says("!ecrire de trop"), zoe.says("/ecrire de trop")

    assert there.startswith("Vous avez écrit 10 messages en une heure.")
    assert here.startswith("Vous avez écrit 10 messages en une heure.")


def test_a_refused_act_is_not_counted(town: Town, zoe: Neighbour) -> None:
    for _ in range(12):
        assert "trop long" in zoe.says("/ecrire " + "a" * 3600)

    assert writes(zoe, 1) == ["Message envoyé à Ana. La réponse arrivera ici."]


@pytest.mark.slow
def test_gardeners_answer_more_than_members_write(town: Town, zoe: Neighbour) -> None:
    luc = Neighbour(town, "matrix", "matrix:@luc:hs", "Luc", "fr")
    writes(zoe, 1)
    letter = town.said_in(BACK_ROOM)[-1]

    answers = [
        luc.says(f"Réponse {number}", room=BACK_ROOM, reply_to=letter) for number in range(61)
    ]

    assert answers[:60] == ["🕊"] * 60
    assert answers[60].startswith("Vous avez écrit 60 messages en une heure.")


@pytest.mark.parametrize("character", ["a", "é", "😀"])
def test_the_longest_letter_and_the_longest_answer_fit_one_message(
    town: Town, zoe: Neighbour, character: str
) -> None:
    luc = Neighbour(town, "matrix", "matrix:@luc:hs", "Luc", "fr")
    width = len(character.encode("utf-16-le")) // 2
    longest, too_long = character * (3500 // width), character * (3500 // width + 1)

    zoe.says("/ecrire " + longest)
    letter = town.said_in(BACK_ROOM)[-1]
    luc.says(longest, room=BACK_ROOM, reply_to=letter)
    answer = zoe.direct[-1]
    refused = [
        zoe.says("/ecrire " + too_long),
        zoe.says(too_long, reply_to=answer),
        luc.says(too_long, room=BACK_ROOM, reply_to=letter),
    ]

    for each in (letter, answer):
        assert longest in each.text
        assert len(each.text.encode("utf-16-le")) // 2 <= 4096
        assert len(split(each.said, 4096)) == 1
    assert all("est trop long : écrivez 3 500 caractères au plus" in each for each in refused), (
        refused
    )
    assert len(town.said_in(BACK_ROOM)) == 2, "the letter, and one that says it was too long"


# The other kinds


@pytest.mark.slow
def test_proposals_of_all_kinds_are_limited_together(town: Town, zoe: Neighbour) -> None:
    said = []
    for number in range(11):
        said.append(zoe.says(f"/actu Nouvelle {number}"))
        if said[-1].startswith("Nouvelle"):
            assert zoe.presses("La proposer").startswith("Merci")
            zoe.presses("Retirer")

    assert all(each.startswith("Nouvelle") for each in said[:10]), said
    assert said[10] == (
        "Vous avez fait 10 propositions en une heure. La prochaine sera possible dans 1 heure. En "
        "attendant : /menu."
    )
    zoe.says("/evenement Visite | samedi 14h | Besançon")
    assert zoe.presses("Proposer à l'équipe de jardinage").startswith(
        "Vous avez fait 10 propositions"
    )


def test_invitations_and_link_codes_are_limited(town: Town, zoe: Neighbour) -> None:
    invited = [zoe.says("/inviter") for _ in range(11)]
    codes = [zoe.says("/relier") for _ in range(11)]

    assert invited[10].startswith("Vous avez demandé 10 invitations en une heure.")
    assert invited[10].endswith("La dernière reste valable.")
    assert codes[10].startswith("Je vous ai donné 10 codes en une heure.")
    assert not any("en une heure" in each for each in (*invited[:10], *codes[:10]))


def test_exports_are_limited_for_those_who_are_no_members_too(town: Town) -> None:
    """Counted by account, since there is no member: traces as a sheet, in both their ways."""
    with_pages(town)
    carl = town.cultivator()

    done(town, carl, "exports", 98)

    given = [carl.says("/traces --csv")]
    carl.says("/traces")
    given.append(carl.presses("En tableur"))
    refused = carl.says("/traces --csv")

    assert all("Récupérer le fichier" in each for each in given), given
    assert refused.startswith("Je vous ai donné 100 fichiers en une heure.")
    assert "fichiers en une heure" not in carl.says("/traces")


@pytest.mark.slow
def test_lists_and_requests_by_voice_have_limits_of_their_own(town: Town) -> None:
    ana = town.gardener("territory")
    done(town, ana, "imports", 9)
    done(town, ana, "by voice", 119)

    taken = invites(ana)
    presses_forged(ana, "members_import")
    too_many = ana.inbox[-1]
    noted = ana.says("/aunomde Jeanne Petit | hier | oui")
    refused = ana.says("/aunomde Paul Petit | hier | oui")

    assert "en une heure" not in taken + noted
    assert too_many.startswith("Vous avez envoyé 10 listes en une heure.")
    assert len(imports(town)) == 1
    assert refused == (
        "Vous avez noté 120 demandes en une heure. Vous pourrez noter la prochaine dans 1 heure. "
        "D'ici là, écrivez-la sur papier, avec la date."
    )


def test_an_event_is_not_called_off_again_and_again(town: Town, zoe: Neighbour) -> None:
    zoe.says("/evenement Visite | samedi 14h | Besançon")
    done(town, zoe, "changes", 10)

    assert zoe.says("/evenement 1 annuler Pluie").startswith(
        "Vous avez annulé 10 fois des événements en une heure."
    )


def test_no_count_is_kept_after_an_hour(town: Town, zoe: Neighbour) -> None:
    def is_counted() -> bool:
        with town.database.unit() as store:
            standing = store[Members].standing(zoe.address, 1)
            assert standing is not None
            return "counted_acts" in store.everything_about(store.whom(standing.member))

    writes(zoe, 3)
    before = is_counted()
    town.move(2 * 60 * MINUTE)

    assert (before, is_counted()) == (True, False)


def done(town: Town, who: Neighbour, kind: str, times: int) -> None:
    """Note that a person did something that often by now."""
    with town.database.unit() as store:
        standing = store[Members].standing(who.address, 1)
        member_id = None if standing is None else standing.member.id
        for _ in range(times):
            store[CountedActs].add(
                kind, member_id=member_id, account=who.address, at=town.clock.now()
            )
