"""Filters of the audit log, as typed and as a button carries them, and labels of audited acts."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.core import Context, JobContext, Text, Typed, Words, declarations_of, ntext, text
from bot.domain.dates.days import read_past_day
from bot.domain.refusals import Refusal
from bot.domain.words import fold
from bot.references.audit import audit_command
from storage.audit import Audit, Trace, Wanted
from storage.communities import Communities
from storage.members import Identities, Members

TYPED_LOG = audit_command.typed()
EXAMPLE_ACCOUNT = "telegram:42"
JOINER = "\u2060"
"""Character that `without_pings` puts into an account, which may be copied from a page."""
_ACCOUNT = re.compile(r"[a-z]+:\S+")
_ONLY = re.compile(r"(?:p(\d{1,9}))?(?:t(\d{1,9}))?(?:a(\d{1,9}))?(?:c(\d{1,9}))?(?:d(\d{6}))?")
_FACTS: Mapping[str, Callable[[int], Text]] = {
    "members": lambda count: ntext("{count} member", "{count} members", count),
    "rows": lambda count: ntext("{count} row", "{count} rows", count),
    "number": lambda number: text("number {number}", number=number),
}
Found = TypeVar("Found")


class NoTraceOf(Refusal):
    """The log has nothing about “{typed}”. Write a name, or an account such as {account}."""


class SeveralLeftTraces(Refusal):
    """Several people are called “{typed}”. Write the account you mean: {accounts}."""


class NoSuchAct(Refusal):
    """The log has no action “{typed}”. It has: {acts}."""


class NoSuchCommunity(Refusal):
    """There is no community “{typed}”. Communities: {communities}."""


class TracesMovedOn(Refusal):
    """These entries are no longer kept. {traces} shows the log."""


@dataclass(frozen=True, slots=True)
class LogFilter:
    """A filter of traces; an empty part filters nothing."""

    member_id: int | None = None
    """The member who acted, or who was concerned."""
    account_of: int | None = None
    """Id of a trace by the same account."""
    act_of: int | None = None
    """Id of a trace of the same act."""
    community_id: int | None = None
    """The community."""
    day: date | None = None
    """The day."""

    def __str__(self) -> str:
        day = None if self.day is None else f"{self.day:%y%m%d}"
        parts = (self.member_id, self.account_of, self.act_of, self.community_id, day)
        marked = zip("ptacd", parts, strict=True)
        return "".join(f"{mark}{part}" for mark, part in marked if part is not None)

    @classmethod
    def read(cls, pressed: str) -> "LogFilter":
        """Read the filter that a button carries; raises `TracesMovedOn` if it is none."""
        match = _ONLY.fullmatch(pressed)
        if match is None:
            raise TracesMovedOn(traces=TYPED_LOG)
        *ids, day = match.groups()
        member, account, act, community = (None if each is None else int(each) for each in ids)
        try:
            chosen = None if day is None else date.fromisoformat(f"20{day}")
        except ValueError:
            raise TracesMovedOn(traces=TYPED_LOG) from None
        return cls(member, account, act, community, chosen)

    def wanted(self, ctx: JobContext) -> Wanted:
        """The database query. Raises `TracesMovedOn` if its person or act was purged."""
        wanted = Wanted(member_id=self.member_id, community_id=self.community_id)
        if self.account_of is not None:
            wanted = replace(wanted, account=_check_found(_kept_trace(ctx, self.account_of).actor))
        if self.act_of is not None:
            wanted = replace(wanted, actions=same_acts(ctx, _kept_trace(ctx, self.act_of).action))
        if self.day is not None:
            since, until = (
                datetime.combine(day, time(), log_zone(ctx))
                for day in (self.day, self.day + timedelta(days=1))
            )
            wanted = replace(wanted, since=since, until=until)
        return wanted


def read_filter(ctx: Context, *, person: str, act: str, community: str, day: str) -> LogFilter:
    """Read the parts of a filter, each optional. Raises a `Refusal` for a wrong one."""
    found = _person_filter(ctx, person.strip()) if person.strip() else LogFilter()
    if act.strip():
        found = replace(found, act_of=_act_id(ctx, act.strip()))
    if community.strip():
        found = replace(found, community_id=_community_id(ctx, community.strip()))
    if day.strip():
        today = ctx.now.astimezone(log_zone(ctx)).date()
        found = replace(found, day=read_past_day(day, today=today))
    return found


def _person_filter(ctx: Context, typed: str) -> LogFilter:
    """A mention first, then an account, then a name among those who left traces."""
    typed = typed.replace(JOINER, "")
    account = _mentioned_address(ctx, typed) or (typed if _ACCOUNT.fullmatch(typed) else None)
    if account is None:
        return LogFilter(member_id=_member_id_by_name(ctx, typed))
    identity = ctx.store[Identities].get(account)
    if identity is not None:
        return LogFilter(member_id=identity.member_id)
    traces = ctx.store[Audit].page(Wanted(account=account), most=1)
    if not traces:
        raise NoTraceOf(typed=typed[:40], account=EXAMPLE_ACCOUNT)
    return LogFilter(account_of=traces[0].id)


def _mentioned_address(ctx: Context, typed: str) -> str | None:
    for mention in ctx.incoming.mentions:
        if mention.address and fold(mention.words) == fold(typed):
            return mention.address
    if not typed.startswith("@"):
        return None
    identity = ctx.store[Identities].with_handle(ctx.incoming.network, typed.removeprefix("@"))
    return None if identity is None else identity.address


def _member_id_by_name(ctx: Context, typed: str) -> int:
    people = ctx.store[Audit].people()
    exact = [each for each in people if fold(each[1]) == fold(typed)]
    matching = exact or [each for each in people if fold(each[1]).split()[:1] == [fold(typed)]]
    if not matching:
        raise NoTraceOf(typed=typed[:40], account=EXAMPLE_ACCOUNT)
    if len(matching) > 1:
        members = [ctx.store[Members].get(member_id) for member_id, _ in matching[:10]]
        accounts = [
            each.address
            for member in members
            if member is not None
            for each in ctx.store[Identities].of(member)
        ]
        raise SeveralLeftTraces(typed=typed[:40], accounts=accounts)
    return matching[0][0]


def _act_id(ctx: Context, typed: str) -> int:
    """The newest trace of an act, by the name of its command or by its own."""
    commands = declarations_of(ctx).commands.get(fold(typed.lstrip("/!")))
    name = commands[0].name if commands else typed
    traces = ctx.store[Audit].page(Wanted(actions=same_acts(ctx, name)), most=1)
    if not traces:
        typeable = declarations_of(ctx).commands
        acts: list[Typed | str] = [
            typeable[each][0].typed if each in typeable else each
            for each in ctx.store[Audit].actions()
        ]
        raise NoSuchAct(typed=typed[:40], acts=list(dict.fromkeys(acts))[:40] or ["–"])
    return traces[0].id


def _community_id(ctx: Context, typed: str) -> int:
    communities = ctx.store[Communities].all()
    for each in communities:
        if fold(typed) in {fold(each.slug), fold(each.name)}:
            return each.id
    raise NoSuchCommunity(typed=typed[:40], communities=[each.slug for each in communities])


def _kept_trace(ctx: JobContext, trace_id: int) -> Trace:
    return _check_found(ctx.store[Audit].get(trace_id))


def _check_found(found: Found | None) -> Found:
    """Return a value; raises if it is missing or empty because it was purged or erased."""
    if not found:
        raise TracesMovedOn(traces=TYPED_LOG)
    return found


def log_zone(ctx: JobContext) -> ZoneInfo:
    """The zone in which days are counted here."""
    return ZoneInfo("UTC") if ctx.community_or_none is None else ctx.zone


def same_acts(ctx: JobContext, action: str) -> frozenset[str]:
    """All actions with the same label, such as a command and its button."""
    acts = declarations_of(ctx).acts
    act = acts.get(action)
    same = () if act is None else (name for name, each in acts.items() if each is act)
    return frozenset({action, *same})


def act_label(ctx: JobContext, action: str) -> Words:
    """The label of an act on its own."""
    act = declarations_of(ctx).acts.get(action)
    return action if act is None else act.to_do


def act_text(ctx: JobContext, action: str, outcome: str, who: Words) -> Text:
    """An act as a sentence without its full stop."""
    act = declarations_of(ctx).acts.get(action)
    if outcome == "refused":
        if act is None:
            return text("{who} was refused “{action}”", who=who, action=action)
        return text("{who} was not allowed to {deed}", who=who, deed=act.to_do)
    if act is None:
        return text("{who}: “{action}”", who=who, action=action)
    return replace(act.did, values={"who": who})


def actor_text(trace: Trace) -> Words:
    """The actor; with the account if no role vouches for the name, which others could copy."""
    if not trace.actor:
        return text("An erased person")
    if trace.name is None:
        return text("An account ({account})", account=trace.actor)
    return f"{trace.name} ({trace.actor})" if trace.outcome == "refused" else trace.name


def detail_texts(facts: Mapping[str, object]) -> list[Words]:
    """The people and things concerned, and how many; details without words are in the sheet."""
    texts: list[Words] = []
    for name, value in facts.items():
        if name == "name":
            texts.append(str(value))
        elif name == "source":
            texts.append(text("source: {source}", source=str(value)))
        elif name == "reason":
            texts.append(text("reason: {reason}", reason=str(value)))
        elif name == "file":
            texts.append(text("into a file"))
        elif name in _FACTS and isinstance(value, int):
            texts.append(_FACTS[name](value))
    return texts
