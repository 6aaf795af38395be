"""The kinds of polls besides plain choices: an example of each, and the form that makes one."""

from dataclasses import dataclass
from typing import Annotated, Any

from bot.core import Bold, Card, Context, FormRef, Line, Router, Small, Text, asks, at_most, text
from bot.domain.polls.choices import LONGEST_QUESTION
from bot.domain.polls.kinds import PollKind
from bot.domain.roles import Role
from bot.references.polls import (
    new_consent_form,
    new_dates_form,
    new_open_form,
    new_ranking_form,
    new_things_form,
    poll_command,
    poll_kinds,
)
from handlers.polls import acts
from handlers.polls.making.poll_parts import Choices, Dates, End, Question, Things, new_poll
from handlers.polls.making.preview import preview_card

router = Router()


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
    new = new_poll(ctx, question, choices, kind=PollKind.DATE, public=False, end=end)
    return preview_card(ctx, new)


@router.form(new_consent_form, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def prepare_consent_poll(
    ctx: Context,
    question: Annotated[
        str, asks("What do you propose? Write it as a sentence."), at_most(LONGEST_QUESTION)
    ],
    end: End = None,
) -> Card:
    """Show a consent poll before it counts."""
    new = new_poll(ctx, question, (), kind=PollKind.CONSENT, public=False, end=end)
    return preview_card(ctx, new)


@router.form(new_things_form, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def prepare_things_poll(ctx: Context, question: Question, choices: Things, end: End = None) -> Card:
    """Show a list of things to bring before it counts."""
    new = new_poll(ctx, question, choices, kind=PollKind.BRING, public=True, end=end)
    return preview_card(ctx, new)


@router.form(new_ranking_form, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def prepare_ranked_poll(
    ctx: Context, question: Question, choices: Choices, end: End = None
) -> Card:
    """Show a poll with ranked choices before it counts."""
    new = new_poll(ctx, question, choices, kind=PollKind.RANKED, public=False, end=end)
    return preview_card(ctx, new)


@router.form(new_open_form, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def prepare_open_question(ctx: Context, question: Question, end: End = None) -> Card:
    """Show an open question before it counts."""
    new = new_poll(ctx, question, (), kind=PollKind.OPEN, public=False, end=end)
    return preview_card(ctx, new)
