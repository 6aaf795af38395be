"""Declarations of features: commands, buttons, forms, pages and the rest, with their options."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from inspect import getdoc
from pathlib import Path
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from bot.core.context.job_context import Contact
from bot.core.declarations.arguments import Param
from bot.core.declarations.references import ButtonRef, CardRef, FormRef, RevisedRef, run_command
from bot.core.messages.content import Button, Line, Map, Text, Tone, Typed
from bot.domain.rates import Rate
from bot.domain.roles import Role, Seat
from storage.communities import Community

Who = Role | Callable[[Community | None], Role]
"""The least role, or a function that gives it for a community (for None: the highest possible)."""


class Where(StrEnum):
    """Places where a command is answered; typed elsewhere, it is answered in private.

    `BACKSTAGE` is the gardeners' back room, or a direct room; `REGION` is the Region's room, or a
    direct room.
    """

    ANYWHERE = "anywhere"
    BACKSTAGE = "backstage"
    REGION = "region"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Permission:
    """Permission to use a declaration."""

    who: Who = Role.ANYONE
    """The least role."""
    seat: Seat | None = None
    everywhere: bool | None = None
    """True for acts that concern no single community: a role in one is enough.

    None leaves it to the role.
    """
    outside: bool = False
    """True if people who run the instance may do it without being members."""
    agents: bool = False
    """True if the Region's agents may, too, whatever their role."""

    def role(self, community: Community | None) -> Role:
        """The least role that may, in a community."""
        if self.seat is not None:
            return Role.GARDENER
        return self.who if isinstance(self.who, Role) else self.who(community)


@dataclass(frozen=True, slots=True)
class Act:
    """An audited act in words: as done, and as refused."""

    did: Text
    """A sentence with `{who}`: “{who} closed a poll”."""
    to_do: Text
    """The act as a verb: “close a poll”."""


@dataclass(frozen=True, slots=True)
class CardCall:
    """A live card: its drawing function, and the entities that it shows."""

    draw: Callable[..., Any]
    shows: Sequence[type] = ()


@dataclass(frozen=True, slots=True)
class KeptData:
    """A section of a person's kept data in `/mydata`: mostly the rows of one table."""

    title: Text
    about: Text
    """Its content, source and retention period."""
    order: int
    """Sections are told in this order."""
    labels: Mapping[str, Text] = field(default_factory=dict)
    """Labels of its columns, except those that `COMMON_LABELS` of `handlers/personal_data` has."""
    row_words: Callable[[Mapping[str, Any]], Text] | None = None
    """A row in words, where the page of `/mydata` shows more than their number."""
    counted: Callable[[int], Text] | None = None
    """The number of rows in words: “77 messages that I sent you”."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """The parts that all declarations share."""

    name: str
    call: Callable[..., Any]
    params: tuple[Param, ...]
    permission: Permission
    limit: Rate | None = field(default=None, kw_only=True)
    confidential: Text | None = field(default=None, kw_only=True, hash=False)
    """The answer where all but its first argument may be secret, and so waits nowhere."""
    on_page: bool = field(default=False, kw_only=True)
    """True if gardeners may do it on their page, though it is not for them alone."""
    own_page: bool = field(default=False, kw_only=True)
    """True if members may do it on their own page."""
    personal: bool = field(default=False, kw_only=True)
    """True if a member's own page asks for a code before."""

    def works_on_page(self, community: Community | None) -> bool:
        """True if it may be done on the gardeners' page: their own acts, but nothing secret."""
        role = self.permission.role(community)
        is_theirs = role is Role.GARDENER or (self.on_page and role < Role.GARDENER)
        return is_theirs and self.confidential is None

    def works_on_own_page(self, community: Community | None) -> bool:
        """True if it may be done on a member's own page: never what only gardeners do."""
        return (self.own_page or self.on_page) and self.permission.role(community) < Role.GARDENER

    @property
    def is_personal(self) -> bool:
        """True if a member's own page asks for a code before it: what may be secret, too."""
        return self.personal or self.confidential is not None

    @property
    def place(self) -> str | None:
        """The parameter that names the community, if there is one."""
        return next((each.name for each in self.params if each.kind is Community), None)

    @property
    def is_of_one_community(self) -> bool:
        """True if it depends on a community."""
        if self.permission.everywhere is not None:
            return not self.permission.everywhere
        return self.permission.role(None) is not Role.ANYONE

    @property
    def admits_outsiders(self) -> bool:
        """True if people who run the instance may do it without being members."""
        return self.permission.outside or self.permission.role(None) is Role.CULTIVATOR


@dataclass(frozen=True, slots=True)
class Command(Declaration):
    """A typed command, or a button's twin."""

    fr: str
    names: frozenset[str]
    """All names that it answers to."""
    where: Where
    example: str | tuple[str, str]
    """The words after the first word of its name: one text, or a pair of English and French."""
    theme: str
    button: Text | None = field(hash=False)
    listed: int
    """Its place in the networks' menus; 0 for none."""
    shows: bool
    """True if it changes nothing when called without arguments: a link may run it so."""
    in_shared_menu: bool
    """True if networks show it in the menu of shared rooms, too."""
    leaves_form: bool
    """True if it is obeyed in the middle of a form even without its mark."""
    ephemeral: bool = False
    """True if a shared room may show its answer to its sender alone.

    Networks that can are told that the command itself is for the bot alone, too.
    """
    form: str = ""
    """The form that asks for its parts in its place, and shows them before they count."""
    tab: int = 0
    """Its place among the tabs of the gardeners' page; 0 for none."""
    own_tab: int = 0
    """Its place among the tabs of a member's own page; 0 for none."""

    @property
    def typed(self) -> Typed:
        return Typed(f"/{self.name}", f"/{self.fr}")

    def typed_with(self, words: str) -> Typed:
        """The typed command followed by words that are the same in each language."""
        return Typed(f"/{self.name} {words}".rstrip(), f"/{self.fr} {words}".rstrip())

    @property
    def typed_example(self) -> Typed:
        """Its example as it is typed: the first word of its name, then the example."""
        pair = (self.example, self.example) if isinstance(self.example, str) else self.example
        names = (self.name.split()[0], self.fr.split()[0])
        return Typed(*(f"/{name} {words}" for name, words in zip(names, pair, strict=True)))

    def run_button(self, label: Text) -> Button:
        return run_command.button(label, self.name)

    @property
    def label(self) -> Text:
        """Label of a button that runs it."""
        return self.button or Text("{command}", {"command": self.typed})

    @property
    def summary(self) -> str:
        """Its description in one sentence: the template of a translation."""
        return (getdoc(self.call) or "").partition("\n")[0]

    @property
    def shape(self) -> str:
        """The arguments it takes: none, a number, or any words."""
        positional = [each for each in self.params if not each.option]
        if not positional:
            return "bare"
        return "number" if [each.kind for each in positional] == [int] else "words"


@dataclass(frozen=True, slots=True)
class ReplyCall(Declaration):
    """The function called for a reply to a message."""

    buttons_first: bool = False
    """True if words that press one of the message's buttons do that."""


@dataclass(frozen=True, slots=True)
class ButtonCall(Declaration):
    """A button."""

    deep: bool
    """True if a link that opens the direct room may press it: then it only shows or asks."""
    by_link: str | None
    """For one that acts: the deep button that links press instead.

    It gets the first arguments. A link made for this very account's choice acts at once.
    """
    card: str | None
    """The kind of card it stands on; the card's key is then its first argument."""
    colons: bool = False
    """True if its last argument may hold colons, which separate the others."""
    of: str | None = None
    """The kind of editable thing that it acts on, if it does; its first argument is the id."""
    any_revision: bool = False
    """True if it only shows that thing: it tells which revision was shown, and works for all."""
    takes_back: frozenset[str] = frozenset()
    """Last arguments that take something back: no old button keeps anybody from that."""
    deliberate: bool = False
    """True if it publishes, sends to others, approves, erases or merges.

    Typed, its own words press it: a bare number or “yes” may have been meant for something else.
    Where it comes first on a card, and its tone is “primary”, it is what the card is for, and is
    number 1: see `bot.core.inbound.typed_presses`.
    """
    means_yes: bool = False
    """True if a plain “yes” right below its message presses it, whatever its label."""
    undoes: bool = False
    """True if it takes back what its presser did: it is offered to who types “cancel”."""
    undo: Callable[..., Any] | None = None
    """Called when a press is taken back, where presses show."""

    def compares(self, arguments: Sequence[str]) -> bool:
        """True if a press with these arguments counts only for the revision that was shown."""
        is_free = self.any_revision or (bool(arguments) and arguments[-1] in self.takes_back)
        return self.of is not None and not is_free

    def press_of(self, words: Sequence[str]) -> str:
        """The press word of a link's words; a list, as last argument, takes the rest."""
        last = len(self.params) - 1
        if 0 <= last < len(words) and self.params[last].many:
            words = [*words[:last], ",".join(words[last:])]
        return ":".join([self.name, *words])


@dataclass(frozen=True, slots=True)
class OutcomeCall(Declaration):
    """The function called once a file was fetched; `failed` is called if it could not be."""

    failed: Callable[..., Any] | None
    read: Callable[[Path], bytes] | None = None
    """Parses the file in a worker process: what it returns is kept instead."""


@dataclass(frozen=True, slots=True)
class FileCall:
    """The function that draws a file, and the least role that may fetch it."""

    call: Callable[..., Any]
    who: Role


@dataclass(frozen=True, slots=True)
class DownloadCall:
    """The function called once a page of the web was fetched."""

    call: Callable[..., Any]
    read: Callable[..., bytes] | None
    """Parses the page in a worker process.

    Takes its bytes, `now`, `etag`, `modified` and the arguments of `DownloadRef.fetch`; returns
    JSON, or one word for the reason of a failure.
    """
    most: int
    """The largest page in bytes."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """A function that gives a part of something that another feature shows or does."""

    to: str
    """The name of the `Contributions`."""
    call: Callable[..., Any]
    order: int = 0
    """Its place among them; equal ones stand in the order of the features' packages."""
    is_single: bool = False
    """True if no other may be declared."""


class CommandOptions(TypedDict, total=False):
    """Options of a command: see `Command` and `Permission`."""

    example: str | tuple[str, str]
    aliases: Iterable[str]
    who: Who
    seat: Seat | None
    agents: bool
    where: Where
    theme: str
    label: Text | None
    listed: int
    tab: int
    own_tab: int
    shows: bool
    in_shared_menu: bool
    ephemeral: bool
    leaves_form: bool
    form: FormRef[..., Any]
    takes: Sequence[Param]
    confidential: Text
    everywhere: bool | None
    outside: bool
    limit: Rate | None
    trace: Act


class KeptDataOptions(TypedDict, total=False):
    """Options of a section of kept data: see `KeptData`."""

    labels: Mapping[str, Text]
    row_words: Callable[[Mapping[str, Any]], Text] | None
    counted: Callable[[int], Text] | None


class ButtonOptions(TypedDict, total=False):
    """Options of a button: see `ButtonCall` and `Permission`."""

    personal: bool
    """True if a member's own page asks for a code before: else its file says so."""
    who: Who
    seat: Seat | None
    agents: bool
    deep: bool
    by_link: ButtonRef[..., Any] | None
    card: CardRef[Any] | None
    colons: bool
    of: RevisedRef
    any_revision: bool
    takes_back: Iterable[str]
    deliberate: bool
    tone: Tone
    """Its colour, where a network has any: “primary” for a deliberate button unless said.

    Without buttons, what is “primary” may have a number: not what destroys, takes back or merges.
    """
    means_yes: bool
    undoes: bool
    confidential: Text
    everywhere: bool | None
    outside: bool
    limit: Rate | None
    trace: Act


class FormOptions(TypedDict, total=False):
    """Options of a form: see `Permission`."""

    personal: bool
    """True if a member's own page asks for a code before: else its file says so."""
    who: Who
    seat: Seat | None
    agents: bool
    everywhere: bool | None
    outside: bool
    limit: Rate | None
    takes: Sequence[Param]
    trace: Act


class UploadOptions(TypedDict, total=False):
    """Options of an upload: see `OutcomeCall` and `Permission`."""

    who: Who
    seat: Seat | None
    failed: Callable[..., Any] | None
    read: Callable[[Path], bytes] | None


def permission_of(options: Mapping[str, Any]) -> Permission:
    return Permission(
        options.get("who", Role.ANYONE),
        options.get("seat"),
        options.get("everywhere"),
        options.get("outside", False),
        options.get("agents", False),
    )


PLACEHOLDER = re.compile(r"\{(\w+)\}")
"""A word of a path that is an argument of the page's function."""


@dataclass(frozen=True, slots=True)
class Page:
    """The answer of a page."""

    content: bytes | Map
    """Its bytes, or a picture to draw."""
    media_type: str
    changed_at: datetime | None = None
    name: str = ""
    """The name that it is saved under; a page without one is shown."""
    revalidated: bool = False
    """True if it may have words of people: no copy is shown without asking whether it is right."""


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A page for people: a template of `bot/web/templates`, in the reader's language.

    No copy of it is shown without asking whether it is still right.
    """

    template: str
    """`public_page/event.html`."""
    values: Mapping[str, object]
    """The values of the template. A `Text`, a day or an hour is put in the reader's language."""
    locale: str
    """Language of readers who state none that there is."""
    zone: ZoneInfo
    """Zone of its hours."""
    indexed: bool = False
    """True if search engines may list it."""


@dataclass(frozen=True, slots=True)
class MailLink:
    """The page of a link to join, which only the person of a mailbox was sent."""

    title: Text
    lines: Sequence[Line]
    account: str
    """The mailbox, as the account that joins: `mail:zoe@example.org`."""
    yes: Button
    """Pressed in the name of that account."""
    name: str
    """A name to begin with."""
    is_invited: bool
    """True for a person of a list: a refusal is remembered."""
    locale: str


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A file that is a page for people on paper: its `<main>` as PDF."""

    name: str
    page: HtmlPage
    title: Text
    """The title of the document."""
    one_sheet: bool = False
    """True if its words are made smaller so that it is one sheet, as far as they stay legible."""


class NothingHere(Exception):
    """There is no page at this address; the reader may be told why."""

    def __init__(self, title: Text | None = None, why: Text | None = None) -> None:
        super().__init__()
        self.title = title
        self.why = why


class UnknownToken(NothingHere):
    """The token in the address was never given to anybody: it counts as a guess."""


class PathUnlikeFunction(ValueError):
    """The words of a page's path are not the parameters of its function."""


@dataclass(frozen=True, slots=True)
class PageCall:
    """A page, as the server looks it up."""

    path: str
    call: Callable[..., Any]
    params: tuple[Param, ...]
    secret: bool
    """True if the path has a token, which makes it the page of one person."""
    query: tuple[Param, ...] = ()
    """The parameters of its query: `?q=compost`."""

    def __post_init__(self) -> None:
        if PLACEHOLDER.findall(self.path) != [each.name for each in self.params]:
            raise PathUnlikeFunction(self.path)

    @property
    def shape(self) -> str:
        """The path without the names of its words: two pages of one shape cannot be told apart."""
        return PLACEHOLDER.sub("{}", self.path)

    def is_at(self, url: str, contact: Contact) -> bool:
        """True if the address is one of this page."""
        start = f"{contact.public_url}{self.path.partition('{')[0]}"
        return bool(contact.public_url) and url.startswith(start)
