"""A withdrawn consent counts at once, also for messages prepared before."""

from datetime import timedelta

import pytest

from bot.core import JobContext
from bot.core.context.audience import LETTER
from bot.domain.personal_data import DIRECTORY, EMAIL
from bot.vocabulary.community_settings import contact
from storage.communities import Communities
from storage.members import Consents, Members
from storage.members.member_tables import Member, Membership
from tests.town import START, Neighbour, Town

NIGHT, MORNING = START.replace(hour=23), START.replace(day=25, hour=8, minute=30)


def member_of(town: Town, person: Neighbour) -> tuple[Member, Membership | None]:
    with town.database.unit() as store:
        standing = store[Members].standing(person.address, 1)
        assert standing is not None
        return standing.member, store[Members].membership(standing.member, 1)


def prepare(town: Town, person: Neighbour, *, letter: bool) -> None:
    """Prepare a letter to all, or an announcement to one, in the night: it waits for the day."""
    with town.database.unit() as store:
        standing = store[Members].standing(person.address, 1)
        assert standing is not None
        ctx = JobContext(
            store,
            now=town.clock.now(),
            community=store[Communities].get(1),
            contact=contact(town.stage.settings),
        )
        if letter:
            ctx.mail(LETTER, "La lettre")
        else:
            assert ctx.tell(standing.member, "Une annonce", unasked=True)
    town.move(timedelta(seconds=10))


@pytest.mark.slow
def test_waiting_messages_are_dropped(town: Town) -> None:
    zoe, ana = town.member("Zoé").wants_messages(), town.member("Ana").wants_messages()
    town.move_to(NIGHT)
    prepare(town, zoe, letter=False)
    prepare(town, ana, letter=False)

    zoe.says("/reglages")
    zoe.presses("Messages privés")
    zoe.presses("Non, seulement des réponses")
    town.move_to(MORNING)

    assert "Une annonce" not in zoe.inbox
    assert "Une annonce" in ana.inbox


@pytest.mark.slow
def test_a_waiting_letter_is_dropped(town: Town) -> None:
    zoe, ana = town.member("Zoé"), town.member("Ana")
    for each in (zoe, ana):
        each.says("/reglages")
        each.presses("Recevoir la lettre en privé")
    town.move_to(NIGHT)
    prepare(town, zoe, letter=True)

    zoe.says("/reglages")
    zoe.presses("Ne plus recevoir la lettre en privé")
    town.move_to(MORNING)

    assert "La lettre" not in zoe.inbox
    assert "La lettre" in ana.inbox


def test_the_directory_shows_nobody_who_withdrew_consent(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/start visibility")
    zoe.presses("Oui, 18 ans ou plus")
    zoe.presses("Mon nom et mes comptes")
    assert "vos comptes" in zoe.says("/moi")

    zoe.says("/start visibility")
    zoe.presses("Non")

    member, belonging = member_of(town, zoe)
    assert belonging is not None
    assert belonging.visible == "no"
    with town.database.unit() as store:
        assert not store[Consents].of(member, 1, DIRECTORY)


def test_an_email_address_is_deleted_at_once(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/reglages")
    zoe.presses("Adresse e-mail")
    zoe.presses("Donner mon adresse")
    zoe.says("zoe@example.org")
    assert "votre nom et votre adresse e-mail, pour vous écrire" in zoe.says("/moi")

    zoe.says("/reglages")
    zoe.presses("Adresse e-mail")
    zoe.presses("Effacer mon adresse")

    member, _ = member_of(town, zoe)
    assert member.email is None
    with town.database.unit() as store:
        assert not store[Consents].of(member, 1, EMAIL)
        assert "zoe@example.org" not in str(store.everything_about(store.whom(member)))
    assert "seulement des nombres, pas qui vous êtes" in zoe.says("/moi")
