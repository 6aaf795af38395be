"""A new community from the set-up of another one, without its people: in three steps."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Card,
    Context,
    Line,
    Replace,
    Router,
    asks,
    at_most,
    named,
    ntext,
    text,
)
from bot.domain.communities import (
    LONGEST_NAME,
    CommunityModel,
    ModelFeed,
    ModelQuestion,
    ModelRoom,
    ModelSettings,
    NameTaken,
    QuestionList,
    read_name,
    slug_of,
)
from bot.domain.dates.recurrence import Recurring, parse_rule
from bot.domain.polls.rules import MOST_WEEKLY_KEPT
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.communities import copy_community, open_community
from bot.references.personal_data import change_nothing
from bot.vocabulary.community_settings import plan_letter, plan_region_letter, plan_weekly_question
from bot.vocabulary.gardeners import ROOM_KIND_NAMES
from bot.vocabulary.places import LANGUAGES, city_of
from bot.vocabulary.repeats import schedule_text
from handlers.communities.setup import next_step_button
from storage.communities import Communities, Community, RoomKind
from storage.feeds import WebFeeds
from storage.inbound import Forms, OpenForm
from storage.pairs import PairQuestion, PairQuestions
from storage.polls import WeeklyQuestion, WeeklyQuestions
from storage.portraits import PortraitQuestion, PortraitQuestions
from storage.unit_of_work import Store

router = Router()

COPY_A_COMMUNITY = Act(
    text("{who} created a community from another one"), text("create a community from another one")
)

KEPT_FOR = timedelta(hours=1)
_FORM = "copied community"


class CopyOver(Final):
    """This preview is too old: open the community and begin again."""


def model_of(store: Store, community: Community) -> CommunityModel:
    """The set-up of a community: no people, no addresses of rooms, nothing that was said."""
    rooms = [each for each in store[Communities].rooms_of(community) if each.gone_at is None]
    lists: Mapping[QuestionList, Sequence[WeeklyQuestion | PairQuestion | PortraitQuestion]] = {
        QuestionList.WEEKLY: store[WeeklyQuestions].waiting(community.id, MOST_WEEKLY_KEPT),
        QuestionList.COFFEE: store[PairQuestions].of(community.id),
        QuestionList.PORTRAIT: store[PortraitQuestions].of(community.id),
    }
    return CommunityModel(
        ModelSettings(
            name=community.name,
            locale=community.locale,
            timezone=community.timezone,
            letter=community.digest,
            region_letter=community.region_letter,
            weekly_question=community.weekly_question,
            alone_after=community.alone_after,
            polls_by=community.polls_by,
            charter_url=community.charter_url,
            welcome=community.welcome,
            public_channel=community.public_channel,
            pairs=community.pairs,
            greeting=community.greeting,
            first_week=community.first_week,
            fewer_after=community.fewer_after,
            domains=community.domains,
            territories=community.territories,
        ),
        [
            ModelRoom(each.kind.value, each.address.partition(":")[0])
            for each in rooms
            if each.kind != RoomKind.DIRECT
        ],
        [ModelFeed(each.url, each.name) for each in store[WebFeeds].followed(community.id)],
        [
            ModelQuestion(listed, each.words)
            for listed, questions in lists.items()
            for each in questions
        ],
    )


def make_from_model(
    store: Store, model: CommunityModel, name: str, slug: str, now: datetime
) -> Community:
    """Make a community with this set-up; its rooms and its team are still to come."""
    given = model.settings
    community = store[Communities].add(
        Community(
            slug=slug,
            name=name,
            locale=given.locale,
            timezone=given.timezone,
            digest=given.letter,
            region_letter=given.region_letter,
            weekly_question=given.weekly_question,
            alone_after=given.alone_after,
            polls_by=given.polls_by,
            charter_url=given.charter_url,
            welcome=given.welcome,
            public_channel=given.public_channel,
            pairs=given.pairs,
            greeting=given.greeting,
            first_week=given.first_week,
            fewer_after=given.fewer_after,
            domains=None if given.domains is None else list(given.domains),
            territories=None if given.territories is None else list(given.territories),
        )
    )
    for each in model.feeds:
        feed = store[WebFeeds].add(community.id, each.url, name=each.name, by=None, at=now)
        feed.followed_at = now
    lists: Mapping[QuestionList, WeeklyQuestions | PairQuestions | PortraitQuestions] = {
        QuestionList.WEEKLY: store[WeeklyQuestions],
        QuestionList.COFFEE: store[PairQuestions],
        QuestionList.PORTRAIT: store[PortraitQuestions],
    }
    for question in model.questions:
        lists[question.listed].add(community.id, question.words, by=None, at=now)
    plan_letter(store, community, now)
    plan_region_letter(store, community, now)
    plan_weekly_question(store, community, now)
    return community


@router.button(copy_community, who=Role.CULTIVATOR, trace=COPY_A_COMMUNITY)
def begin_copy(ctx: Context, community: Community) -> Answer:
    """Ask for the name of a new community with this one's set-up."""
    return name_copy.ask(ctx, source=str(community.id))


def _source_values(ctx: Context) -> dict[str, object]:
    form = ctx.store[Forms].open_in(ctx.form_room, ctx.now)
    number = "" if form is None else form.answers.get("source", "")
    source = ctx.store[Communities].find(int(number)) if number else None
    return {"community": "…" if source is None else source.name}


@router.form(
    "community_copy_name",
    who=Role.CULTIVATOR,
    everywhere=True,
    trace=COPY_A_COMMUNITY,
)
def name_copy(
    ctx: Context,
    source: int,
    name: Annotated[
        str,
        asks("What is the name of the new community, made like {community}?", _source_values),
        at_most(LONGEST_NAME),
    ],
) -> Card:
    """Show what the new community takes over, before it is made."""
    community = ctx.store[Communities].find(source)
    if community is None:
        raise CopyOver
    name = read_name(name)
    if named(ctx.store[Communities].all(), name) is not None:
        raise NameTaken(name=name)
    kept = OpenForm(_FORM, None, {"source": source, "name": name})
    mark = ctx.store[Forms].keep_preview(ctx.incoming.room, kept, ctx.now + KEPT_FOR)
    make = make_copy.button(text("Create “{name}”", name=name), mark)
    no = change_nothing.button(text("No, change nothing"))
    title = text("{name}, made like {community}", name=name, community=community.name)
    return Card(title, tuple(_model_lines(ctx, model_of(ctx.store, community))), ((make,), (no,)))


def _model_lines(ctx: Context, model: CommunityModel) -> list[Line]:
    """The settings that are copied, and a line on what is not."""
    given = model.settings
    lines: list[Line] = [
        text(
            "Language: {language}. Time zone: {city}.",
            language=LANGUAGES.get(given.locale, given.locale),
            city=city_of(given.timezone, ctx.person.locale),
        )
    ]
    rule = parse_rule(given.letter) if given.letter else None
    if isinstance(rule, Recurring):
        lines.append(text("Letter: {schedule}.", schedule=schedule_text(rule)))
    if given.domains:
        lines.append(text("Topics: {domains}.", domains=list(given.domains)))
    if given.charter_url:
        lines.append(text("Charter: {link}", link=given.charter_url))
    if model.feeds:
        count = len(model.feeds)
        lines.append(ntext("{count} feed is followed.", "{count} feeds are followed.", count))
    if model.questions:
        count = len(model.questions)
        lines.append(
            ntext("{count} question is taken over.", "{count} questions are taken over.", count)
        )
    lines.append(text("All other settings are the same. You can change each of them later."))
    return [*lines, text("Not taken over: people, rooms, and all that was said and published.")]


@router.button(
    "community_copy_make",
    deliberate=True,
    who=Role.CULTIVATOR,
    everywhere=True,
    trace=COPY_A_COMMUNITY,
)
def make_copy(ctx: Context, mark: int) -> Replace:
    """Make the previewed community, and say what comes next."""
    room, communities = ctx.incoming.room, ctx.store[Communities]
    kept = ctx.store[Forms].preview_in(room, mark, ctx.now)
    source = (
        None if kept is None or kept.form != _FORM else communities.find(kept.answers["source"])
    )
    if kept is None or source is None:
        raise CopyOver
    name, model = kept.answers["name"], model_of(ctx.store, source)
    if named(communities.all(), name) is not None:
        raise NameTaken(name=name)
    ctx.store[Forms].forget_preview(room)
    slug = slug_of(name, [each.slug for each in communities.all()])
    community = make_from_model(ctx.store, model, name, slug, ctx.now)
    ctx.enter(community.id)
    ctx.trace_here()
    return Replace(_made_card(ctx, community, model))


def _made_card(ctx: Context, community: Community, model: CommunityModel) -> Card:
    lines: list[Line] = []
    if rooms := [
        text(
            "{room} ({network})",
            room=ROOM_KIND_NAMES[RoomKind(each.kind)],
            network=ctx.contact.network_name(f"{each.network}:"),
        )
        for each in model.rooms
    ]:
        lines.append(text("Rooms to connect, as in the model: {rooms}.", rooms=rooms))
    shown = open_community.button(text("Its settings"), community)
    step = next_step_button(ctx)
    card = Card(text("✅ {name} is created", name=community.name), tuple(lines), ((shown,),))
    return card if step is None else replace(card, buttons=((step,), *card.buttons))
