"""Digests in words: sections, items and news, the parts that readers compare, and approvals."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from bot.core import (
    Bold,
    Button,
    Buttons,
    Context,
    JobContext,
    Line,
    Link,
    Quote,
    Small,
    Text,
    Words,
    ntext,
    text,
    write_command,
)
from bot.domain.addresses import shortened
from bot.domain.digest.approvals import Approval, DigestState
from bot.domain.digest.composing import Key, Section
from bot.domain.digest.contents import Part
from bot.domain.digest.news_content import NewsContent, NewsKind
from bot.domain.roles import Hand, Seat
from bot.references.digest import approve_shown_digest, ask_digest_correction, submit_shown_digest
from bot.vocabulary.audiences import audience_text
from bot.vocabulary.gardeners import approver_name
from bot.vocabulary.letter_items import LetterItem, Signature, item_words
from storage.digest import Digest, News

TITLE, GREETING, INTRODUCTION = "title", "greeting", "introduction"
SECTION_TITLES = {
    Section.FOR_YOU: text("🗳 For you"),
    Section.NEWS: text("📰 News"),
    Section.UPCOMING: text("🗓 Upcoming"),
    Section.ANSWERS: text("💬 Answers of the Region"),
    Section.CHANGED: text("✅ What it changed"),
}
MOST_BUTTONS = 6
LONGEST_HEADLINE = 150


def letter_lines(
    ctx: JobContext, digest: Digest, items: Sequence[LetterItem], *, with_audiences: bool = False
) -> list[Line]:
    """A letter in full: its opening, its items by section, and notes on its approvals."""
    lines: list[Line] = []
    for words in filter(None, (digest.greeting, digest.introduction)):
        lines += [*_gap(lines), *words.split("\n")]
    items_lines = section_lines(items, with_audiences=with_audiences)
    lines += [*_gap(lines), *items_lines] if items else []
    notes = approval_notes(ctx, digest)
    return [*lines, "", *notes] if notes else lines


def section_lines(items: Sequence[LetterItem], *, with_audiences: bool = False) -> list[Line]:
    """Items under the titles of their sections; news alone need none.

    `with_audiences`: also whom each is for, as gardeners see it.
    """
    lines: list[Line] = []
    section = None
    untitled = all(each.section == Section.NEWS for each in items)
    for each in items:
        lines += _gap(lines)
        if each.section != section and not untitled:
            lines.append(Bold(SECTION_TITLES[each.section]))
        section = each.section
        lines += item_lines(each)
        whom = audience_text(each.audience) if with_audiences else None
        lines += [] if whom is None else [Small(whom)]
    return lines


def is_section_title(line: Line) -> bool:
    return isinstance(line, Bold) and line.words in SECTION_TITLES.values()


def item_lines(item: LetterItem) -> list[Line]:
    """One item: its title, its text and its signature."""
    lines: list[Line] = [Bold(item.headline)] if item.headline else []
    lines += item.lines
    lines += [] if item.picture is None else [item.picture.caption]
    return lines if item.signature is None else [*lines, signature_text(item.signature)]


def item_headline(item: LetterItem) -> Words:
    """An item in one line, as in rooms."""
    first = next(iter(item.lines), "")
    words = first.words if isinstance(first, Link) else first
    line = item.headline or (words if isinstance(words, str | Text) else "")
    if isinstance(line, str):
        line = shortened(line, LONGEST_HEADLINE)
    if item.signature is not None:
        source = signature_text(item.signature)
        return text("– {news} ({source})", news=line, source=source)
    if item.section == Section.UPCOMING and isinstance(words, str | Text):
        return text("– {event}: {when}", event=line, when=words)
    return text("– {item}", item=line)


def signature_text(signature: Signature) -> Text:
    """The side that an item comes from, and its author."""
    if signature.seat is None:
        name = signature.name
        return text("A member") if name is None else text("{name}", name=name)
    from_region = signature.seat == Seat.REGION
    if signature.name is None:
        return text("For the Region") if from_region else text("For the territory")
    if from_region:
        return text("{name}, for the Region", name=signature.name)
    return text("{name}, for the territory", name=signature.name)


def letter_buttons(ctx: JobContext, items: Sequence[LetterItem]) -> tuple[tuple[Button, ...], ...]:
    """Buttons of the items, and one to write to the gardener."""
    rows = [(each.button,) for each in items if each.button is not None][:MOST_BUTTONS]
    gardener = ctx.gardeners().get(Seat.TERRITORY)
    if gardener is not None:
        label = text("Write to {name}", name=gardener.name)
        rows.append((write_command.ask_button(label),))
    return tuple(rows)


def _gap(lines: Sequence[Line]) -> list[Line]:
    return [""] if lines else []


def digest_title(ctx: JobContext, digest: Digest) -> Text:
    """The chosen title, else the community and the day."""
    if digest.title:
        return text("📰 {title}", title=digest.title)
    name = ctx.community.name
    if digest.due_at is None:
        return text("📰 {community}: the letter", community=name)
    day = digest.due_at.astimezone(ctx.zone).date()
    return text("📰 {community}: letter of {day}", community=name, day=day)


def news_lines(news: News) -> list[Line]:
    """One news item: its title, its text, its link and its source."""
    return [*content_lines(news.content), signed_by(news)]


def content_lines(content: NewsContent) -> list[Line]:
    """The content of one news item: its title, its text, its link and its end."""
    lines: list[Line] = [Bold(content.title)] if content.title else []
    lines += content.words.split("\n") if content.words else []
    lines += [Link(content.link, content.link)] if content.link else []
    return [*lines, *end_lines(content)]


def end_lines(news: News | NewsContent) -> list[Line]:
    """The last moment to take part in a consultation."""
    if news.kind is not NewsKind.CONSULTATION or news.until is None:
        return []
    return [text("You can take part until {until}.", until=news.until)]


def signed_by(news: News) -> Text:
    """The source of a news item, and the person who completed its text."""
    source = source_text(news)
    if news.amender is None:
        return source
    return text("{source}; text completed by {name}", source=source, name=news.amender)


def source_text(news: News) -> Text:
    return signature_text(Signature(news.signed_for, news.author))


def digest_parts(digest: Digest, items: Sequence[LetterItem]) -> list[Part]:
    """The visible parts of a digest, in order."""
    written = [Part(key, words) for key, words in opening_words(digest).items() if words]
    return [*written, *item_parts(items)]


def item_parts(items: Sequence[LetterItem]) -> list[Part]:
    parts = []
    for each in items:
        by = each.signature
        whom = {name: sorted(part) for name, part in asdict(each.audience).items()}
        until = None if each.until is None else each.until.timestamp()
        shown = [each.section, None if by is None else by.seat, item_words(each), whom, until]
        words = json.dumps(shown, sort_keys=True)
        parts.append(Part(key_word(each.key), words, None if by is None else by.member_id))
    return parts


def opening_words(digest: Digest) -> dict[str, str]:
    """The text before the items; empty parts are empty strings."""
    return {TITLE: digest.title, GREETING: digest.greeting, INTRODUCTION: digest.introduction}


def key_word(key: Key) -> str:
    """An item as a part of a digest, and in buttons: `news-7`."""
    kind, ref = key
    return f"{kind}-{ref}"


def headline_of(item: LetterItem) -> Words:
    """An item in one line: its title, else its first line."""
    first = next(iter(item.lines), "")
    words = first.words if isinstance(first, Bold | Link | Small | Quote) else first
    return item.headline or words


def approval_notes(ctx: JobContext, digest: Digest) -> list[Text]:
    """Notes on approvals by a deputy, in an absence, or without an answer of the other seat."""
    status = digest.status
    if status.approved is not None and status.approved.hand is Hand.SILENT:
        return [*_notes(ctx, status.submitted), _silence_note(ctx, digest)]
    return _notes(ctx, status.submitted, status.approved)


def _notes(ctx: JobContext, *approvals: Approval | None) -> list[Text]:
    return [
        _approval_note(ctx, each)
        for each in approvals
        if each is not None and each.hand is not Hand.HOLDER
    ]


def _approval_note(ctx: JobContext, approval: Approval) -> Text:
    from_region = approval.seat is Seat.REGION
    if approval.hand is Hand.NOBODY:
        if from_region:
            return text(
                "The Region's gardener is away: this letter was approved for the territory only."
            )
        return text(
            "The territory's gardener is away: this letter was approved for the Region only."
        )
    name = approver_name(ctx, approval)
    if from_region:
        return text("{name} acted for the Region's gardener, who is away.", name=name)
    return text("{name} acted for the territory's gardener, who is away.", name=name)


def _silence_note(ctx: JobContext, digest: Digest) -> Text:
    approved, submitted = digest.status.approved, digest.status.submitted
    name = None if submitted is None else approver_name(ctx, submitted)
    if approved is not None and approved.seat is Seat.REGION:
        return ntext(
            "Approved by {name} only: the Region did not answer within {count} hour.",
            "Approved by {name} only: the Region did not answer within {count} hours.",
            digest.alone_hours,
            name=name,
        )
    return ntext(
        "Approved by {name} only: the territory did not answer within {count} hour.",
        "Approved by {name} only: the territory did not answer within {count} hours.",
        digest.alone_hours,
        name=name,
    )


def hours_to_answer(ctx: JobContext, digest: Digest) -> int:
    """Hours that the other seat has to answer; 0 if the letter waits for it.

    They were told so when it was submitted; the community may since have chosen otherwise.
    """
    return digest.alone_hours if ctx.community.alone_after else 0


def missing_approval_text(ctx: JobContext, submitted: Approval, *, is_own: bool = False) -> Text:
    """The missing approval and its seat, or that none is needed or possible.

    `is_own` if it is the reader who has to give it.
    """
    seat = submitted.seat.other
    status = ctx.seat_statuses()[seat]
    if status.holder is not None and seat in ctx.unattended_seats():
        return text(
            "{name} is away until {day}, without a deputy: one approval is enough.",
            name=status.holder.name,
            day=status.absence.last if status.absence else None,
        )
    others = [each.name for each in status.acting if each.id != submitted.member_id]
    if others and is_own:
        return text("Your approval is still missing.")
    if others:
        return text("{name} still has to approve it.", name=others)
    if status.absence is not None:
        return text("Both gardeners are away: the letter waits.")
    if seat is Seat.REGION:
        return text("The letter cannot be approved yet: the Region's gardener has to join first.")
    return text("The letter cannot be approved yet: the territory's gardener has to join first.")


def is_own_turn(ctx: Context, digest: Digest) -> bool:
    """True if a submitted digest waits for the sender."""
    submitted = digest.status.submitted
    if submitted is None or submitted.member_id == ctx.member.id:
        return False
    return submitted.seat.other in ctx.hands()


def decision_buttons(
    ctx: Context, digest: Digest, letter: Sequence[LetterItem], *, to_approve: bool = False
) -> Buttons:
    """Buttons for the possible decisions; a person is offered one approval at most."""
    status, here = digest.status, digest.id
    if status.submitted is None:
        return ((submit_shown_digest.button(_submit_label(ctx), here),),) if letter else ()
    correct = ask_digest_correction.button(text("Correct"), here)
    alone = status.submitted.seat.other in ctx.unattended_seats()
    by_me = ctx.direct and status.submitted.member_id == ctx.member.id and not alone
    is_own = by_me and not to_approve
    alone_at = status.alone_at(hours_to_answer(ctx, digest))
    is_enough = status.has_both_approvals or (alone_at is not None and alone_at <= ctx.now)
    if status.state is DigestState.MISSED and (is_enough or not is_own):
        return ((approve_shown_digest.button(text("Send now"), here), correct),)
    if status.approved is not None or is_own:
        return ((correct,),)
    return ((approve_shown_digest.button(text("Approve"), here), correct),)


def _submit_label(ctx: Context) -> Text:
    """The label names the approver, if there is only one."""
    hands = sorted(ctx.hands())
    others = ctx.seat_statuses()[hands[0].other].acting if len(hands) == 1 else ()
    if len(others) != 1 or hands[0].other in ctx.unattended_seats():
        return text("Submit")
    return text("Submit to {name}", name=others[0].name)
