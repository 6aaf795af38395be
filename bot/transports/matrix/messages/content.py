"""Messages in Matrix form: a plain body, HTML, and buttons as reactions."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from itertools import groupby

from bot.core.messages.rendering import OwnPoll, Rendered, Span, choice_numbers, numbered, split
from bot.transports.matrix.homeserver import Json

HTML = "org.matrix.custom.html"
TEXT = "org.matrix.msc1767.text"
# No room version in use knows the stable form of polls: see MSC3381.
POLL_START = "org.matrix.msc3381.poll.start"
POLL_END = "org.matrix.msc3381.poll.end"
MOST_ANSWERS = 20
PRESSES = "io.github.terreau.presses"
"""Under it, a message of ours says what the reactions that it offers press."""
_DIGITS = ("1", "2", "3", "4", "5", "6", "7", "8", "9")
EMOJI = (*(f"{digit}\ufe0f\u20e3" for digit in _DIGITS), "\U0001f51f")
# An event is at most 65,536 bytes, and encryption makes it a third larger.
LARGEST = 40_000
_LENGTHS = (8_000, 4_000, 2_000)
_LINKS = re.compile(r"(?:https?|matrix|mailto):", re.IGNORECASE)


def pieces(rendered: Rendered) -> list[Rendered]:
    """Cut what is said into messages that fit into an event."""
    for most in _LENGTHS:
        cut = split(rendered, most)
        if all(len(json.dumps(message(piece)).encode()) <= LARGEST for piece in cut):
            break
    return cut


def in_one_piece(rendered: Rendered) -> Rendered:
    """Truncate to the size limit of one Matrix event."""
    first, *others = pieces(rendered)
    return first if not others else replace(rendered, spans=first.spans)


def message(said: Rendered, *, calling: Sequence[str] = ()) -> Json:
    """The content of a message; it calls (notifies by name) only those in `calling`."""
    spans = said.spans if not said.typed else (*said.spans, Span(f"\n\n{said.typed}"))
    content: Json = {
        "msgtype": "m.notice" if said.quiet else "m.text",
        "body": "".join(span.text for span in spans),
        "m.mentions": {"user_ids": list(calling)} if calling else {},
    }
    if any(span.bold or span.small or span.url or span.quote for span in spans):
        content |= {"format": HTML, "formatted_body": _with_marks(spans)}
    return content


def edited(content: Json, message_id: str) -> Json:
    """The content that puts `content` into a message: see "Event replacements"."""
    fallback = {**content, "body": f"* {content['body']}", "m.mentions": {}}
    fallback.pop(PRESSES, None)
    if "formatted_body" in content:
        fallback["formatted_body"] = f"* {content['formatted_body']}"
    return {
        **fallback,
        "m.new_content": content,
        "m.relates_to": {"rel_type": "m.replace", "event_id": message_id},
    }


def answering(content: Json, reply_to: str | None, thread: str) -> Json:
    """The content as an answer, in its thread: see "Rich replies" and "Threading"."""
    related: Json = {}
    if reply_to:
        related["m.in_reply_to"] = {"event_id": reply_to}
    if thread:
        related |= {"rel_type": "m.thread", "event_id": thread, "is_falling_back": not reply_to}
        related.setdefault("m.in_reply_to", {"event_id": thread})
    return {**content, "m.relates_to": related} if related else content


def reactions(rendered: Rendered) -> dict[str, str]:
    """The press behind each reaction of a message; empty where a vote would be seen."""
    presses = [each for row in rendered.choices for each in row if each.press]
    if rendered.poll is not None or len(presses) > len(EMOJI):
        return {}
    open_ones = numbered(rendered.choices, direct=False)
    numbers = choice_numbers([each.label for each in open_ones])
    if max(numbers, default=0) > len(EMOJI):
        return {}
    return {
        emoji(EMOJI[number - 1]): each.press
        for number, each in zip(numbers, open_ones, strict=True)
    }


def emoji(sign: str) -> str:
    """A sign as we compare it: some clients leave the variation selector out."""
    return sign.replace("\ufe0f", "")


def poll_start(poll: OwnPoll) -> Json:
    """A poll of Matrix's own, with its text for clients that know none (MSC3381)."""
    choices = poll.choices[:MOST_ANSWERS]
    fallback = "\n".join(
        [poll.question, *(f"{nth}. {each}" for nth, each in enumerate(choices, start=1))]
    )
    return {
        TEXT: fallback,
        "m.mentions": {},
        POLL_START: {
            "question": {TEXT: poll.question, "body": poll.question, "msgtype": "m.text"},
            "kind": "org.matrix.msc3381.poll.disclosed",
            "max_selections": poll.most,
            "answers": [
                {"id": poll.vote(nth), TEXT: each} for nth, each in enumerate(choices, start=1)
            ],
        },
    }


def poll_end(start: str, result: str) -> Json:
    """The end of a poll, with the result over all networks."""
    return {
        TEXT: result,
        "body": result,
        "m.mentions": {},
        POLL_END: {},
        "m.relates_to": {"rel_type": "m.reference", "event_id": start},
    }


def _with_marks(spans: Sequence[Span]) -> str:
    """Spans with their marks; those of one quote stand together."""
    parts: list[str] = []
    for quoted, group in groupby(spans, key=lambda each: each.quote):
        inner = "".join(map(_marked, group))
        parts.append(f"<blockquote>{inner}</blockquote>" if quoted else inner)
    return "".join(parts)


def _marked(span: Span) -> str:
    words = escape(span.text).replace("\n", "<br>")
    if span.small:
        words = f"<em>{words}</em>"
    if span.bold:
        words = f"<strong>{words}</strong>"
    if _LINKS.match(span.url):
        words = f'<a href="{escape(span.url)}">{words}</a>'
    return words
