"""A new poll, with choices or of another kind, or made again, and the right to open one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
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
    params_for,
    reads,
    text,
)
from bot.domain.circles import Audience
from bot.domain.communities import Territory
from bot.domain.polls.rules import LONGEST_ANSWER, LONGEST_QUESTION, OWN_OPTIONS, PollKind
from bot.domain.roles import Circle, Role
from bot.domain.words import split_items
from bot.references.communities import CommunitySetting, community_settings, put_community_value
from bot.references.polls import (
    PREPARE_A_POLL,
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
from handlers.polls.ballot_box import poll_makers, turn_by_id, typed_audience
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
from storage.communities import Community
from storage.polls import NewPoll

router = Router()

ALIASES = ("polls", "sondages")
KIND_FORMS: Mapping[PollKind, FormRef[..., Any]] = {
    PollKind.DATE: new_dates_form,
    PollKind.BRING: new_things_form,
}
"""Forms that ask for choices of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOptions:
    """The options of a new poll, which the command and its form share."""

    date: Annotated[bool, option("date")] = False
    consent: Annotated[bool, option("consentement")] = False
    bring: Annotated[bool, option("apporter")] = False
    ranked: Annotated[bool, option("classement")] = False
    open_question: Annotated[bool, option("ouverte")] = False
    multiple: Annotated[bool, option("multiple")] = False
    least: Annotated[int, option("au-moins")] = 1
    most: Annotated[int | None, option("au-plus")] = None
    public: Annotated[bool, option("public")] = False
    secret: Annotated[bool, option("secret")] = False
    hidden: Annotated[bool, option("caché")] = False
    quorum: Annotated[int | None, option("quorum"), reads(read_quorum)] = None
    close_at_quorum: Annotated[bool, option("clore-au-quorum")] = False
    member_days: Annotated[int | None, option("membre-depuis"), reads(read_days)] = None
    circle: Annotated[Circle | None, option("participation", older="cercle")] = None
    domain: Annotated[str, option("domaine")] = ""
    place: Annotated[Territory | None, option("lieu")] = None
    group: Annotated[int | None, option("groupe")] = None

    @property
    def chosen(self) -> dict[str, object]:
        """The options that were typed, by their names."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if value}

    def audience(self, ctx: Context) -> Audience:
        """Raises a `Refusal` for a domain that the community does not have."""
        return typed_audience(ctx, self.circle, self.domain, self.place, self.group)

    def poll(
        self, ctx: Context, question: str, choices: Sequence[str], end: datetime | None
    ) -> NewPoll:
        """A poll with these options. Raises a `Refusal` for those that exclude each other."""
        kind, whom = kind_of(self.chosen), self.audience(ctx)
        new = new_poll(ctx, question, choices, kind=kind, public=self.public, end=end)
        new = with_limits(new, Limits(self.multiple, self.least, self.most))
        new = with_hidden_counts(with_level(new, secret=self.secret), hidden=self.hidden)
        new = with_quorum(new, self.quorum, close=self.close_at_quorum)
        return replace(new, whom=whom, member_days=self.member_days)


OPTIONS = params_for(PollOptions)


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
    takes=OPTIONS,
    trace=PREPARE_A_POLL,
)
def make_poll(
    ctx: Context,
    /,
    question: Question,
    choices: Annotated[list[str] | None, at_most(LONGEST_ANSWER)] = None,
    *,
    end: Annotated[datetime | None, option("fin"), time(18)] = None,
    **typed: Any,  # noqa: ANN401 - of the options
) -> Answer:
    """Ask everyone a question with choices; you see the poll before it is published."""
    options = PollOptions(**typed)
    kind = kind_of(options.chosen)
    if not choices and kind not in OWN_OPTIONS:
        options.audience(ctx)
        return _ask_choices(ctx, kind, question, end, options.chosen)
    written = split_items("\n".join(choices or []))
    return preview_card(ctx, options.poll(ctx, question, written, end))


def _ask_choices(
    ctx: Context,
    kind: PollKind,
    question: str,
    end: datetime | None,
    others: Mapping[str, object],
) -> Answer:
    """Ask for dates or things by their own form; with other options given, by the general one."""
    known = {"question": question}
    if end is not None:
        known["end"] = f"{end:%d/%m/%Y %Hh%M}"
    known |= {name: "yes" if value is True else str(value) for name, value in others.items()}
    named = {name: words for name, words in known.items() if name in {"question", "end"}}
    if kind in KIND_FORMS and not set(known) - {*named, kind, "least"}:
        return KIND_FORMS[kind].ask(ctx, **named)
    return new_poll_form.ask(ctx, **known)


@router.form(
    new_poll_form,
    who=Role.MEMBER,
    takes=[replace(each, option=False) for each in OPTIONS],
    trace=PREPARE_A_POLL,
)
def prepare_poll(
    ctx: Context,
    /,
    question: Question,
    choices: Choices,
    end: End = None,
    **typed: Any,  # noqa: ANN401 - of the options
) -> Card:
    """Show a poll before it counts."""
    return preview_card(ctx, PollOptions(**typed).poll(ctx, question, choices, end))


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


@router.button(poll_kinds, who=Role.MEMBER, trace=PREPARE_A_POLL)
def show_kinds(_ctx: Context) -> Card:
    """Show the other kinds of polls, each with an example."""
    lines: list[Line] = []
    for each in OFFERED:
        typed = text("In one go: {example}", example=poll_command.typed(each.example))
        lines += [Bold(each.label), each.purpose, Small(typed)]
    rows = tuple((each.form.ask_button(each.label),) for each in OFFERED)
    return Card(text("Other kinds of polls"), tuple(lines), rows)


@router.form(new_dates_form, who=Role.MEMBER, trace=PREPARE_A_POLL)
def prepare_date_poll(ctx: Context, question: Question, choices: Dates, end: End = None) -> Card:
    """Show a poll about dates before it counts."""
    return preview_card(ctx, new_poll(ctx, question, choices, kind=PollKind.DATE, end=end))


@router.form(new_consent_form, who=Role.MEMBER, trace=PREPARE_A_POLL)
def prepare_consent_poll(
    ctx: Context,
    question: Annotated[
        str, asks("What do you propose? Write it as a sentence."), at_most(LONGEST_QUESTION)
    ],
    end: End = None,
) -> Card:
    """Show a consent poll before it counts."""
    return preview_card(ctx, new_poll(ctx, question, (), kind=PollKind.CONSENT, end=end))


@router.form(new_things_form, who=Role.MEMBER, trace=PREPARE_A_POLL)
def prepare_things_poll(ctx: Context, question: Question, choices: Things, end: End = None) -> Card:
    """Show a list of things to bring before it counts."""
    return preview_card(ctx, new_poll(ctx, question, choices, kind=PollKind.BRING, end=end))


@router.form(new_ranking_form, who=Role.MEMBER, trace=PREPARE_A_POLL)
def prepare_ranked_poll(
    ctx: Context, question: Question, choices: Choices, end: End = None
) -> Card:
    """Show a poll with ranked choices before it counts."""
    return preview_card(ctx, new_poll(ctx, question, choices, kind=PollKind.RANKED, end=end))


@router.form(new_open_form, who=Role.MEMBER, trace=PREPARE_A_POLL)
def prepare_open_question(ctx: Context, question: Question, end: End = None) -> Card:
    """Show an open question before it counts."""
    return preview_card(ctx, new_poll(ctx, question, (), kind=PollKind.OPEN, end=end))


@router.button(repeat_poll, who=poll_makers, trace=PREPARE_A_POLL)
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
