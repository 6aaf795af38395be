"""Invitations: the link, the people who came by it, and the community's goal."""

import re
from datetime import timedelta

import pytest

from bot.core import Bar
from bot.core.messages.incoming import Incoming, Kind
from storage.members import Members
from tests.town import Neighbour, Town

YES = "J'ai 15 ans ou plus, j'accepte"


def word_of(host: Neighbour) -> str:
    """The deep link's word on a member's invitation."""
    before = len(host.direct)
    host.says("/inviter")
    found = re.search(r"playground:telegram\?start=(\S+)", host.inbox[before])
    assert found is not None
    return found[1]


def code_of(host: Neighbour) -> str:
    """The code to type on a member's invitation."""
    before = len(host.direct)
    host.says("/inviter")
    found = re.search(r"!rejoindre (\S+)", host.inbox[before])
    assert found is not None
    return found[1]


def came_by(host: Neighbour) -> str:
    """The text that a member reads about people who came by them."""
    before = len(host.direct)
    host.says("/inviter")
    return host.inbox[before].splitlines()[-1]


@pytest.mark.parametrize("on", ["telegram", "matrix"])
def test_the_link_leads_to_the_notice_and_the_host_hears_who_came(town: Town, on: str) -> None:
    ana = town.member("Ana", on=on).wants_messages()
    zoe = town.stranger("Zoé")

    notice = zoe.says(f"/start {word_of(ana)}")
    joined = zoe.presses(YES)

    assert notice.startswith(
        "Ana vous invite à rejoindre Pionniers de l'énergie, et verra votre nom si vous venez.\n"
        "\n"
        "Rejoindre Pionniers de l'énergie\n"
    )
    assert "👋 Bienvenue, Zoé.\nAna saura que" in joined
    assert ana.inbox[-1] == "Zoé a rejoint Pionniers de l'énergie grâce à vous."
    assert came_by(ana) == "1 personne est venue grâce à vous : Zoé."


def test_the_code_is_typed_where_links_lead_nowhere(town: Town) -> None:
    ana, max_ = town.member("Ana"), town.stranger("Max", on="matrix")

    notice = max_.says(f"!rejoindre {code_of(ana).lower().replace('-', ' ')}")
    max_.presses(YES)

    assert notice.startswith("Ana vous invite à rejoindre Pionniers de l'énergie")
    assert came_by(ana) == "1 personne est venue grâce à vous : Max."


def test_a_no_keeps_nothing_and_nobody_hears_of_it(town: Town) -> None:
    ana, zoe = town.member("Ana"), town.stranger("Zoé")
    zoe.says(f"/start {word_of(ana)}")
    before = len(ana.direct)

    zoe.presses("Non merci")

    assert len(ana.direct) == before
    assert came_by(ana) == "Personne n'est encore venu grâce à vous."


def test_an_existing_member_is_not_counted_as_invited(town: Town) -> None:
    ana, zoe = town.member("Ana"), town.member("Zoé")

    assert zoe.says(f"/start {word_of(ana)}") == "Vous êtes déjà membre de Pionniers de l'énergie."
    assert ana.says(f"/start {word_of(ana)}") == "Vous êtes déjà membre de Pionniers de l'énergie."
    assert came_by(ana) == "Personne n'est encore venu grâce à vous."


def test_a_forged_press_long_after_joining_brings_nobody(town: Town) -> None:
    ana, zoe = town.member("Ana"), town.member("Zoé")
    code = code_of(ana)
    town.move(timedelta(hours=1))

    town.do(
        zoe.playground.receives(
            Incoming(
                Kind.PRESS,
                zoe.network,
                "forged",
                room=zoe.address,
                direct=True,
                sender=zoe.address,
                press=f"came:{code}",
                press_id="forged",
            )
        )
    )

    assert came_by(ana) == "Personne n'est encore venu grâce à vous."


def test_a_new_link_ends_the_old_one(town: Town) -> None:
    ana, zoe = town.member("Ana"), town.stranger("Zoé")
    old = word_of(ana)
    ana.presses("Changer de lien")
    ana.presses("Oui, changer de lien")

    assert zoe.says(f"/start {old}") == (
        "Cette invitation n'est plus valable. Vous pouvez quand même rejoindre : /rejoindre."
    )
    assert old != word_of(ana)


@pytest.mark.parametrize("typed", ["/rejoindre bonjour", "/rejoindre 1234"])
def test_a_wrong_code_is_explained(town: Town, typed: str) -> None:
    assert town.stranger("Zoé").says(typed) == (
        "Un code a huit lettres et chiffres, comme K7M-4PX-2R."
    )


def test_a_member_who_leaves_or_is_erased_is_not_named_any_more(town: Town) -> None:
    ana, zoe = town.member("Ana"), town.stranger("Zoé")
    zoe.says(f"/start {word_of(ana)}")
    zoe.presses(YES)

    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")

    assert came_by(ana) == "Personne n'est encore venu grâce à vous."


def test_an_erased_host_is_untied_from_invited_members(town: Town) -> None:
    ana, zoe = town.member("Ana"), town.stranger("Zoé")
    word = word_of(ana)
    zoe.says(f"/start {word}")
    zoe.presses(YES)

    ana.says("/effacer")
    ana.presses("Effacer mes données")
    ana.presses("Oui, tout effacer")

    assert (
        town.stranger("Max")
        .says(f"/start {word}")
        .startswith("Cette invitation n'est plus valable.")
    )
    with town.database.unit() as store:
        member = store[Members].behind(zoe.address)
        assert member is not None
        belonging = store[Members].membership(member, 1)
        assert belonging is not None
        assert belonging.invited_by is None


@pytest.mark.slow
def test_the_last_ten_names_are_shown(town: Town) -> None:
    ana = town.member("Ana")
    word = word_of(ana)
    for number in range(12):
        guest = town.stranger(f"Invité {number}")
        guest.says(f"/start {word}")
        guest.presses(YES)
        town.move(timedelta(minutes=1))

    assert came_by(ana).startswith(
        "12 personnes sont venues grâce à vous, dont en dernier : Invité 11,"
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("1000 2026", "1 membre ; notre objectif pour 2026 : 1 000.", id="plain"),
        pytest.param(
            "1 000 membres en 2026",
            "1 membre ; notre objectif pour 2026 : 1 000.",
            id="words",
        ),
        pytest.param("300", "1 membre ; notre objectif : 300.", id="no-year"),
    ],
)
def test_the_goal_is_said_in_words_and_in_a_picture(town: Town, typed: str, said: str) -> None:
    luc = town.gardener("region")

    assert luc.says(f"!inviter objectif {typed}") == said
    shown = luc.direct[-1].said.picture
    assert isinstance(shown, Bar)
    assert (shown.done, shown.words) == (1, said)
    assert said in luc.says("!inviter")
    assert luc.says("!inviter objectif 0") == "Pionniers de l'énergie n'a plus d'objectif."
    assert luc.says("!inviter objectif") == "Pionniers de l'énergie n'a pas encore d'objectif."


@pytest.mark.parametrize("typed", ["beaucoup", "2000000", "1000 9999", "-"])
def test_a_wrong_goal_is_explained(town: Town, typed: str) -> None:
    luc = town.gardener("region")

    assert luc.says(f"!inviter objectif {typed}") == (
        "L'objectif est un nombre de membres et, si vous voulez, une année : !inviter objectif "
        "1000 2026."
    )


def test_only_gardeners_set_the_goal(town: Town) -> None:
    zoe = town.member("Zoé")

    assert zoe.says("/inviter objectif 1000").startswith("Seule l'équipe de jardinage")
    assert zoe.says("/inviter objectif") == "Pionniers de l'énergie n'a pas encore d'objectif."
