"""The settings of a community, for cultivators: its own, and those that features contribute.

Changes survive the next reading of the configuration file: see
`bot/vocabulary/community_settings.py`. The Region's gardener sets the pre-election period, too.
"""

from typing import Annotated

from bot.core import (
    LOCALES,
    Act,
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    Line,
    Link,
    Replace,
    Router,
    Text,
    Where,
    asks,
    in_rows,
    named,
    text,
)
from bot.domain.communities import (
    NameTaken,
    SlugTaken,
    read_charter_link,
    read_domains,
    read_name,
    read_slug,
)
from bot.domain.dates.moments import Days
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role, Seat
from bot.references.communities import (
    SET_A_COMMUNITY_UP,
    CommunitySetting,
    ask_community_value,
    changed_setting_card,
    community_command,
    community_settings,
    edit_community,
    put_community_value,
    zone_changed,
)
from bot.vocabulary.community_settings import actor_name, speak
from bot.vocabulary.places import LANGUAGES, city_of, is_zone, read_zone
from bot.vocabulary.publications import note_neutral, period_text
from storage.communities import AppliedSettings, Communities, Community

router = Router()

SET_THE_PRE_ELECTION_PERIOD = Act(
    text("{who} changed the pre-election period"), text("change the pre-election period")
)

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
NONE = "none"
WHY = text(
    "During these days, what the Region publishes has to be confirmed as neutral first "
    "(Code électoral, article L52-1)."
)
Period = Annotated[Days, asks("From when to when? For example: 1 September - 15 March")]


class SlugInTheFile(Final):
    """{community} is in the configuration file under this short name: it has to keep it."""


class NothingToSet(Refusal):
    """This setting does not exist. {community} shows what can be changed."""


@router.button(edit_community, who=Role.CULTIVATOR, trace=SET_A_COMMUNITY_UP)
def ask_value(ctx: Context, community: Community, what: str) -> Answer:
    """Ask for a new value, with buttons or in a question."""
    return _setting(ctx, community, what).ask(ctx, community)


@router.button(put_community_value, who=Role.CULTIVATOR, trace=SET_A_COMMUNITY_UP)
def put_value(ctx: Context, community: Community, what: str, value: str) -> Answer:
    """Set the value of a button."""
    setting = _setting(ctx, community, what)
    confirmation = None if setting.put is None else setting.put(ctx, value)
    if confirmation is None:
        raise NothingToSet(community=TYPED_COMMUNITY)
    return Replace(changed_setting_card(ctx, confirmation))


@router.button(ask_community_value, who=Role.CULTIVATOR, trace=SET_A_COMMUNITY_UP)
def ask_in_words(ctx: Context, community: Community, what: str) -> Answer:
    """Ask for a value that no button offers."""
    form = _setting(ctx, community, what).form
    if form is None:
        raise NothingToSet(community=TYPED_COMMUNITY)
    return form.ask(ctx)


def _setting(ctx: Context, community: Community, name: str) -> CommunitySetting:
    for each in all_settings(ctx, community):
        if each.name == name:
            return each
    raise NothingToSet(community=TYPED_COMMUNITY)


def all_settings(ctx: Context, community: Community) -> list[CommunitySetting]:
    """The settings of a community, in the order in which its card shows them."""
    return [
        *_first_settings(ctx, community),
        *community_settings.collect(ctx, community),
        *_last_settings(community),
    ]


def _first_settings(ctx: Context, community: Community) -> list[CommunitySetting]:
    """Name, language and time zone, which the card shows before those of other features."""
    city = city_of(community.timezone, ctx.person.locale)
    language = LANGUAGES.get(community.locale, community.locale)
    return [
        CommunitySetting("name", text("Name"), None, lambda ctx, _: rename_community.ask(ctx)),
        CommunitySetting(
            "slug", text("Short name"), text("Short name: {slug}", slug=community.slug), _ask_slug
        ),
        CommunitySetting(
            "locale",
            text("Language"),
            text("Language: {language}", language=language),
            _ask_language,
            put=_change_language,
        ),
        CommunitySetting(
            "zone",
            text("Time zone"),
            text("Time zone: {city} ({zone})", city=city, zone=community.timezone),
            _ask_zone,
            put=lambda ctx, zone: _change_zone(ctx, zone) if is_zone(zone) else None,
            form=name_zone,
        ),
    ]


def _last_settings(community: Community) -> list[CommunitySetting]:
    """Charter and domains, which the card shows after those of other features."""
    charter: Line = text("Charter: none.")
    if community.charter_url:
        charter = Link(text("Charter: {link}", link=community.charter_url), community.charter_url)
    domains = text("Topics: the usual ones.")
    if community.domains:
        domains = text("Topics: {domains}.", domains=community.domains)
    return [
        CommunitySetting(
            "charter",
            text("Charter"),
            charter,
            _ask_charter,
            put=_put_no_charter,
            form=link_charter,
        ),
        CommunitySetting(
            "domains",
            text("Topics"),
            domains,
            _ask_domains,
            put=_put_usual_domains,
            form=list_domains,
        ),
    ]


@router.form("community_name", who=Role.CULTIVATOR, trace=SET_A_COMMUNITY_UP)
def rename_community(
    ctx: Context, name: Annotated[str, asks("What is the name of the community?")]
) -> Card:
    """Rename the community."""
    name = read_name(name)
    others = [each for each in ctx.store[Communities].all() if each.id != ctx.community.id]
    if named(others, name) is not None:
        raise NameTaken(name=name)
    ctx.community.name = name
    confirmation = text("Noted: the community is called “{name}”.", name=name)
    return changed_setting_card(ctx, confirmation)


@router.form("community_slug", who=Role.CULTIVATOR, trace=SET_A_COMMUNITY_UP)
def change_slug(
    ctx: Context, slug: Annotated[str, asks("Which short name? Small letters, digits and hyphens.")]
) -> Card:
    """Change the short name."""
    _check_slug_changeable(ctx, ctx.community)
    short = read_slug(slug)
    holder = ctx.store[Communities].named(short)
    if holder is not None and holder.id != ctx.community.id:
        raise SlugTaken(slug=short)
    ctx.community.slug = short
    return changed_setting_card(ctx, text("Noted: its short name is “{slug}”.", slug=short))


def _ask_slug(ctx: Context, community: Community) -> Answer:
    _check_slug_changeable(ctx, community)
    return change_slug.ask(ctx)


def _check_slug_changeable(ctx: Context, community: Community) -> None:
    if ctx.store[AppliedSettings].get(f"{community.slug}.name") is not None:
        raise SlugInTheFile(community=community.name)


def _ask_language(_ctx: Context, community: Community) -> Card:
    question = text("Which language in the rooms of {community}?", community=community.name)
    choices = tuple(
        put_community_value.button(LANGUAGES[each], community, "locale", each) for each in LOCALES
    )
    return Card(None, (question,), (choices,))


def _change_language(ctx: Context, locale: str) -> Text | None:
    if locale not in LOCALES:
        return None
    ctx.community.locale = locale
    speak(ctx.store, ctx.community, ctx.now)
    return text("Language of its rooms: {language}.", language=LANGUAGES[locale])


@router.form("community_zone", who=Role.CULTIVATOR, trace=SET_A_COMMUNITY_UP)
def name_zone(
    ctx: Context,
    city: Annotated[str, asks("Which large city has the same time? For example: Nouméa")],
) -> Card:
    """Set the time zone by a city."""
    return changed_setting_card(ctx, _change_zone(ctx, read_zone(city)))


def _ask_zone(ctx: Context, community: Community) -> Card:
    question = text("Which time zone for {community}?", community=community.name)
    cities = [
        put_community_value.button(city_of(each, ctx.person.locale), community, "zone", each)
        for each in SUGGESTED_ZONES
    ]
    another = ask_community_value.button(text("Another city"), community, "zone")
    return Card(None, (question,), (*in_rows(cities, 2), (another,)))


def _change_zone(ctx: Context, zone: str) -> Text:
    changed = ctx.community.timezone != zone
    ctx.community.timezone = zone
    speak(ctx.store, ctx.community, ctx.now)
    if changed:
        zone_changed.collect(ctx)
    return text("Noted: time of {city}.", city=city_of(zone, ctx.person.locale))


@router.form("community_charter", who=Role.CULTIVATOR, trace=SET_A_COMMUNITY_UP)
def link_charter(
    ctx: Context, link: Annotated[str, asks("At which address is the charter? https://…")]
) -> Card:
    """Set the address of the charter."""
    ctx.community.charter_url = read_charter_link(link)
    confirmation = text("The charter is at {link}.", link=ctx.community.charter_url)
    return changed_setting_card(ctx, confirmation)


def _ask_charter(_ctx: Context, community: Community) -> Card:
    rows = _value_or_none(community, "charter", text("Give its address"), text("No charter"))
    return Card(community.name, (text("Where can the charter be read?"),), rows)


def _put_no_charter(ctx: Context, value: str) -> Text | None:
    if value != NONE:
        return None
    ctx.community.charter_url = ""
    return text("No charter is shown any more.")


@router.form("community_domains", who=Role.CULTIVATOR, trace=SET_A_COMMUNITY_UP)
def list_domains(
    ctx: Context,
    domains: Annotated[list[str], asks("Which topics? Write one per line, twenty at most.")],
) -> Card:
    """Set the community's own domains."""
    ctx.community.domains = read_domains(domains)
    confirmation = text("The topics are: {domains}.", domains=ctx.community.domains)
    return changed_setting_card(ctx, confirmation)


def _ask_domains(_ctx: Context, community: Community) -> Card:
    own, usual = text("Topics of its own"), text("The usual topics")
    rows = _value_or_none(community, "domains", own, usual)
    return Card(community.name, (text("Which topics can members choose?"),), rows)


def _put_usual_domains(ctx: Context, value: str) -> Text | None:
    if value != NONE:
        return None
    ctx.community.domains = None
    return text("The topics are the usual ones.")


def _value_or_none(community: Community, name: str, ask: Text, none: Text) -> Buttons:
    return (
        (ask_community_value.button(ask, community, name),),
        (put_community_value.button(none, community, name, NONE),),
    )


router.personal_data(
    "applied_settings",
    text("Your account in the configuration"),
    text("Written there at the installation. Kept until it is changed there."),
    order=230,
    labels={"value": text("value")},
)


@router.command(
    "neutral",
    fr="neutralite",
    seat=Seat.REGION,
    where=Where.BACKSTAGE,
    theme="setup",
    label=text("Pre-election period"),
    shows=True,
    trace=SET_THE_PRE_ELECTION_PERIOD,
)
def show_neutral_period(ctx: Context) -> Card:
    """See the pre-election period, change it or end it."""
    ctx.only_ask()
    if ctx.community.neutral_days is None:
        choose = show_neutral_period.ask_button(text("Choose the dates"))
        return Card(None, (period_text(ctx.community), WHY), ((choose,),))
    return _period_card(ctx, show_neutral_period.ask_button(text("Other dates")))


@router.command(
    "neutral",
    fr="neutralite",
    example=("1 September - 15 March", "1er septembre - 15 mars"),
    seat=Seat.REGION,
    where=Where.BACKSTAGE,
)
def set_neutral_period(ctx: Context, days: Period) -> Card:
    """Set the pre-election period: what goes out during it has to be confirmed as neutral."""
    _set_period(ctx, days)
    return _period_card(ctx)


@router.command(
    "neutral end",
    fr="neutralite fin",
    seat=Seat.REGION,
    where=Where.BACKSTAGE,
    trace=SET_THE_PRE_ELECTION_PERIOD,
)
def end_neutral_period(ctx: Context) -> Text:
    """End the pre-election period, or cancel it."""
    _set_period(ctx, None)
    return period_text(ctx.community)


@router.button("neutral_end", seat=Seat.REGION, trace=SET_THE_PRE_ELECTION_PERIOD)
def end_by_button(ctx: Context) -> Replace:
    """End the pre-election period of a message."""
    return Replace(end_neutral_period(ctx))


@router.contribution(community_settings)
def neutral_setting(_ctx: Context, community: Community) -> CommunitySetting:
    """The pre-election period on the card of a community."""
    line = None if community.neutral_days is None else period_text(community)
    return CommunitySetting(
        "neutral",
        text("Pre-election period"),
        line,
        _ask_period,
        put=_remove_period,
        form=choose_neutral_period,
    )


@router.form("community_neutral", who=Role.CULTIVATOR, trace=SET_A_COMMUNITY_UP)
def choose_neutral_period(ctx: Context, days: Period) -> Card:
    """Set the pre-election period."""
    _set_period(ctx, days)
    return changed_setting_card(ctx, period_text(ctx.community))


def _ask_period(_ctx: Context, community: Community) -> Answer:
    rows = _value_or_none(community, "neutral", text("Choose the dates"), text("No such period"))
    return Card(community.name, (period_text(community), WHY), rows)


def _remove_period(ctx: Context, value: str) -> Text | None:
    if value != NONE:
        return None
    _set_period(ctx, None)
    return period_text(ctx.community)


def _set_period(ctx: Context, days: Days | None) -> None:
    """Set the period, trace its days and tell the back room."""
    ctx.community.neutral_days = days
    name = actor_name(ctx)
    if days is None:
        note_neutral(ctx, text("{name} ended the pre-election period.", name=name))
        return
    ctx.trace(first=str(days.first), last=str(days.last))
    note_neutral(ctx, _announcement(name, days))


def _announcement(name: str | Text, days: Days) -> Text:
    if days.first == days.last:
        return text(
            "{name} set the pre-election period: {day}. {why}", name=name, day=days.first, why=WHY
        )
    return text(
        "{name} set the pre-election period: from {first} to {last}. {why}",
        name=name,
        first=days.first,
        last=days.last,
        why=WHY,
    )


def _period_card(ctx: Context, *others: Button) -> Card:
    end = end_by_button.button(text("End the period"))
    return Card(None, (period_text(ctx.community), WHY), ((*others, end),))
