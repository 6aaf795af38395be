"""What became of the events of the last twelve months, in numbers: how many people, never who.

Numbers below five are not told: few people are easily known.
"""

from dateutil.relativedelta import relativedelta

from bot.core import Bold, Card, Context, Line, Router, Text, Where, Words, ntext, text
from bot.domain.roles import Role
from handlers.events import KIND_LABELS
from handlers.outcomes import acts
from storage.events import Attendances, Figures

router = Router()

MONTHS = 12
FEWEST = 5
"""Fewer people than this are not told as a number."""


@router.command(
    "stats",
    fr="bilan",
    aliases=("figures", "statistiques"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    theme="garden",
    label=text("Figures"),
    shows=True,
    trace=acts.LOOK_UP_HOW_MANY_CAME,
)
def show_figures(ctx: Context) -> Card:
    """See how many people came to the events of the last twelve months."""
    since = ctx.now - relativedelta(months=MONTHS)
    found = ctx.store[Attendances].figures(ctx.community.id, since, ctx.now)
    first = since.astimezone(ctx.zone).date()
    lines: list[Line] = [text("From {first} to {last}.", first=first, last=ctx.today)]
    lines += _whole(found)
    if len(found.kinds) > 1:
        lines.append(Bold(text("By kind")))
        told = not any(_is_few(each) for each in found.kinds.values())
        lines += [
            _kind(KIND_LABELS[kind], found.kinds[kind], told=told)
            for kind in KIND_LABELS
            if kind in found.kinds
        ]
    if found.held:
        lines.append(text("Guests are counted. Numbers below {few} are not told.", few=FEWEST))
    return Card(text("Events: who came"), tuple(lines))


def _whole(found: Figures) -> list[Line]:
    if not found.held:
        return [text("No event took place.")]
    held: Text = ntext("{count} event took place.", "{count} events took place.", found.held)
    if not found.noted:
        return [held, text("At none of them was it noted who came.")]
    noted = ntext(
        "At {count} of them it was noted who came:",
        "At {count} of them it was noted who came:",
        found.noted,
    )
    return [
        held,
        noted,
        text("Signed up: {count}", count=_few(found.signed_up)),
        text("Came: {count}", count=_few(found.came)),
        text("Came to an event here for the first time: {count}", count=_few(found.first)),
        text("Signed up and did not come: {count}", count=_few(found.missed)),
    ]


def _is_few(found: Figures) -> bool:
    """Whether so few people signed up or came that they are not told, nor by what others leave."""
    return any(0 < count < FEWEST for count in (found.signed_up, found.came))


def _kind(kind: Text, found: Figures, *, told: bool) -> Text:
    held = ntext("{count} event", "{count} events", found.held)
    if not told or not found.noted:
        return text("{kind}: {held}", kind=kind, held=held)
    return text(
        "{kind}: {held}, signed up: {signed_up}, came: {came}",
        kind=kind,
        held=held,
        signed_up=_few(found.signed_up),
        came=_few(found.came),
    )


def _few(count: int) -> Words:
    """A number of people, unless they are few."""
    return (
        text("fewer than {few}", few=FEWEST) if 0 < count < FEWEST else text("{count}", count=count)
    )
