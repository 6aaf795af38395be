"""Everything is a tap away."""

import pytest

from bot.core.declarations.available_commands import listed, runs_bare
from bot.core.messages.content import Button
from bot.domain.roles import Role
from handlers.help.menu import MOST_ROWS, WIDEST, in_rows
from tests.town import Neighbour, Town


def test_a_member_reaches_every_command_by_a_button(town: Town) -> None:
    zoe = town.member("Zoé")

    zoe.says("/menu")

    buttons = {choice.press for choice in zoe.direct[-1].choices}
    declared = town.app.declared
    for command in declared.all_commands():
        open_to_members = command.permission.role(None) <= Role.MEMBER
        one_word = " " not in command.name and command.name not in {
            *("start", "menu", "cancel"),  # reached by nothing else, or not to be reached
            *("join", "stop", "forget"),  # done, or on the page of `leave`
            "room",  # asked in the room; in private it is for those who tend one
        }
        if open_to_members and one_word and runs_bare(declared, command):
            assert f"cmd:{command.name}" in buttons


@pytest.mark.parametrize("seat", ["territory", "region"])
def test_the_menu_is_no_wall(town: Town, seat: str) -> None:
    ana = town.gardener(seat)

    ana.says("menu")

    rows = ana.direct[-1].said.choices
    assert len(rows) <= MOST_ROWS
    assert all(not choice.label.startswith(("/", "!")) for row in rows for choice in row)


@pytest.mark.parametrize("sizes", [(1,), (3, 2, 4), (9, 6, 5, 7), (16, 16, 16)])
def test_many_commands_make_wider_rows(sizes: tuple[int, ...]) -> None:
    groups = [[Button(f"{group} {nth}") for nth in range(size)] for group, size in enumerate(sizes)]

    rows = in_rows(groups)

    assert [each for row in rows for each in row] == [each for group in groups for each in group]
    assert len(rows) <= MOST_ROWS
    assert max(map(len, rows)) <= WIDEST


def test_each_button_of_the_menu_answers(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/menu")
    menu = zoe.direct[-1]

    for label in [choice.label for choice in menu.choices]:
        answer = zoe.presses(label, menu)
        assert answer
        assert "Quelque chose n'a pas marché" not in answer
        zoe.says("/annuler")


def test_a_stranger_is_offered_to_join_and_not_to_leave(town: Town) -> None:
    zoe = town.stranger("Zoé")

    zoe.says("/menu")

    assert "Rejoindre" in labels(zoe)
    assert "Partir" not in labels(zoe)


def test_a_network_s_own_menu_lists_few_commands(town: Town) -> None:
    member = [each.fr for each in listed(town.app.declared, Role.MEMBER)]
    gardener = [each.fr for each in listed(town.app.declared, Role.GARDENER)]

    assert member == ["menu", "agenda", "sondage", "ecrire", "moi", "aide"]
    assert gardener == [*member, "actu", "lettre", "cloturer", "afaire"]


def labels(person: Neighbour) -> list[str]:
    """The buttons of the last message."""
    return [choice.label for choice in person.direct[-1].choices]
