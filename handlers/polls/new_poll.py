"""A new poll, with choices or of another kind, or made again, and the right to open one."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, time
from typing import Annotated, Any

from bot.core import (
    Answer,
    Bold,
    Card,
    Context,
    FormRef,
    Line,
    Router,
    Small,
    Text,
    Where,
    asks,
    at_most,
    option,
    reads,
    text,
)
from bot.domain.communities import Territory
from bot.domain.polls.choices import LONGEST_ANSWER, LONGEST_QUESTION
from bot.domain.polls.kinds import OWN_OPTIONS, PollKind
from bot.domain.roles import Circle, Role
from bot.domain.words import split_items
from bot.references.communities import CommunitySetting, community_settings, put_community_value
from bot.references.polls import (
    new_consent_form,
    new_dates_form,
    new_open_form,
    new_poll_form,
    new_ranking_form,
    new_things_form,
    poll_command,
    poll_kinds,
    repeat_poll,
)
from handlers.polls import acts
from handlers.polls.poll_lookup import poll_makers, turn_by_id
from handlers.polls.poll_parts import (
    Choices,
    Dates,
    End,
    Limits,
    Question,
    Things,
    kind_of,
    new_poll,
    read_days,
    read_quorum,
    with_hidden_counts,
    with_level,
    with_limits,
    with_quorum,
)
from handlers.polls.preview import preview_card
from handlers.polls.voters import typed_audience
from storage.communities import Community
from storage.polls import NewPoll

router = Router()

ALIASES = ("polls", "sondages")
KIND_FORMS: Mapping[PollKind, FormRef[..., Any]] = {
    PollKind.DATE: new_dates_form,
    PollKind.BRING: new_things_form,
}
"""Forms that ask for choices of their own."""


@router.command(
    poll_command,
    aliases=ALIASES,
    who=Role.MEMBER,
    example=(
        "Which date? | tuesday | thursday | saturday",
        "Quelle date ? | mardi | jeudi | samedi",
    ),
    theme="part",
    label=text("Polls"),
    where=Where.DIRECT,
    form=new_poll_form,
    trace=acts.PREPARE_A_POLL,
)
def make_poll(  # noqa: PLR0913 - a declaration says all at once
    ctx: Context,
    question: Question,
    choices: Annotated[list[str] | None, at_most(LONGEST_ANSWER)] = None,
    *,
    date: Annotated[bool, option("date")] = False,
    consent: Annotated[bool, option("consentement")] = False,
    bring: Annotated[bool, option("apporter")] = False,
    ranked: Annotated[bool, option("classement")] = False,
    open_question: Annotated[bool, option("ouverte")] = False,
    multiple: Annotated[bool, option("multiple")] = False,
    least: Annotated[int, option("au-moins")] = 1,
    most: Annotated[int | None, option("au-plus")] = None,
    public: Annotated[bool, option("public")] = False,
    secret: Annotated[bool, option("secret")] = False,
    hidden: Annotated[bool, option("caché")] = False,
    quorum: Annotated[int | None, option("quorum"), reads(read_quorum)] = None,
    close_at_quorum: Annotated[bool, option("clore-au-quorum")] = False,
    member_days: Annotated[int | None, option("membre-depuis"), reads(read_days)] = None,
    circle: Annotated[Circle | None, option("cercle")] = None,
    domain: Annotated[str, option("domaine")] = "",
    place: Annotated[Territory | None, option("lieu")] = None,
    end: Annotated[datetime | None, option("fin"), time(18)] = None,
) -> Answer:
    """Ask everyone a question with choices; you see the poll before it is published."""
    kinds = {"date": date, "consent": consent, "bring": bring, "ranked": ranked}
    kinds["open_question"] = open_question
    whom = typed_audience(ctx, circle, domain, place)
    limits = Limits(multiple=multiple, least=least, most=most)
    written = choices or []
    if not written and kind_of(kinds) not in OWN_OPTIONS:
        flags = {**kinds, **asdict(limits), "public": public, "secret": secret, "hidden": hidden}
        flags |= {
            "quorum": quorum,
            "close_at_quorum": close_at_quorum,
            "member_days": member_days,
            "circle": circle,
            "domain": domain,
            "place": place,
        }
        return _ask_choices(ctx, kind_of(kinds), _typed(question, end, flags))
    written = split_items("\n".join(written))
    new = new_poll(ctx, question, written, kind=kind_of(kinds), public=public, end=end)
    new = with_level(with_limits(new, limits), secret=secret)
    new = with_hidden_counts(new, hidden=hidden)
    new = with_quorum(new, quorum, close=close_at_quorum)
    return preview_card(ctx, replace(new, whom=whom, member_days=member_days))


def _ask_choices(ctx: Context, kind: PollKind, known: Mapping[str, str]) -> Answer:
    """Ask for dates or things by their own form; with other options given, by the general one."""
    named = {name: words for name, words in known.items() if name in {"question", "end"}}
    if kind in KIND_FORMS and not set(known) - {*named, kind, "least"}:
        return KIND_FORMS[kind].ask(ctx, **named)
    return new_poll_form.ask(ctx, **known)


def _typed(question: str, end: datetime | None, others: Mapping[str, object]) -> dict[str, str]:
    """The parts of a poll that are known, as they are typed."""
    typed = {"question": question}
    if end is not None:
        typed["end"] = f"{end:%d/%m/%Y %Hh%M}"
    given = {name: value for name, value in others.items() if value}
    return typed | {name: "yes" if value is True else str(value) for name, value in given.items()}


@router.form(new_poll_form, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def prepare_poll(  # noqa: PLR0913, PLR0917 - as the command has them
    ctx: Context,
    question: Question,
    choices: Choices,
    end: End = None,
    date: bool = False,  # noqa: FBT001, FBT002 - as the command was typed
    consent: bool = False,  # noqa: FBT001, FBT002 - likewise
    ranked: bool = False,  # noqa: FBT001, FBT002 - likewise
    open_question: bool = False,  # noqa: FBT001, FBT002 - likewise
    bring: bool = False,  # noqa: FBT001, FBT002 - likewise
    multiple: bool = False,  # noqa: FBT001, FBT002 - likewise
    least: int = 1,
    most: int | None = None,
    public: bool = False,  # noqa: FBT001, FBT002 - likewise
    secret: bool = False,  # noqa: FBT001, FBT002 - likewise
    hidden: bool = False,  # noqa: FBT001, FBT002 - likewise
    quorum: Annotated[int | None, reads(read_quorum)] = None,
    close_at_quorum: bool = False,  # noqa: FBT001, FBT002 - likewise
    member_days: Annotated[int | None, reads(read_days)] = None,
    circle: Circle | None = None,
    domain: str = "",
    place: Territory | None = None,
) -> Card:
    """Show a poll before it counts."""
    kinds = {"date": date, "consent": consent, "bring": bring, "ranked": ranked}
    kind = kind_of({**kinds, "open_question": open_question})
    new = new_poll(ctx, question, choices, kind=kind, public=public, end=end)
    new = with_limits(new, Limits(multiple=multiple, least=least, most=most))
    whom = typed_audience(ctx, circle, domain, place)
    new = with_hidden_counts(with_level(new, secret=secret), hidden=hidden)
    new = with_quorum(new, quorum, close=close_at_quorum)
    return preview_card(ctx, replace(new, whom=whom, member_days=member_days))


@dataclass(frozen=True, slots=True)
class OfferedKind:
    """A kind of poll as it is offered to those who make polls."""

    label: Text
    purpose: Text
    example: tuple[str, str]
    """Words behind the command, in English and in French."""
    form: FormRef[..., Any]


OFFERED = (
    OfferedKind(
        text("Find a date"),
        text("Everyone answers yes, if need be or no to each date."),
        (
            "Workshop: when? | Saturday 5 December | Tuesday 8 December 6:30pm --date",
            "Atelier : quand ? | samedi 5 décembre | mardi 8 décembre 18h30 --date",
        ),
        new_dates_form,
    ),
    OfferedKind(
        text("Ask for consent"),
        text("A proposal is adopted if nobody objects; an objection comes with its reason."),
        (
            "We meet every first Saturday --consent",
            "Nous nous retrouvons chaque premier samedi --consentement",
        ),
        new_consent_form,
    ),
    OfferedKind(
        text("Who brings what"),
        text("Everyone takes things from a list, with their name."),
        (
            "Picnic: who brings what? | Salad x2 | Bread | Plates --bring",
            "Pique-nique : qui apporte quoi ? | Salade x2 | Pain | Assiettes --apporter",
        ),
        new_things_form,
    ),
    OfferedKind(
        text("Rank choices"),
        text("Everyone puts the choices in order; the weakest go out round by round."),
        (
            "Which workshop first? | bikes | compost | bread --ranked",
            "Quel atelier d'abord ? | vélo | compost | pain --classement",
        ),
        new_ranking_form,
    ),
    OfferedKind(
        text("Ask an open question"),
        text("Everyone answers in their own words; the gardening team reads and publishes them."),
        (
            "What is missing in our village? --open-question",
            "Que manque-t-il dans notre village ? --ouverte",
        ),
        new_open_form,
    ),
)


@router.button(poll_kinds, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def show_kinds(_ctx: Context) -> Card:
    """Show the other kinds of polls, each with an example."""
    lines: list[Line] = []
    for each in OFFERED:
        typed = text("In one go: {example}", example=poll_command.typed(each.example))
        lines += [Bold(each.label), each.purpose, Small(typed)]
    rows = tuple((each.form.ask_button(each.label),) for each in OFFERED)
    return Card(text("Other kinds of polls"), tuple(lines), rows)


@router.form(new_dates_form, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def prepare_date_poll(ctx: Context, question: Question, choices: Dates, end: End = None) -> Card:
    """Show a poll about dates before it counts."""
    return preview_card(ctx, new_poll(ctx, question, choices, kind=PollKind.DATE, end=end))


@router.form(new_consent_form, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def prepare_consent_poll(
    ctx: Context,
    question: Annotated[
        str, asks("What do you propose? Write it as a sentence."), at_most(LONGEST_QUESTION)
    ],
    end: End = None,
) -> Card:
    """Show a consent poll before it counts."""
    return preview_card(ctx, new_poll(ctx, question, (), kind=PollKind.CONSENT, end=end))


@router.form(new_things_form, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def prepare_things_poll(ctx: Context, question: Question, choices: Things, end: End = None) -> Card:
    """Show a list of things to bring before it counts."""
    return preview_card(ctx, new_poll(ctx, question, choices, kind=PollKind.BRING, end=end))


@router.form(new_ranking_form, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def prepare_ranked_poll(
    ctx: Context, question: Question, choices: Choices, end: End = None
) -> Card:
    """Show a poll with ranked choices before it counts."""
    return preview_card(ctx, new_poll(ctx, question, choices, kind=PollKind.RANKED, end=end))


@router.form(new_open_form, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def prepare_open_question(ctx: Context, question: Question, end: End = None) -> Card:
    """Show an open question before it counts."""
    return preview_card(ctx, new_poll(ctx, question, (), kind=PollKind.OPEN, end=end))


@router.button(repeat_poll, who=poll_makers, trace=acts.PREPARE_A_POLL)
def prepare_again(ctx: Context, poll_id: int) -> Card:
    """Show a poll like this one before it is published; it has no end yet."""
    poll = turn_by_id(ctx, poll_id).poll
    kept = {each.name for each in fields(NewPoll)} - {"ends_at", "proposal"}
    return preview_card(ctx, NewPoll(**{name: getattr(poll, name) for name in kept}))


POLL_LABELS = {"gardeners": text("The gardening team"), "members": text("Every member")}


@router.contribution(community_settings)
def polls_setting(_ctx: Context, community: Community) -> CommunitySetting:
    """The people who may open a poll."""
    line = text("Polls: opened by the gardening team.")
    if community.polls_by == "members":
        line = text("Polls: any member may open one.")
    return CommunitySetting("polls", text("Polls"), line, _ask_polls, put=_set_polls)


def _ask_polls(_ctx: Context, community: Community) -> Card:
    question = text("Who may open a poll in {community}?", community=community.name)
    choices = tuple(
        (put_community_value.button(label, community, "polls", value),)
        for value, label in POLL_LABELS.items()
    )
    return Card(None, (question,), choices)


def _set_polls(ctx: Context, value: str) -> Text | None:
    if value not in POLL_LABELS:
        return None
    ctx.community.polls_by = value
    return text("Polls are opened by: {who}.", who=POLL_LABELS[value])
