"""What the acts that leave a trace are called, in one table; an unknown one shows its name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.core import Text, Words, ntext, text
from bot.domain.roles import Post
from storage.audit import Trace


@dataclass(frozen=True, slots=True)
class Deed:
    """An act in two forms: somebody did it, and what they were not allowed to do."""

    did: Text
    to_do: Text


_GROUPS: tuple[tuple[Deed, tuple[str, ...]], ...] = (
    (
        Deed(text("{who} read the traces"), text("read the traces")),
        ("audit", "traces_page", "traces_by"),
    ),
    (
        Deed(text("{who} exported the traces"), text("export the traces")),
        ("audit file", "traces_file"),
    ),
    (Deed(text("{who} linked two accounts"), text("link two accounts")), ("link",)),
    (
        Deed(text("{who} answered a member's message"), text("answer a member's message")),
        ("letter",),
    ),
    (Deed(text("{who} opened a poll"), text("open a poll")), ("poll",)),
    (
        Deed(text("{who} closed a poll"), text("close a poll")),
        ("close", "close_poll", "close_poll_now"),
    ),
    (Deed(text("{who} withdrew a poll"), text("withdraw a poll")), ("withdraw_poll",)),
    (Deed(text("{who} added a news"), text("add a news")), ("news",)),
    (
        Deed(text("{who} put a news into the letter"), text("put a news into the letter")),
        ("news_keep",),
    ),
    (Deed(text("{who} left a news aside"), text("leave a news aside")), ("news_drop",)),
    (
        Deed(text("{who} took a news out of the letter"), text("take a news out of the letter")),
        ("news_out", "digest remove"),
    ),
    (
        Deed(text("{who} submitted the letter"), text("submit the letter")),
        ("digest submit", "digest_submit"),
    ),
    (
        Deed(text("{who} approved the letter"), text("approve the letter")),
        ("digest approve", "digest_approve"),
    ),
    (
        Deed(text("{who} asked for the letter to be corrected"), text("correct the letter")),
        ("digest correct", "digest_correct"),
    ),
    (Deed(text("{who} skipped the letter"), text("skip the letter")), ("digest skip",)),
    (
        Deed(
            text("{who} took the skipped letter up again"), text("take a skipped letter up again")
        ),
        ("digest_resume",),
    ),
    (
        Deed(text("{who} changed the title of the letter"), text("change the title of the letter")),
        ("digest title",),
    ),
    (
        Deed(
            text("{who} looked up how news get into the letter"),
            text("look up how news get into the letter"),
        ),
        ("digest add",),
    ),
    (
        Deed(
            text("{who} put the news of the letter in order"),
            text("put the news of the letter in order"),
        ),
        ("digest order",),
    ),
    (
        Deed(text("{who} chose the day of the letter"), text("choose the day of the letter")),
        ("digest schedule",),
    ),
    (
        Deed(text("{who} looked up what is to be done"), text("look up what is to be done")),
        ("todo",),
    ),
    (
        Deed(text("{who} saw to messages in doubt"), text("see to messages in doubt")),
        ("doubts_seen",),
    ),
    (
        Deed(
            text("Members who gave no sign for long were erased"),
            text("erase members who gave no sign for long"),
        ),
        ("unseen erased",),
    ),
    (
        Deed(text("Traces past their time were deleted"), text("delete traces past their time")),
        ("traces purged",),
    ),
    (Deed(text("{who} unlinked an account"), text("unlink an account")), ("unlink",)),
    (
        Deed(
            text("{who} brought a list of people to invite"),
            text("bring a list of people to invite"),
        ),
        ("members_import",),
    ),
    (
        Deed(
            text("{who} looked at a list of people to invite"),
            text("look at a list of people to invite"),
        ),
        ("import_show", "import_end", "import_remarks", "import_remarks file"),
    ),
    (
        Deed(
            text("{who} gave up a list of people to invite"),
            text("give up a list of people to invite"),
        ),
        ("import_stop",),
    ),
    (
        Deed(
            text("{who} withdrew the invitations of a list"),
            text("withdraw the invitations of a list"),
        ),
        ("import_ended",),
    ),
    (
        Deed(
            text("{who} exported the codes of those invited"),
            text("export the codes of those invited"),
        ),
        ("invite_sheet", "invite_links", "invitation_sheet file", "invitation_links file"),
    ),
    (
        Deed(text("{who} looked at who is invited"), text("look at who is invited")),
        ("invitees", "invitee_show"),
    ),
    (
        Deed(
            text("{who} gave an invited person another code"),
            text("give an invited person a code"),
        ),
        ("invitee_again",),
    ),
    (
        Deed(text("{who} withdrew somebody's invitation"), text("withdraw somebody's invitation")),
        ("invitee_out",),
    ),
    (
        Deed(
            text("{who} looked at how the register is exported"),
            text("look at how the register is exported"),
        ),
        ("members export", "members_export"),
    ),
    (
        Deed(text("{who} read the register"), text("read the register")),
        (
            "members",
            "members_by",
            "members_find",
            "members_search",
            "members_where",
            "members_place",
        ),
    ),
    (
        Deed(text("{who} exported the register"), text("export the register")),
        ("members_sheet", "members file"),
    ),
    (
        Deed(text("{who} imported people to invite"), text("import people to invite")),
        ("import_go",),
    ),
    (
        Deed(text("{who} proposed a circle to a member"), text("propose a circle to a member")),
        ("circle propose", "circle_propose"),
    ),
    (
        Deed(
            text("{who} took a proposal of a circle back"), text("take a proposal of a circle back")
        ),
        ("circle_withdraw",),
    ),
    (
        Deed(
            text("{who} set a goal for the number of members"),
            text("set a goal for the number of members"),
        ),
        ("invite goal",),
    ),
    (Deed(text("{who} announced an event"), text("announce an event")), ("event_publish",)),
    (Deed(text("{who} called an event off"), text("call an event off")), ("event cancel",)),
    (Deed(text("{who} changed an event"), text("change an event")), ("event changed",)),
    (
        Deed(text("{who} let a cancelled event take place"), text("restore a cancelled event")),
        ("event restore",),
    ),
    (
        Deed(
            text("{who} saw to the calendars that are watched"),
            text("see to the calendars that are watched"),
        ),
        (
            "event feed",
            "feed",
            "feed_add",
            "feed_again",
            "feed_look",
            "feed_new",
            "feed_remove",
            "feeds",
        ),
    ),
    (
        Deed(
            text("{who} looked through events that a calendar proposes"),
            text("look through events that a calendar proposes"),
        ),
        ("feed_after", "feed_first"),
    ),
    (
        Deed(
            text("{who} decided about an event that a calendar proposes"),
            text("decide about an event that a calendar proposes"),
        ),
        ("feed_announce", "feed_decline", "feed_retake"),
    ),
    (
        Deed(
            text("{who} decided about what a calendar changed"),
            text("decide about what a calendar changed"),
        ),
        ("feed_change", "feed_changes", "feed_leave", "feed_take"),
    ),
    (
        Deed(text("{who} changed how an event comes back"), text("change how an event comes back")),
        ("event repeat", "event_once"),
    ),
    (
        Deed(text("{who} read who comes to an event"), text("read who comes to an event")),
        ("event present", "event_roll", "event_letters", "event_seek"),
    ),
    (
        Deed(
            text("{who} noted who is at an event or is not"),
            text("note who is at an event or is not"),
        ),
        (
            *("event_came", "event add", "event_add"),
            *("event_walk", "event_walk_name", "event_walk_undo"),
        ),
    ),
    (
        Deed(text("{who} got a code for the door of an event"), text("get a code for a door")),
        ("event door", "event_door", "event_door_new"),
    ),
    (
        Deed(text("{who} exported who comes to an event"), text("export who comes to an event")),
        ("event files", "event_sheets", "event_sheet", "attendance file"),
    ),
    (
        Deed(text("{who} looked up how many came to events"), text("look up how many came")),
        ("stats",),
    ),
    (
        Deed(text("{who} told what came of an event"), text("tell what came of an event")),
        (
            "outcome",
            "outcome_tell",
            "outcome_first",
            "outcome_part",
            "outcome_account",
            "outcome_decisions",
            "outcome_step",
            "outcome_when",
            "outcome_publish",
            "outcome_close",
        ),
    ),
    (
        Deed(text("{who} saw to photos of an event"), text("see to photos of an event")),
        ("outcome_photo", "outcome_picture", "outcome_unphoto"),
    ),
    (
        Deed(
            text("{who} saw to the next step of an event"), text("see to the next step of an event")
        ),
        ("next_done", "next_drop", "next_later"),
    ),
    (
        Deed(text("{who} acted for a member"), text("act for a member")),
        ("proxy", "proxied", "proxy_polls", "proxy_poll", "proxy_events", "proxy_event"),
    ),
    (
        Deed(text("{who} passed on an answer to an event"), text("pass on an answer to an event")),
        ("proxy event", "proxy_rsvp"),
    ),
    (Deed(text("{who} passed on a vote"), text("pass on a vote")), ("proxy vote", "proxy_vote")),
    (
        Deed(
            text("{who} looked at what was done by voice"), text("look at what was done by voice")
        ),
        ("proxy_seen",),
    ),
    (
        Deed(
            text("{who} noted that somebody without a phone asked again"),
            text("note that somebody without a phone asked again"),
        ),
        ("proxy_renew",),
    ),
    (
        Deed(
            text("{who} made a new code for somebody without a phone"),
            text("make a new code for somebody without a phone"),
        ),
        ("proxy_code",),
    ),
    (
        Deed(text("{who} erased somebody without a phone"), text("erase somebody without a phone")),
        ("proxy_end", "proxy_ended"),
    ),
    (
        Deed(text("{who} saw to an absence"), text("see to an absence")),
        ("away", "away end", "away_end"),
    ),
    (
        Deed(text("{who} gave or took a seat"), text("give or take a seat")),
        ("gardener", "seat code", "seat_page", "seat_give", "seat_sure", "seat_empty", "post_drop"),
    ),
    (
        Deed(text("{who} gave a seat"), text("give a seat")),
        ("cultivator", *(f"{post} given" for post in Post)),
    ),
    (
        Deed(text("{who} took a seat back"), text("take a seat back")),
        tuple(f"{post} taken" for post in Post),
    ),
    (
        Deed(text("{who} answered a proposal"), text("answer a proposal")),
        ("circle_yes", "circle_no"),
    ),
    (
        Deed(text("{who} gave a code for a seat"), text("give a code for a seat")),
        ("seat_code", "seat_code_sure", *(f"{post} code" for post in Post)),
    ),
    (
        Deed(text("{who} set a room up"), text("set a room up")),
        ("room", "room_into", "room_tie", "room_sure", "room_take", "room_loose", "room_free"),
    ),
    (
        Deed(
            text("{who} changed how newcomers are welcomed"),
            text("change how newcomers are welcomed"),
        ),
        ("welcome", "welcome_set"),
    ),
    (
        Deed(text("{who} looked up the communities"), text("look up the communities")),
        ("communities",),
    ),
    (Deed(text("{who} made a community"), text("make a community")), ("community_new",)),
    (
        Deed(text("{who} set a community up"), text("set a community up")),
        (
            "community",
            "community_set",
            "community_put",
            "community_ask",
            "community_name",
            "community_slug",
            "community_zone",
            "community_letter",
            "community_charter",
            "community_domains",
        ),
    ),
    (
        Deed(text("{who} removed an empty community"), text("remove an empty community")),
        ("community_drop", "community_gone"),
    ),
)
DEEDS: Mapping[str, Deed] = {name: deed for deed, names in _GROUPS for name in names}

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
        elif name == "source":
            found.append(text("source: {source}", source=str(value)))
        elif name == "file":
            found.append(text("into a file"))
        elif name in _FACTS and isinstance(value, int):
            found.append(_FACTS[name](value))
    return found
