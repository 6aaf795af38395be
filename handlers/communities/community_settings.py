"""Change the settings of a community, for cultivators.

The card with all of them: see `handlers/communities/overview.py`. Changes survive the next reading
of the configuration file: see `bot/vocabulary/applied_settings.py`.
"""

from collections.abc import Callable
from typing import Annotated, Any

from bot.core import (
    LOCALES,
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    FormRef,
    Replace,
    Router,
    Text,
    asks,
    named,
    text,
)
from bot.domain.communities import (
    NameTaken,
    SlugTaken,
    read_domains,
    read_link,
    read_name,
    read_slug,
)
from bot.domain.dates.recurrence import Weekly
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.communities import community_command, edit_community, open_community
from bot.vocabulary.community_settings import speak
from bot.vocabulary.languages import LANGUAGES
from bot.vocabulary.time_zones import city_of, is_zone, read_zone
from handlers.communities import acts
from handlers.digest import announce_next_digest, change_digest_day
from storage.communities import Communities, Community
from storage.digest import Digests

router = Router()

TYPED_COMMUNITY = community_command.typed()
SUGGESTED_ZONES = (
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Cayenne",
    "Indian/Reunion",
    "Indian/Mayotte",
    "Pacific/Noumea",
    "Pacific/Tahiti",
)
POLL_LABELS = {
    "gardeners": text("Those who tend it"),
    "members": text("Every member"),
}
READER_LABELS = {
    "members": text("Its members"),
    "everybody": text("Everybody who has the link"),
}
NONE = "none"


class NothingToSet(Refusal):
    """This cannot be set to that. {community} shows what can be changed."""


class SlugInTheFile(Refusal):
    """{community} stands in the configuration file under this short name: it has to keep it."""


@router.button(edit_community, who=Role.CULTIVATOR, trace=acts.SET_A_COMMUNITY_UP)
def ask_value(ctx: Context, community: Community, what: str) -> Answer:
    """Ask for a new value, with buttons or in a question."""
    if what in _QUESTIONS:
        return _QUESTIONS[what](ctx, community)
    if what == "slug":
        _check_slug_changeable(ctx, community)
    if what in ("name", "slug"):
        return _FORMS[what].ask(ctx)
    raise NothingToSet(community=TYPED_COMMUNITY)


@router.button("community_put", who=Role.CULTIVATOR, trace=acts.SET_A_COMMUNITY_UP)
def put_value(ctx: Context, community: Community, what: str, value: str) -> Answer:
    """Set the value of a button."""
    if what == "locale" and value in LOCALES:
        return Replace(_change_language(ctx, value))
    if what == "zone" and is_zone(value):
        return Replace(_change_zone(ctx, value))
    if what == "polls" and value in POLL_LABELS:
        community.polls_by = value
        return Replace(_done_card(ctx, text("Polls are opened by: {who}.", who=POLL_LABELS[value])))
    if what == "readers" and value in READER_LABELS:
        community.public_channel = value == "everybody"
        return Replace(
            _done_card(ctx, text("Letters are read by: {who}.", who=READER_LABELS[value]))
        )
    if what == "letter" and value == NONE:
        change_digest_day(ctx, None, by=_actor_name(ctx))
        return Replace(_done_card(ctx, text("No letter goes out any more.")))
    if what == "charter" and value == NONE:
        community.charter_url = ""
        return Replace(_done_card(ctx, text("No charter is shown any more.")))
    if what == "domains" and value == NONE:
        community.domains = None
        return Replace(_done_card(ctx, text("The domains are the usual ones.")))
    raise NothingToSet(community=TYPED_COMMUNITY)


@router.form("community_name", who=Role.CULTIVATOR, trace=acts.SET_A_COMMUNITY_UP)
def rename_community(
    ctx: Context, name: Annotated[str, asks("What shall the community be called?")]
) -> Card:
    """Rename the community."""
    name = read_name(name)
    others = [each for each in ctx.store[Communities].all() if each.id != ctx.community.id]
    if named(others, name) is not None:
        raise NameTaken(name=name)
    ctx.community.name = name
    return _done_card(ctx, text("Noted: the community is called “{name}”.", name=name))


@router.form("community_slug", who=Role.CULTIVATOR, trace=acts.SET_A_COMMUNITY_UP)
def change_slug(
    ctx: Context,
    slug: Annotated[str, asks("Which short name? Small letters, digits and hyphens.")],
) -> Card:
    """Change the short name."""
    _check_slug_changeable(ctx, ctx.community)
    short = read_slug(slug)
    holder = ctx.store[Communities].named(short)
    if holder is not None and holder.id != ctx.community.id:
        raise SlugTaken(slug=short)
    ctx.community.slug = short
    return _done_card(ctx, text("Noted: its short name is “{slug}”.", slug=short))


@router.form("community_zone", who=Role.CULTIVATOR, trace=acts.SET_A_COMMUNITY_UP)
def name_zone(
    ctx: Context,
    city: Annotated[str, asks("Which large city has the same time? For example: Nouméa")],
) -> Card:
    """Set the time zone by a city."""
    return _change_zone(ctx, read_zone(city))


@router.form("community_letter", who=Role.CULTIVATOR, trace=acts.SET_A_COMMUNITY_UP)
def choose_letter_day(
    ctx: Context,
    rule: Annotated[Weekly, asks("Which weekday, at what time? For example: tuesday 8:00")],
) -> Card:
    """Set the weekly time of the digest."""
    change_digest_day(ctx, rule, by=_actor_name(ctx))
    due = ctx.store[Digests].next_due(ctx.community.id)
    return _done_card(ctx, text("The letter goes out each week. The next one: {due}.", due=due))


@router.form("community_charter", who=Role.CULTIVATOR, trace=acts.SET_A_COMMUNITY_UP)
def link_charter(
    ctx: Context,
    link: Annotated[str, asks("At which address is the charter? https://…")],
) -> Card:
    """Set the address of the charter."""
    ctx.community.charter_url = read_link(link)
    return _done_card(ctx, text("The charter is at {link}.", link=ctx.community.charter_url))


@router.form("community_domains", who=Role.CULTIVATOR, trace=acts.SET_A_COMMUNITY_UP)
def list_domains(
    ctx: Context,
    domains: Annotated[list[str], asks("Which domains? Write one per line, twenty at most.")],
) -> Card:
    """Set the community's own domains."""
    ctx.community.domains = read_domains(domains)
    return _done_card(ctx, text("The domains are: {domains}.", domains=ctx.community.domains))


def _ask_language(ctx: Context, community: Community) -> Card:
    del ctx
    question = text("Which language does {community} speak in its rooms?", community=community.name)
    choices = tuple(_choice_button(LANGUAGES[each], community, "locale", each) for each in LOCALES)
    return Card(None, (question,), (choices,))


def _ask_zone(ctx: Context, community: Community) -> Card:
    question = text("By which clocks does {community} live?", community=community.name)
    cities = [
        _choice_button(city_of(each, ctx.person.locale), community, "zone", each)
        for each in SUGGESTED_ZONES
    ]
    another = ask_in_words.button(text("Another city"), community, "zone")
    rows: Buttons = tuple(tuple(cities[start : start + 2]) for start in range(0, len(cities), 2))
    return Card(None, (question,), (*rows, (another,)))


def _ask_polls(ctx: Context, community: Community) -> Card:
    del ctx
    question = text("Who may open a poll in {community}?", community=community.name)
    choices = tuple(
        (_choice_button(label, community, "polls", of),) for of, label in POLL_LABELS.items()
    )
    return Card(None, (question,), choices)


def _ask_readers(ctx: Context, community: Community) -> Card:
    del ctx
    question = text(
        "Who may read the letters of {community} by their link? Choose everybody where its channel "
        "is public.",
        community=community.name,
    )
    choices = tuple(
        (_choice_button(label, community, "readers", of),) for of, label in READER_LABELS.items()
    )
    return Card(None, (question,), choices)


def _value_or_none_question(
    what: str, question: Text, ask: Text, none: Text
) -> Callable[[Context, Community], Card]:
    def offer(ctx: Context, community: Community) -> Card:
        del ctx
        change = ask_in_words.button(ask, community, what)
        rows: Buttons = ((change,), (_choice_button(none, community, what, NONE),))
        return Card(community.name, (question,), rows)

    return offer


@router.button("community_ask", who=Role.CULTIVATOR, trace=acts.SET_A_COMMUNITY_UP)
def ask_in_words(ctx: Context, community: Community, what: str) -> Answer:
    """Ask for a value that no button offers."""
    del community
    if what not in _QUESTIONS or what not in _FORMS:
        raise NothingToSet(community=TYPED_COMMUNITY)
    return _FORMS[what].ask(ctx)


_FORMS: dict[str, FormRef[..., Any]] = {
    "name": rename_community,
    "slug": change_slug,
    "zone": name_zone,
    "letter": choose_letter_day,
    "charter": link_charter,
    "domains": list_domains,
}
"""The forms that ask for a value in words."""

_QUESTIONS: dict[str, Callable[[Context, Community], Card]] = {
    "locale": _ask_language,
    "zone": _ask_zone,
    "polls": _ask_polls,
    "readers": _ask_readers,
    "letter": _value_or_none_question(
        "letter",
        text("When shall the letter go out?"),
        text("Choose the day"),
        text("No letter"),
    ),
    "charter": _value_or_none_question(
        "charter",
        text("Where can the charter be read?"),
        text("Say where it is"),
        text("No charter"),
    ),
    "domains": _value_or_none_question(
        "domains",
        text("Which domains can members choose?"),
        text("Domains of its own"),
        text("The usual domains"),
    ),
}


def _choice_button(label: Text | str, community: Community, what: str, value: str) -> Button:
    return put_value.button(label, community, what, value)


def _change_language(ctx: Context, locale: str) -> Card:
    ctx.community.locale = locale
    speak(ctx.store, ctx.community, ctx.now)
    said = text("In its rooms, I speak {language} now.", language=LANGUAGES[locale])
    return _done_card(ctx, said)


def _change_zone(ctx: Context, zone: str) -> Card:
    changed = ctx.community.timezone != zone
    ctx.community.timezone = zone
    speak(ctx.store, ctx.community, ctx.now)
    city = city_of(zone, ctx.person.locale)
    if changed and ctx.community.digest:
        what = text(
            "{name} set the clocks of {community} to those of {city}.",
            name=_actor_name(ctx),
            community=ctx.community.name,
            city=city_of(zone, ctx.community.locale),
        )
        announce_next_digest(ctx, what)
    return _done_card(ctx, text("Noted: the time is that of {city}.", city=city))


def _done_card(ctx: Context, said: Text) -> Card:
    back = open_community.button(text("Back to the set-up"), ctx.community)
    return Card(ctx.community.name, (said,), ((back,),))


def _check_slug_changeable(ctx: Context, community: Community) -> None:
    if ctx.store[Communities].setting(f"{community.slug}.name") is not None:
        raise SlugInTheFile(community=community.name)


def _actor_name(ctx: Context) -> str:
    """The member's name, else the account's."""
    return ctx.person.name if ctx.person.member is None else ctx.person.member.name
