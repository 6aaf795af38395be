"""The menu, by pages, and the four keys below the text field of a member's direct room."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.core import (
    LOCALES,
    Button,
    Buttons,
    Card,
    Command,
    CommandRef,
    Context,
    Reader,
    Replace,
    Router,
    Text,
    Where,
    Words,
    change_button,
    declarations_of,
    in_rows,
    keyed_commands,
    menu_command,
    offered,
    runs_bare,
    text,
    write_command,
)
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.announcements import announcement_command
from bot.references.digest import digest_command, news_command
from bot.references.events import agenda_command, event_command, rsvp_command
from bot.references.help import bring_keys, key_rows, open_happenings, todo_command
from bot.references.invitations import invite_command
from bot.references.needs import offer_command
from bot.references.own_page import own_page_command
from bot.references.pairs import pairs_command
from bot.references.polls import poll_command, vote_command
from bot.references.profile import me_command
from bot.references.proxies import claim_command
from bot.references.questions import question_command
from bot.vocabulary.gardeners import tasks_of

router = Router()

WIDE = 2
MAIN, MORE, PEOPLE, GARDEN, PUBLISH = "main", "more", "people", "garden", "publish"
FIRST = (
    agenda_command.name,
    poll_command.name,
    write_command.name,
    question_command.name,
    digest_command.name,
    me_command.name,
    invite_command.name,
)
"""The commands of the first page, in order."""
_NEVER_SHOWN = frozenset(
    {
        *("start", "menu", "cancel", "stop", claim_command.name, own_page_command.name),
        *(vote_command.name, rsvp_command.name, offer_command.name, pairs_command.name),
    }
)
"""Commands that lead to the menu, make no sense in it, or list what another button lists."""
_PUBLISHED: dict[str, tuple[CommandRef[..., Any], Text]] = {
    news_command.name: (news_command, text("A news item")),
    event_command.name: (event_command, text("An event")),
    poll_command.name: (poll_command, text("A poll")),
    announcement_command.name: (announcement_command, text("An announcement")),
}
_QUESTION = text("What would you like to do?")
_LABELS = {
    agenda_command.name: text("Agenda"),
    poll_command.name: text("Polls"),
    menu_command.name: text("Menu"),
}
_LONGEST_LABEL = 80
_MOST_NAME_WORDS = 4


@router.command(
    menu_command,
    where=Where.DIRECT,
    theme="bot",
    label=text("Menu"),
    listed=1,
    everywhere=False,
    outside=True,
    shows=True,
)
def show_menu(ctx: Context) -> Card:
    """Show buttons for what you can do here."""
    if ctx.incoming.command and ctx.incoming.words.casefold() == menu_command.name:
        bring_keys(ctx, text("Always at hand, in the buttons below."))
    return ctx.apart(_main_page)


def _main_page(ctx: Context) -> Card:
    community, found = ctx.community_or_none, _on_menu(ctx)
    title = ctx.contact.instance if community is None else community.name
    first = _main_buttons(ctx, [found[name] for name in FIRST if name in found])
    another = change_button(ctx)
    last = () if another is None else ((another,),)
    if not first:  # no member: little is offered, and all of it at once
        return Card(title, (_QUESTION,), (*_rows(ctx, found.values()), *last))
    more = (_page_button(MORE, text("More…")),)
    rows = (*_garden_rows(ctx, found), *in_rows(first, WIDE), more, *last)
    return Card(title, (_QUESTION,), rows)


@router.button("menu_page")
def show_page(ctx: Context, page: str) -> Replace:
    """Show a page of the menu in its place."""
    return Replace(ctx.apart(lambda ctx: _page(ctx, page)))


def _page(ctx: Context, page: str) -> Card:
    found = _on_menu(ctx)
    gardening = [
        each
        for each in found.values()
        if _is_gardening(ctx, each) and each.name != todo_command.name  # on the first page
    ]
    match page:
        case "more":
            return _more_card(ctx, found, is_gardener=bool(gardening))
        case "people":
            people = [each for each in found.values() if _is_of_people(each)]
            return _page_card(text("Finding each other"), _rows(ctx, people))
        case "garden":
            return _page_card(text("Tending the community"), _rows(ctx, gardening))
        case "publish":
            buttons = in_rows(list(_publishing(found)), WIDE)
            return _page_card(text("What do you want to publish?"), buttons)
        case _:
            return _main_page(ctx)


def _garden_rows(ctx: Context, found: dict[str, Command]) -> Iterator[tuple[Button, ...]]:
    """The first rows of a gardener: tasks, and ways to publish."""
    if todo_command.name not in found:
        return
    yield (
        todo_command.button(_counted(text("To do"), len(tasks_of(ctx).own))),
        _page_button(PUBLISH, text("Publish…")),
    )


def _main_buttons(ctx: Context, commands: Sequence[Command]) -> list[Button]:
    """The buttons of the first page, with the numbers of things that await an answer."""
    if not commands:
        return []
    counts = {each.command: each.awaits for each in open_happenings(ctx)}
    return [
        each.run_button(
            write_label(ctx)
            if each.name == write_command.name
            else _counted(_command_label(ctx, each), counts.get(each.name, 0))
        )
        for each in commands
    ]


def _more_card(ctx: Context, found: dict[str, Command], *, is_gardener: bool) -> Card:
    """Commands of no other page, and the buttons of these pages."""
    elsewhere = {*FIRST, *(_PUBLISHED if is_gardener else ())}
    rest = [each for each in found.values() if not _is_gardening(ctx, each)]
    here = [each for each in rest if each.name not in elsewhere and not _is_of_people(each)]
    pages = []
    if any(map(_is_of_people, rest)):
        pages.append(_page_button(PEOPLE, text("Find each other…")))
    if is_gardener:
        pages.append(_page_button(GARDEN, text("Tending the community…")))
    return _page_card(text("More"), (*_rows(ctx, here), *in_rows(pages, WIDE)))


def _publishing(found: dict[str, Command]) -> Iterator[Button]:
    """A button for each thing that may be made here, and for the letter."""
    for name, (command, label) in _PUBLISHED.items():
        if name in found:
            yield command.ask_button(label)
    if digest_command.name in found:
        yield digest_command.button(text("The letter"))


def _rows(ctx: Context, commands: Iterable[Command]) -> Buttons:
    return in_rows([each.run_button(_command_label(ctx, each)) for each in commands], WIDE)


def _page_card(title: Text, rows: Buttons) -> Card:
    back = _page_button(MAIN, text("Back to the menu"))
    return Card(title, (), (*rows, (back,)))


def _page_button(page: str, label: Text) -> Button:
    return show_page.button(label, page)


def _on_menu(ctx: Context) -> dict[str, Command]:
    """The commands that have a button on some page, by name."""
    needless = {"leave"} if ctx.person.circle is None else {"join"}
    rooms = {"room"} if ctx.role() < Role.GARDENER else set()  # for others it tells where they are
    declared, left_out = declarations_of(ctx), _NEVER_SHOWN | needless | rooms
    return {
        each.name: each
        for _, commands in offered(ctx)
        for each in reversed(commands)
        if " " not in each.name and runs_bare(declared, each) and each.name not in left_out
    }


def _is_gardening(ctx: Context, command: Command) -> bool:
    is_for_them = command.permission.role(ctx.community_or_none) >= Role.GARDENER
    return is_for_them and not _is_of_people(command)


def _is_of_people(command: Command) -> bool:
    """True if members find each other by it."""
    return command.theme == PEOPLE


def _counted(label: Text, count: int) -> Text:
    """The label, with the count behind it unless there is none."""
    return text("{label} ({count})", label=label, count=count) if count else label


def _command_label(ctx: Context, command: Command) -> Text:
    """The label of a command's button; commands of one name share it."""
    beside = declarations_of(ctx).commands[command.name]
    return next((each.label for each in beside if each.button is not None), command.label)


@router.contribution(key_rows)
def four_words(ctx: Context) -> tuple[tuple[Words, ...], ...]:
    """The agenda, the polls, the gardener and the menu, two a row."""
    agenda, polls, menu = _LABELS.values()
    return ((agenda, polls), (write_label(ctx), menu))


@router.contribution(keyed_commands)
def command_of_key(ctx: Context) -> str | None:
    """The command that a key stands for, if the words are those of one."""
    if ctx.person.circle is None or len(ctx.incoming.words) > _LONGEST_LABEL:
        return None
    said = fold(ctx.incoming.words)
    for name, label in _LABELS.items():
        if said in _in_each_language(ctx, label):
            return name
    shown = _name_on_key(ctx)
    if shown is None:
        return None
    if said in _in_each_language(ctx, write_label(ctx)):
        return write_command.name
    # A key may show the name of a former gardener, which is not stored, or none at all. More words
    # than a name has are a message.
    parts = shown.split(" ")
    is_long = len(shown.splitlines()) > 1 or len(parts) > _MOST_NAME_WORDS
    is_name = not is_long and not any(part[:1].islower() for part in (parts[0], parts[-1]))
    if ctx.network.keys and is_name:
        bring_keys(ctx, text("The buttons below are up to date now."))
        return write_command.name
    return None


def _name_on_key(ctx: Context) -> str | None:
    """The name behind “Write to”, empty for “Write” alone; None for other words."""
    words = ctx.incoming.words.strip()
    if fold(words) in _in_each_language(ctx, text("Write")):
        return ""
    for label in _in_each_language(ctx, text("Write to {name}", name="")):
        start, typed = label.split(), words.split(" ")
        if fold(words).split(" ")[: len(start)] == start:
            return " ".join(typed[len(start) :])
    return None


def write_label(ctx: Context) -> Text:
    """“Write to”, with the gardener's name; for a gardener, the other one's."""
    me = ctx.person.member
    others = [each for each in ctx.gardeners().values() if me is None or each.id != me.id]
    return text("Write to {name}", name=others[0].name) if others else text("Write")


def _in_each_language(ctx: Context, label: Text) -> list[str]:
    zone, today = ctx.reading_zone, ctx.now.date()
    return [fold(Reader(each, zone, today).say(label)) for each in LOCALES]
