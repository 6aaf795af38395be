"""The declaration that typed words are for, and declarations that are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import ButtonRef, Context, Contributions, Router
from bot.core.declarations.declaration import Permission
from bot.core.declarations.registry import (
    Declared,
    DidYouMean,
    DuplicateDeclaration,
    NoCommand,
    UndoOfNothing,
    UnknownCommand,
)
from bot.core.declarations.router import collect
from bot.domain.refusals import Refusal
from bot.domain.roles import Role, Seat
from storage.communities import Community


def polls() -> Router:
    router = Router()

    @router.command("poll", fr="sondage", aliases=("polls", "sondages"))
    def list_polls(ctx: Context) -> None:
        """List the polls."""

    @router.command("poll", fr="sondage", aliases=("polls", "sondages"))
    def show_poll(ctx: Context, number: int) -> None:
        """Show a poll."""

    @router.command("poll", fr="sondage")
    def make_poll(ctx: Context, words: str) -> None:
        """Make a poll."""

    return router


def letter() -> Router:
    router = Router()

    @router.command("digest", fr="lettre")
    def show(ctx: Context) -> None:
        """Show the letter."""

    @router.command("digest submit", fr="lettre soumettre")
    def submit(ctx: Context) -> None:
        """Submit the letter."""

    @router.command("close", fr="cloturer", aliases=("Clôture",))
    def close(ctx: Context, number: int) -> None:
        """Close."""

    return router


DECLARED = collect([polls(), letter()])


@pytest.mark.parametrize(
    ("words", "handler", "rest"),
    [
        ("poll", "list_polls", ""),
        ("sondages", "list_polls", ""),
        ("  Sondage  ", "list_polls", ""),
        ("poll 7", "show_poll", "7"),
        ("poll #7", "show_poll", "#7"),
        ("SONDAGE Quelle date ? | mardi", "make_poll", "Quelle date ? | mardi"),
        ("sondage\nQuelle date ?\nmardi", "make_poll", "Quelle date ?\nmardi"),
        ("sondage 7 nains", "make_poll", "7 nains"),
        ("lettre", "show", ""),
        ("lettre soumettre", "submit", ""),
        ("Lettre  SOUMETTRE", "submit", ""),
        ("digest submit maintenant", "submit", "maintenant"),
        ("lettre ouverte", "show", "ouverte"),
        ("lettre 7 soumettre", "submit", "7"),
        ("Digest #7 SUBMIT dès lundi", "submit", "#7 dès lundi"),
        ("lettre 7 jours", "show", "7 jours"),
        ("clôturer 7", "close", "7"),
        ("cloture 7", "close", "7"),
        ("cloturer", "close", ""),
    ],
)
def test_words_find_their_command(words: str, handler: str, rest: str) -> None:
    command, behind = DECLARED.command_for(words)
    assert (command.call.__name__, behind) == (handler, rest)


@pytest.mark.parametrize(
    ("words", "meant"), [("sondag", "/poll"), ("letre", "/digest"), ("cloturee 7", "/close")]
)
def test_a_near_name_is_offered(words: str, meant: str) -> None:
    with pytest.raises(DidYouMean) as told:
        DECLARED.command_for(words)
    assert told.value.values["meant"].en == meant  # type: ignore[attr-defined]


@pytest.mark.parametrize("words", ["xyz", "\u2028xyz"])
def test_an_unknown_name_is_told(words: str) -> None:
    with pytest.raises(UnknownCommand):
        DECLARED.command_for(words)


@pytest.mark.parametrize("words", ["", "   ", "\u2028"])
def test_a_mark_alone_asks_for_a_name(words: str) -> None:
    with pytest.raises(NoCommand):
        DECLARED.command_for(words)


@given(st.text() | st.sampled_from(["poll", "lettre", "digest submit"]).flatmap(
    lambda name: st.text().map(lambda rest: f"{name} {rest}")
))  # fmt: skip
def test_any_words_find_a_command_or_a_sentence(words: str) -> None:
    try:
        found: str | Refusal = DECLARED.command_for(words)[1]
    except Refusal as refusal:
        found = refusal
    assert str(found) if isinstance(found, Refusal) else found in words


def test_the_help_lists_each_command_once() -> None:
    names = [command.call.__name__ for command in DECLARED.all_commands()]
    assert sorted(names) == sorted(set(names))
    assert len(names) == 6
    assert DECLARED.command_for("poll 7")[0].summary == "Show a poll."


# Clashes


ONE: Contributions[Context, [], None] = Contributions("one", single=True)


def declaring(*kinds: str) -> Router:
    router = Router()
    for kind in kinds:

        def handler(ctx: Context) -> None:
            """Do."""

        match kind:
            case "command":
                router.command("one", fr="un")(handler)
            case "french":
                router.command("other", fr="un")(handler)
            case "contribution":
                router.contribution(ONE)(handler)
            case "undo":
                router.undo(ButtonRef[[], None]("one"))(handler)
            case _:
                getattr(router, kind)("one")(handler)
    return router


@pytest.mark.parametrize(
    "kind", ["command", "button", "form", "card", "reply", "contribution", "undo"]
)
def test_two_features_cannot_declare_the_same(kind: str) -> None:
    with pytest.raises(DuplicateDeclaration, match="one"):
        collect([declaring(kind), declaring(kind)])


def test_a_french_name_clashes_as_well() -> None:
    with pytest.raises(DuplicateDeclaration, match="un"):
        collect([declaring("command"), declaring("french")])


def test_different_kinds_may_share_a_name() -> None:
    assert isinstance(
        collect([declaring("command", "button", "form", "card", "reply", "contribution", "undo")]),
        Declared,
    )


def test_only_a_button_can_be_undone() -> None:
    with pytest.raises(UndoOfNothing, match="one"):
        collect([declaring("undo", "command")])


@pytest.mark.parametrize(
    ("words", "press"),
    [
        (["7"], "many:7"),
        (["7", "1"], "many:7:1"),
        (["7", "1", "3"], "many:7:1,3"),
        (["7", ""], "many:7:"),
        ([], "many"),
    ],
)
def test_a_links_words_become_a_press(words: list[str], press: str) -> None:
    router = Router()

    @router.button("many")
    def many(ctx: Context, poll: int, choices: list[int]) -> None: ...

    assert router.buttons[0].press_of(words) == press


# Permissions


def as_it_says(community: Community | None) -> Role:
    """The role that a community names; of none, the strictest."""
    return Role.GARDENER if community is None else Role[community.polls_by.upper()]


@pytest.mark.parametrize(
    ("permission", "role"),
    [
        (Permission(), Role.ANYONE),
        (Permission(Role.MEMBER), Role.MEMBER),
        (Permission(seat=Seat.REGION), Role.GARDENER),
        (Permission(seat=Seat.REGION, agents=True), Role.GARDENER),
        (Permission(as_it_says), Role.MEMBER),
    ],
)
def test_a_declaration_says_who_may(permission: Permission, role: Role) -> None:
    assert permission.role(Community(polls_by="member")) is role


def test_the_stricter_permission_holds_outside_a_community() -> None:
    assert Permission(as_it_says).role(None) is Role.GARDENER
