"""The letter: read through, submitted with one key, approved with the other, read by everybody.

What is put into it: see `handlers/digest/news.py`; its title, order and day:
`handlers/digest/draft.py`. It goes out at its time by itself: see `handlers/digest/due_digest.py`.
"""

from collections.abc import Sequence
from typing import Annotated

from bot.core import (
    Answer,
    Bold,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Link,
    OpenDirect,
    Replace,
    Router,
    Text,
    Toast,
    Where,
    asks,
    at_most,
    ntext,
    text,
)
from bot.domain.digest.approvals import (
    LATE_KEY,
    ROOM_LINES,
    DigestState,
    Issue,
    Key,
    TooLate,
    fingerprint,
    fits_in_a_room,
    key_of,
)
from bot.domain.refusals import Refusal
from bot.domain.roles import Hand, Role, Seat
from bot.references.digest import (
    approve_shown_digest,
    ask_digest_correction,
    digest_card,
    digest_command,
    digest_mailed_card,
    digest_schedule_command,
    news_command,
)
from bot.references.profile import settings_command
from handlers.digest import acts
from handlers.digest.approvals import approval_notes, approver_name, missing_approval_text
from handlers.digest.sending import send_digest
from storage.communities import Community, RoomKind
from storage.digest import Digest, Digests, News, NewsItems

router = Router()

TYPED_DIGEST = digest_command.typed()
ALIASES = ("digests", "lettres")
LONGEST_REASON = 500


class NoSuchDigest(Refusal):
    """No such letter has gone out here."""


class DigestChanged(Refusal):
    """This letter has changed since this message. {letter} shows it as it is now."""


class NothingToSkip(Refusal):
    """No letter is planned. {schedule} plans it."""


class NextIsInProgress(Refusal):
    """The letter after it has keys already, so this one stays skipped."""


def digest_readers(community: Community | None) -> Role:
    """The least role that may read a digest by its link, as the community chose."""
    is_public = community is not None and community.public_channel
    return Role.ANYONE if is_public else Role.MEMBER


@router.command(
    digest_command,
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.BACKSTAGE,
    theme="part",
    label=text("The letter"),
    listed=9,
    shows=True,
)
def show_digest(ctx: Context) -> Card | Text:
    """See the letter: the last one, or the next one for those who prepare it."""
    if ctx.role >= Role.GARDENER:
        return preview_card(ctx, ctx.store[Digests].current(ctx.community.id, ctx.now))
    last = ctx.store[Digests].last_sent(ctx.community.id)
    return (
        text("No letter has gone out yet.") if last is None else digest_card_in_full(ctx, last.id)
    )


@router.command(
    "digest",
    fr="lettre",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example="4",
    theme="part",
)
def show_past_digest(ctx: Context, number: int) -> Card:
    """Read a letter that went out."""
    digest = ctx.store[Digests].numbered(ctx.community.id, number)
    if digest is None or digest.state != DigestState.SENT:
        raise NoSuchDigest
    return digest_card_in_full(ctx, digest.id)


@router.button("digest", who=digest_readers, deep=True, outside=True)
def read_digest(ctx: Context, digest_id: int) -> Answer:
    """Read in full a digest that a room shows in short."""
    here = ctx.community_or_none
    digest = ctx.store[Digests].get(digest_id)
    if digest is None or here is None or digest.community_id != here.id:
        raise NoSuchDigest
    if digest.state != DigestState.SENT:
        raise NoSuchDigest
    if ctx.direct:
        return digest_card_in_full(ctx, digest.id)
    if ctx.network.deep_links:
        return OpenDirect(read_digest.link_word(ctx, digest.id))
    ctx.whisper(digest_card_in_full(ctx, digest.id))
    return Toast(text("I am sending you the letter in private."))


@router.command(
    "digest submit",
    fr="lettre soumettre",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.SUBMIT_THE_LETTER,
)
def submit_digest(ctx: Context) -> Answer:
    """Turn the first key of the letter: the other gardener is asked for the second."""
    return _submit(ctx, ctx.store[Digests].current(ctx.community.id, ctx.now))


@router.command(
    "digest approve",
    fr="lettre approuver",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.APPROVE_THE_LETTER,
)
def approve_digest(ctx: Context) -> Answer:
    """Turn the second key of the letter: it goes out at its time."""
    return _approve(ctx, ctx.store[Digests].current(ctx.community.id, ctx.now))


@router.command(
    "digest correct",
    fr="lettre corriger",
    example="corriger Le lien est faux",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.CORRECT_THE_LETTER,
)
def correct_digest(
    ctx: Context,
    why: Annotated[
        str, asks("What is to be corrected? The other gardener reads it."), at_most(LONGEST_REASON)
    ] = "",
) -> Answer:
    """Make a submitted letter a draft again, and say why."""
    key_of(ctx.member.id, ctx.hands)
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now)
    ctx.store[Digests].become(digest, digest.issue.reopen())
    asked = text("{name} wants to correct the letter: it is a draft again.", name=ctx.member.name)
    reason = (text("“{why}”", why=why),) if why.strip() else ()
    ctx.tell_other_gardeners(Card(None, (asked, *reason), ((_read_button(),),)))
    return Replace(preview_card(ctx, digest))


@router.command(
    "digest skip",
    fr="lettre passer",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.SKIP_THE_LETTER,
)
def skip_digest(ctx: Context) -> Card:
    """Let the next letter not go out; its news wait for the one after it."""
    key_of(ctx.member.id, ctx.hands)
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now)
    if digest.due_at is None:
        raise NothingToSkip(schedule=digest_schedule_command.typed())
    ctx.store[Digests].skip(digest)
    following = ctx.store[Digests].current(ctx.community.id, ctx.now).due_at
    skipped = text(
        "The letter of {due} is skipped. Its news wait for the one of {following}.",
        due=digest.due_at,
        following=following or text("a day to come"),
    )
    ctx.tell_other_gardeners(
        text("{name} skipped the letter. {skipped}", name=ctx.member.name, skipped=skipped)
    )
    resume = resume_digest.button(text("Do not skip"), digest.id)
    return Card(None, (skipped,), ((resume,),))


@router.button("digest_submit", who=Role.GARDENER, trace=acts.SUBMIT_THE_LETTER)
def submit_shown_digest(ctx: Context, digest_id: int, seen: int) -> Answer:
    """Submit the digest that was read."""
    return _submit(ctx, _unchanged_digest(ctx, digest_id, seen))


@router.button(approve_shown_digest, who=Role.GARDENER, trace=acts.APPROVE_THE_LETTER)
def approve_by_button(ctx: Context, digest_id: int, seen: int) -> Answer:
    """Approve the digest that was read; a missed one is sent at once."""
    return _approve(ctx, _unchanged_digest(ctx, digest_id, seen))


@router.button(ask_digest_correction, who=Role.GARDENER, trace=acts.CORRECT_THE_LETTER)
def ask_correction(ctx: Context) -> Answer:
    """Ask for the correction."""
    return correct_digest.ask(ctx)


@router.button("digest_resume", who=Role.GARDENER, trace=acts.TAKE_A_SKIPPED_LETTER_UP_AGAIN)
def resume_digest(ctx: Context, digest_id: int) -> Answer:
    """Resume a skipped digest."""
    key_of(ctx.member.id, ctx.hands)
    ctx.store[Digests].current(ctx.community.id, ctx.now)
    digest = ctx.store[Digests].get(digest_id)
    if digest is None or digest.community_id != ctx.community.id:
        raise NoSuchDigest
    if digest.state == DigestState.SKIPPED:
        if digest.due_at is None or digest.due_at <= ctx.now:
            raise TooLate
        if not ctx.store[Digests].unskip(digest):
            raise NextIsInProgress
        ctx.tell_other_gardeners(
            text("{name} took up the skipped letter again.", name=ctx.member.name)
        )
    return Replace(preview_card(ctx, ctx.store[Digests].current(ctx.community.id, ctx.now)))


def _submit(ctx: Context, digest: Digest) -> Answer:
    items = ctx.store[Digests].items(digest)
    key = key_of(ctx.member.id, ctx.hands)
    submitted = digest.issue.submit(key, items=len(items), unattended=ctx.unattended)
    missing = missing_approval_text(ctx, key)
    ctx.store[Digests].become(digest, submitted)
    ctx.tell_other_gardeners(preview_card(ctx, digest, to_approve=True))
    line = text("{name} submitted the letter. {missing}", name=ctx.member.name, missing=missing)
    for room in ctx.rooms(RoomKind.GARDENERS):
        if room.address != ctx.incoming.room:
            ctx.post(room.address, line)
    return Replace(preview_card(ctx, digest))


def _approve(ctx: Context, digest: Digest) -> Answer:
    issue = digest.issue
    key = key_of(ctx.member.id, ctx.hands, issue.submitted)
    if issue.state is DigestState.MISSED:
        return _send_late(ctx, digest, key)
    ctx.store[Digests].become(digest, issue.approve(key, unattended=ctx.unattended))
    approved = text("{name} approved the letter.", name=ctx.member.name)
    ctx.tell_other_gardeners(Card(None, (approved, due_text(digest.issue))))
    return Replace(preview_card(ctx, digest))


def _send_late(ctx: Context, digest: Digest, key: Key) -> Answer:
    late = digest.issue.send_late(key, ctx.now, unattended=ctx.unattended)
    ctx.store[Digests].become(digest, late)
    send_digest(ctx, digest)
    ctx.tell_other_gardeners(text("{name} sent the letter.", name=ctx.member.name))
    return Replace(text("The letter goes out now."))


def _unchanged_digest(ctx: Context, digest_id: int, seen: int) -> Digest:
    """Return the current digest if it is still what the pressed message showed."""
    digest = ctx.store[Digests].current(ctx.community.id, ctx.now)
    if digest.id != digest_id or contents_mark(digest, ctx.store[Digests].items(digest)) != seen:
        raise DigestChanged(letter=TYPED_DIGEST)
    return digest


def contents_mark(digest: Digest, items: Sequence[News]) -> int:
    return fingerprint(digest.title, [each.number for each in items])


@router.card(digest_card)
def draw_room_card(ctx: JobContext, digest_id: int) -> Card:
    """A digest in a shared room: in full if it is short, else its headlines."""
    digest, items = _digest_and_news(ctx, digest_id)
    whole = digest_lines(ctx, digest, items)
    if fits_in_a_room([_length_of(line) for line in whole if line]):
        return Card(digest_title(ctx, digest), tuple(whole))
    foot = approval_notes(ctx, digest.issue)
    room = ROOM_LINES - len(foot)
    shown = items if len(items) <= room else items[: room - 1]
    heads: list[Line] = [
        text("– {news} ({source})", news=each.told.headline, source=_source_text(ctx, each))
        for each in shown
    ]
    more = len(items) - len(shown)
    if more:
        heads.append(ntext("And {count} more.", "And {count} more.", more))
    read = read_digest.button(text("Read on"), digest.id)
    return Card(digest_title(ctx, digest), (*heads, *foot), ((read,),))


@router.card(digest_mailed_card)
def draw_private_card(ctx: JobContext, digest_id: int) -> Card:
    """A digest for a person who asked for it in private."""
    whole = digest_card_in_full(ctx, digest_id)
    why = text(
        "It comes to you because you asked for it. {settings} to change that.",
        settings=settings_command.typed(),
    )
    return Card(whole.title, (*whole.lines, "", why))


def digest_card_in_full(ctx: JobContext, digest_id: int) -> Card:
    """A digest in full."""
    digest, items = _digest_and_news(ctx, digest_id)
    return Card(digest_title(ctx, digest), tuple(digest_lines(ctx, digest, items)))


def _digest_and_news(ctx: JobContext, digest_id: int) -> tuple[Digest, Sequence[News]]:
    digest = ctx.store[Digests].get(digest_id)
    if digest is None:
        raise NoSuchDigest
    return digest, ctx.store[Digests].items(digest)


def digest_title(ctx: JobContext, digest: Digest) -> Text | str:
    if digest.title:
        return digest.title
    name = ctx.community.name
    if digest.due_at is None:
        return text("{community}: the letter", community=name)
    day = digest.due_at.astimezone(ctx.zone).date()
    return text("{community}: letter of {day}", community=name, day=day)


def digest_lines(ctx: JobContext, digest: Digest, items: Sequence[News]) -> list[Line]:
    lines: list[Line] = []
    for each in items:
        lines += [""] if lines else []
        lines += [Bold(each.title)] if each.title else []
        lines += each.words.split("\n") if each.words else []
        lines += [Link(each.link, each.link)] if each.link else []
        lines.append(_source_text(ctx, each))
    foot = approval_notes(ctx, digest.issue)
    return [*lines, "", *foot] if foot else lines


def _source_text(ctx: JobContext, news: News) -> Text:
    """The side a news comes from, its author, and when it was posted in the rooms."""
    source = _REGION if news.seat == Seat.REGION else _TERRITORY
    if news.author is not None:
        source = (
            text("From the Region, {name}", name=news.author)
            if news.seat == Seat.REGION
            else text("From the territory, {name}", name=news.author)
        )
    if news.posted_at is None:
        return source
    day = news.posted_at.astimezone(ctx.zone).date()
    return text("{source}, already told on {day}", source=source, day=day)


_REGION, _TERRITORY = text("From the Region"), text("From the territory")


def _length_of(line: Line) -> int:
    words = line.words if isinstance(line, Bold | Link) else line
    return len(words) if isinstance(words, str) else 0


def preview_card(ctx: Context, digest: Digest, *, to_approve: bool = False) -> Card:
    """The digest as it will be sent, its state, and the possible decisions."""
    items = ctx.store[Digests].items(digest)
    lines: list[Line] = digest_lines(ctx, digest, items)
    if not items:
        lines.append(
            text(
                "No news yet: nothing goes out without any. {news} adds some.",
                news=news_command.typed(),
            )
        )
    lines += ["", *_state_lines(ctx, digest)]
    if items:
        numbers = [f"{each.number}" for each in items]
        lines.append(text("News, in order: {numbers}.", numbers=numbers))
    waiting = 0 if digest.issue.takes_more else len(ctx.store[NewsItems].kept(ctx.community.id))
    if waiting:
        lines.append(
            ntext(
                "{count} news waits for the letter after it.",
                "{count} news wait for the letter after it.",
                waiting,
            )
        )
    return Card(
        digest_title(ctx, digest), tuple(lines), _decision_buttons(ctx, digest, items, to_approve)
    )


def _state_lines(ctx: Context, digest: Digest) -> list[Line]:
    issue, number = digest.issue, digest.number
    if issue.submitted is None:
        return [text("Letter {number}: draft.", number=number), due_text(issue)]
    by = approver_name(ctx, issue.submitted)
    submitted = text("Letter {number}: submitted by {name}.", number=number, name=by)
    if issue.approved is None:
        return [submitted, missing_approval_text(ctx, issue.submitted), due_text(issue)]
    if issue.approved.hand is Hand.NOBODY:
        return [submitted, due_text(issue)]
    both = text(
        "Letter {number}: submitted by {name}, approved by {other}.",
        number=number,
        name=by,
        other=approver_name(ctx, issue.approved),
    )
    return [both, due_text(issue)]


def due_text(issue: Issue) -> Text:
    """When the digest is sent."""
    if issue.due is None:
        return text(
            "No day is planned. {schedule} plans one.",
            schedule=digest_schedule_command.typed(("tuesday", "mardi"), ("8:00", "8h")),
        )
    if issue.state is DigestState.MISSED:
        return text(
            "It was due on {due} and did not go out. It can still be sent until {until}.",
            due=issue.due,
            until=issue.due + LATE_KEY,
        )
    if issue.has_both_keys:
        return text("It goes out on {due}.", due=issue.due)
    return text("It is due on {due}, with both keys.", due=issue.due)


def _decision_buttons(
    ctx: Context,
    digest: Digest,
    items: Sequence[News],
    to_approve: bool,  # noqa: FBT001
) -> tuple[tuple[Button, ...], ...]:
    """Buttons for the possible decisions; nobody is offered both approvals."""
    issue, here = digest.issue, (digest.id, contents_mark(digest, items))
    if issue.submitted is None:
        return ((submit_shown_digest.button(text("Submit"), *here),),) if items else ()
    correct = ask_digest_correction.button(text("Correct"))
    alone = issue.submitted.seat.other in ctx.unattended
    by_me = ctx.direct and issue.submitted.member_id == ctx.member.id and not alone
    mine = by_me and not to_approve
    if issue.state is DigestState.MISSED and (issue.has_both_keys or not mine):
        return ((approve_shown_digest.button(text("Send now"), *here), correct),)
    if issue.approved is not None or mine:
        return ((correct,),)
    return ((approve_shown_digest.button(text("Approve"), *here), correct),)


def _read_button() -> Button:
    return digest_command.button(text("Read the letter through"))
