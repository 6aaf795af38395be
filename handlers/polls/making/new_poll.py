"""Polls: a question with choices, one card a room, one tally over all networks.

Voting is in `handlers/polls/voting/votes.py`, ending a poll in
`handlers/polls/closing/poll_end.py`.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, time
from typing import Annotated, Any

from bot.core import Answer, Card, Context, FormRef, Router, Where, at_most, option, reads, text
from bot.domain.communities import Territory
from bot.domain.polls.choices import LONGEST_ANSWER
from bot.domain.polls.kinds import OWN_OPTIONS, PollKind
from bot.domain.roles import Circle, Role
from bot.domain.words import split_items
from bot.references.polls import new_dates_form, new_poll_form, new_things_form, poll_command
from handlers.polls import acts
from handlers.polls.making.poll_parts import (
    Choices,
    End,
    Limits,
    Question,
    kind_of,
    new_poll,
    read_days,
    read_quorum,
    with_hidden_counts,
    with_level,
    with_limits,
    with_quorum,
)
from handlers.polls.making.preview import preview_card
from handlers.polls.voters import typed_audience

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
    """Ask for the choices, or for the dates or things; with more options as for choices."""
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
