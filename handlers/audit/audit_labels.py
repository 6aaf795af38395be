"""Labels of audited acts, as the features declare them; an undeclared act shows its name."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.core import JobContext, Text, Words, declarations_of, ntext, text
from storage.audit import Trace

_FACTS: Mapping[str, Callable[[int], Text]] = {
    "members": lambda count: ntext("{count} member", "{count} members", count),
    "rows": lambda count: ntext("{count} row", "{count} rows", count),
    "number": lambda number: text("number {number}", number=number),
}


def act_text(ctx: JobContext, action: str, outcome: str, who: Words) -> Text:
    """An act in a sentence without its end."""
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


def same_acts(ctx: JobContext, action: str) -> frozenset[str]:
    """All actions that are called the same, however they are reached: by a command, by a button."""
    acts = declarations_of(ctx).acts
    act = acts.get(action)
    same = () if act is None else (name for name, each in acts.items() if each is act)
    return frozenset({action, *same})


def act_label(ctx: JobContext, action: str) -> Words:
    """The label of an act standing alone."""
    act = declarations_of(ctx).acts.get(action)
    return action if act is None else act.to_do


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
