"""Consents: given one by one, and withdrawn."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.config import Purpose
from bot.core import JobContext
from bot.core.context.audience import LETTER
from bot.core.messages.incoming import Kind
from bot.domain.personal_data import EMAIL, MESSAGES
from bot.vocabulary.community_settings import contact
from storage.communities import Communities
from storage.members import Consents, Members
from storage.members.member_tables import Consent, Member
from storage.outbound import Outbox
from storage.unit_of_work import Store
from tests.saved_towns import SavedTowns
from tests.town import Neighbour, Town, town_settings

YES, NO = "Oui, écrivez-moi", "Non, seulement des réponses"
MINUTE, NIGHT = timedelta(minutes=1), timedelta(hours=11)


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_nobody_is_written_to_unasked_before_they_said_yes(town: Town, network: str) -> None:
    zoe = town.member("Zoé", on=network)

    before = tell(town, zoe, "Bonjour")
    asked = messages_question(zoe)
    said = zoe.presses(YES)
    after = tell(town, zoe, "Bonsoir")

    assert (before, after) == (False, True)
    assert asked.startswith("Messages privés\nPuis-je vous envoyer ici les annonces")
    assert said.startswith("C'est noté : je peux vous écrire, une fois par jour au plus.")
    assert zoe.inbox[-1] == "Bonsoir"
    (yes,) = yeses(town, zoe, MESSAGES)
    assert (yes.channel, yes.given_at, len(yes.version)) == (network, town.clock.now(), 12)


@pytest.mark.slow
def test_a_waiting_message_is_deleted_within_a_minute_of_a_no(town: Town) -> None:
    zoe = town.member("Zoé").wants_messages()
    town.move_to(datetime(2026, 11, 24, 23, 0))  # noqa: DTZ001 - as Paris has it
    assert tell(town, zoe, "Une annonce")
    messages_question(zoe)

    said = zoe.presses(NO)
    town.move(MINUTE)

    assert said.startswith("C'est noté : je ne vous écris que si vous me demandez quelque chose.")
    assert waiting(town, zoe) == 0
    town.move(NIGHT)
    assert "Une annonce" not in "\n".join(zoe.inbox)


@pytest.mark.slow
def test_a_waiting_message_leaves_in_the_morning_with_a_yes(town: Town) -> None:
    zoe = town.member("Zoé").wants_messages()
    town.move_to(datetime(2026, 11, 24, 23, 0))  # noqa: DTZ001 - as Paris has it
    tell(town, zoe, "Une annonce")

    town.move(NIGHT)

    assert zoe.inbox[-1] == "Une annonce"


@pytest.mark.slow
def test_a_waiting_message_of_another_community_stays(twin: Town) -> None:
    zoe = twin.stranger("Zoé")
    for name in ("Gardiens de l'eau", "Pionniers de l'énergie"):
        zoe.says("/rejoindre")
        if name.startswith("G"):
            zoe.presses(name)
        zoe.presses("J'ai 15 ans ou plus")
    who = member(twin, zoe)
    with twin.database.unit() as store:
        for place in (1, 2):
            store[Consents].give(
                who, place, MESSAGES, version="1", channel="telegram", at=twin.clock.now()
            )
    twin.move_to(datetime(2026, 11, 24, 23, 0))  # noqa: DTZ001 - as Paris has it
    tell(twin, zoe, "De l'énergie", community=1)
    tell(twin, zoe, "De l'eau", community=2)

    zoe.says("", kind=Kind.PRESS, press="messages:no", press_id="p")
    zoe.presses("Pionniers de l'énergie")
    twin.move(NIGHT)

    said = "\n".join(zoe.inbox)
    assert ("De l'énergie" in said, "De l'eau" in said) == (False, True)


def test_a_no_can_be_said_twice_and_a_yes_as_well(town: Town) -> None:
    zoe = town.member("Zoé")
    messages_question(zoe)
    card = zoe.direct[-1]
    as_it_was = card.said
    for label in (YES, YES, NO, NO, YES):
        card.said = as_it_was
        zoe.presses(label, card)

    assert len(yeses(town, zoe, MESSAGES)) == 1


def test_a_silent_member_is_told_that_the_silence_still_holds(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("stop")
    zoe.presses("Ne plus m'écrire")
    zoe.presses("Oui, ne plus m'écrire")
    messages_question(zoe)

    said = zoe.presses(YES)

    assert said.startswith("C'est noté. Mais vous m'avez demandé de ne plus vous écrire")
    assert not tell(town, zoe, "Bonjour")
    zoe.presses("Reprendre")
    assert tell(town, zoe, "Bonjour")


def test_a_made_up_answer_asks(town: Town) -> None:
    zoe = town.member("Zoé")

    said = zoe.says("", kind=Kind.PRESS, press="messages:perhaps", press_id="forged")

    assert said.startswith("Messages privés")
    assert yeses(town, zoe, MESSAGES) == []


def test_an_email_address_is_asked_for_and_kept_with_the_yes(town: Town) -> None:
    zoe = town.member("Zoé", on="matrix")
    zoe.says("!reglages")

    explained = zoe.presses("Adresse e-mail")
    asked = zoe.presses("Donner mon adresse")
    wrong = zoe.says("zoe chez exemple")
    given = zoe.says("zoe@exemple.fr")

    assert "Région Exemple peut vous écrire" in explained
    assert asked == "Quelle est votre adresse ? Par exemple zoe@example.org."
    assert wrong.startswith("« zoe chez exemple » n'est pas une adresse e-mail.")
    assert given.startswith("C'est noté : zoe@exemple.fr.")
    assert "Adresse e-mail : zoe@exemple.fr" in zoe.says("!moi")
    (yes,) = yeses(town, zoe, EMAIL)
    assert yes.channel == "matrix"


@pytest.mark.parametrize("way", ["Effacer mon adresse", "Quitter la communauté"])
def test_no_address_is_kept_without_consent(town: Town, way: str) -> None:
    zoe = with_email(town.member("Zoé"))

    if way == "Quitter la communauté":
        zoe.says("/quitter")
        zoe.presses(way)
        zoe.presses("Oui, quitter")
    else:
        zoe.says("/reglages")
        zoe.presses("Adresse e-mail")
        assert zoe.presses(way) == "Votre adresse e-mail est effacée."

    assert member(town, zoe).email is None
    assert yeses(town, zoe, EMAIL) == []


def test_an_address_that_another_community_was_given_stays(twin: Town) -> None:
    zoe = twin.stranger("Zoé")
    zoe.says("/rejoindre")
    zoe.presses("Gardiens de l'eau")
    zoe.presses("J'ai 15 ans ou plus")
    with_email(zoe)
    zoe.says("/rejoindre")
    zoe.presses("J'ai 15 ans ou plus")
    zoe.says("/quitter")
    zoe.presses("Pionniers de l'énergie")
    zoe.presses("Quitter la communauté")
    zoe.presses("Oui, quitter")

    assert member(twin, zoe).email == "zoe@exemple.fr"


def test_an_address_is_changed_under_the_same_yes(town: Town) -> None:
    zoe = with_email(town.member("Zoé"))
    zoe.says("/reglages")
    zoe.presses("Adresse e-mail")
    zoe.presses("Changer d'adresse")
    zoe.says("martin@exemple.fr")

    assert member(town, zoe).email == "martin@exemple.fr"
    assert len(yeses(town, zoe, EMAIL)) == 1


@pytest.mark.slow
def test_each_consent_refers_to_the_text_that_was_shown(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    purpose = Purpose(
        key="messages", basis="votre accord", duration="un an", transfers="aucun transfert"
    )
    settings = town_settings()
    privacy = settings.privacy.model_copy(update={"purposes": (purpose,)})
    town = Town(database_url, settings.model_copy(update={"privacy": privacy}), saved=saved_towns)
    zoe, max_ = town.member("Zoé"), town.member("Max")

    asked = messages_question(zoe)
    zoe.presses(YES)
    town.stage.settings = settings
    town.restart()
    max_.wants_messages()

    assert asked.endswith(
        "Base légale : votre accord\nDurée : un an\nHors de l'Union européenne : aucun transfert"
    )
    assert yeses(town, zoe, MESSAGES)[0].version != yeses(town, max_, MESSAGES)[0].version
    town.close()


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_yes_in_either_language_is_to_the_same_text(town: Town, locale: str) -> None:
    zoe = town.member("Zoé").wants_messages()
    other = town.member("Max", locale=locale).wants_messages()

    assert yeses(town, zoe, MESSAGES)[0].version == yeses(town, other, MESSAGES)[0].version


@pytest.mark.slow
def test_a_letter_that_is_under_way_does_not_reach_a_member_who_took_the_yes_back(
    town: Town,
) -> None:
    zoe = town.member("Zoé")
    zoe.says("/reglages")
    zoe.presses("Recevoir la lettre en privé")
    town.move_to(datetime(2026, 11, 24, 23, 0))  # noqa: DTZ001 - as Paris has it
    with town.database.unit() as store:
        context(town, store).mail(LETTER, "La lettre")
    town.move(MINUTE)
    zoe.says("/reglages")

    zoe.presses("Ne plus recevoir la lettre en privé")
    town.move(NIGHT)

    assert "La lettre" not in zoe.inbox


def messages_question(person: Neighbour) -> str:
    """Ask to be asked about messages."""
    person.says("/reglages")
    return person.presses("Messages privés")


def with_email(person: Neighbour) -> Neighbour:
    """Give an address."""
    person.says("/reglages")
    person.presses("Adresse e-mail")
    person.presses("Donner mon adresse")
    person.says("zoe@exemple.fr")
    return person


def tell(town: Town, person: Neighbour, words: str, community: int = 1) -> bool:
    """Write to a member unasked, and send everything that may leave now."""
    who = member(town, person)
    with town.database.unit() as store:
        told = context(town, store, community).tell(who, words, unasked=True)
    town.move(timedelta(0))
    return told


def context(town: Town, store: Store, community: int = 1) -> JobContext:
    return JobContext(
        store,
        now=town.clock.now(),
        community=store[Communities].get(community),
        contact=contact(town.stage.settings),
    )


def member(town: Town, person: Neighbour) -> Member:
    with town.database.unit() as store:
        standing = store[Members].standing(person.address, None)
        assert standing is not None
        return standing.member


def yeses(town: Town, person: Neighbour, purpose: str) -> list[Consent]:
    """The yeses to a purpose that are in force in the first community."""
    with town.database.unit() as store:
        return list(store[Consents].of(member(town, person), 1, purpose))


def waiting(town: Town, person: Neighbour) -> int:
    """The number of messages that wait for a person."""
    with town.database.unit() as store:
        now = datetime.max.replace(tzinfo=UTC)
        rows = store[Outbox].next_for(person.network, now, without=(), most=99)
        return len([row for row in rows if row.room == person.address])
