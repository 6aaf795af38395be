"""What the acts that leave a trace are called, in one table; an unknown one shows its name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.core.messages import Text, Words, ntext, text
from storage.audit import Trace


@dataclass(frozen=True, slots=True)
class Deed:
    """An act in two forms: somebody did it, and what they were not allowed to do."""

    did: Text
    to_do: Text


_READ = Deed(text("{who} read the traces"), text("read the traces"))
_SUBMITTED = Deed(text("{who} submitted the letter"), text("submit the letter"))
_APPROVED = Deed(text("{who} approved the letter"), text("approve the letter"))
_CORRECTED = Deed(text("{who} asked for the letter to be corrected"), text("correct the letter"))
_TOOK_OUT = Deed(text("{who} took a news out of the letter"), text("take a news out of the letter"))
_CLOSED = Deed(text("{who} closed a poll"), text("close a poll"))
_REGISTER = Deed(text("{who} read the register"), text("read the register"))
_EXPORTING = Deed(
    text("{who} looked at how the register is exported"),
    text("look at how the register is exported"),
)

DEEDS: Mapping[str, Deed] = {
    "audit": _READ,
    "traces_page": _READ,
    "traces_by": _READ,
    "traces_file": Deed(text("{who} exported the traces"), text("export the traces")),
    "read": Deed(text("{who} read a register"), text("read a register")),
    "link": Deed(text("{who} linked two accounts"), text("link two accounts")),
    "letter": Deed(text("{who} answered a member's message"), text("answer a member's message")),
    "poll": Deed(text("{who} opened a poll"), text("open a poll")),
    "close": _CLOSED,
    "close_poll": _CLOSED,
    "close_poll_now": _CLOSED,
    "withdraw_poll": Deed(text("{who} withdrew a poll"), text("withdraw a poll")),
    "news": Deed(text("{who} added a news"), text("add a news")),
    "news_keep": Deed(text("{who} put a news into the letter"), text("put a news into the letter")),
    "news_drop": Deed(text("{who} left a news aside"), text("leave a news aside")),
    "news_out": _TOOK_OUT,
    "digest remove": _TOOK_OUT,
    "digest submit": _SUBMITTED,
    "digest_submit": _SUBMITTED,
    "digest approve": _APPROVED,
    "digest_approve": _APPROVED,
    "digest correct": _CORRECTED,
    "digest_correct": _CORRECTED,
    "digest skip": Deed(text("{who} skipped the letter"), text("skip the letter")),
    "digest_resume": Deed(
        text("{who} took the skipped letter up again"), text("take a skipped letter up again")
    ),
    "digest title": Deed(
        text("{who} changed the title of the letter"), text("change the title of the letter")
    ),
    "digest add": Deed(
        text("{who} looked up how news get into the letter"),
        text("look up how news get into the letter"),
    ),
    "digest order": Deed(
        text("{who} put the news of the letter in order"),
        text("put the news of the letter in order"),
    ),
    "digest schedule": Deed(
        text("{who} chose the day of the letter"), text("choose the day of the letter")
    ),
    "members": _REGISTER,
    "members_by": _REGISTER,
    "members_find": _REGISTER,
    "members_search": _REGISTER,
    "members_where": _REGISTER,
    "members_place": _REGISTER,
    "members export": _EXPORTING,
    "members_export": _EXPORTING,
    "members_sheet": Deed(text("{who} exported the register"), text("export the register")),
    "members import": Deed(
        text("{who} imported people to invite"), text("import people to invite")
    ),
    "proxy": Deed(text("{who} acted for a member"), text("act for a member")),
    "gardener": Deed(text("{who} gave or took a seat"), text("give or take a seat")),
    "room": Deed(text("{who} set a room up"), text("set a room up")),
    "community": Deed(text("{who} set a community up"), text("set a community up")),
}

_FACTS: Mapping[str, Callable[[int], Text]] = {
    "members": lambda count: ntext("{count} member", "{count} members", count),
    "rows": lambda count: ntext("{count} row", "{count} rows", count),
    "number": lambda number: text("number {number}", number=number),
}


def said(action: str, outcome: str, who: Words) -> Text:
    """An act in a sentence without its end."""
    deed = DEEDS.get(action)
    if outcome == "refused":
        if deed is None:
            return text("{who} was refused “{action}”", who=who, action=action)
        return text("{who} was not allowed to {deed}", who=who, deed=deed.to_do)
    if deed is None:
        return text("{who}: “{action}”", who=who, action=action)
    return replace(deed.did, values={"who": who})


def who(trace: Trace) -> Words:
    """Who acted; with the account where no role vouches for a name, which anybody may copy."""
    if not trace.actor:
        return text("Somebody erased")
    if trace.name is None:
        return text("Somebody ({account})", account=trace.actor)
    return f"{trace.name} ({trace.actor})" if trace.outcome == "refused" else trace.name


def alike(action: str) -> frozenset[str]:
    """All actions that are called the same, however they are reached: by a command, by a button."""
    deed = DEEDS.get(action)
    same = () if deed is None else (name for name, each in DEEDS.items() if each is deed)
    return frozenset({action, *same})


def called(action: str) -> Words:
    """What an act is called where it stands alone."""
    deed = DEEDS.get(action)
    return action if deed is None else deed.to_do


def details(facts: Mapping[str, object]) -> list[Words]:
    """To whom or to what it was done, and how much; what has no words here is in the sheet only."""
    found: list[Words] = []
    for name, value in facts.items():
        if name == "name":
            found.append(str(value))
        elif name == "file":
            found.append(text("into a file"))
        elif name in _FACTS and isinstance(value, int):
            found.append(_FACTS[name](value))
    return found
