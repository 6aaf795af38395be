"""Portraits in the letter, on the web, in the figures and personal data; gone with their member."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.core import Context, JobContext, Router, Text, text
from bot.domain.dates.local_time import Period
from bot.domain.digest.composing import Key
from bot.domain.portraits import Place
from bot.domain.stats import Counted, FigureKind
from bot.references.digest import letter_items, letters_sent, outdated_items
from bot.references.personal_data import erasure, leaving, losses
from bot.references.portraits import read_portrait
from bot.references.stats import Figure, FigureSet, figures
from bot.references.visits import VisitSubject, visit_subjects
from bot.vocabulary.letter_items import LetterItem, Signature
from handlers.portraits.own_portrait import delete_whole
from handlers.portraits.portrait_words import (
    VISITED,
    photo_of,
    portrait_lines,
    portrait_title,
    public_person,
)
from handlers.profile import may_be_shown
from storage.digest import Digest, LetterItems
from storage.members import Member, Members
from storage.portraits import LETTER_KIND, Portrait, Portraits

router = Router()


@dataclass(frozen=True, slots=True)
class WebPortrait:
    """A portrait as the public page shows it."""

    id: int
    name: str
    answers: Sequence[tuple[str, str]]
    """Questions, each with its answer."""
    photo_id: int | None
    photo_words: str


@router.contribution(visit_subjects)
def visited_person(ctx: Context, kind: str, number: int) -> VisitSubject | None:
    """The person of a portrait; gardeners propose a visit once the portrait is in the rooms."""
    found = ctx.store[Portraits].get(number) if kind == VISITED else None
    person = None if found is None else ctx.store[Members].get(found.member_id)
    is_here = found is not None and found.community_id == ctx.community.id
    if found is None or person is None or not is_here or not may_be_shown(person):
        return None
    if found.published_at is None and person.id != ctx.member.id:
        return None
    title = text("Visit at the home of {name}", name=person.name.split()[0])
    return VisitSubject(title, person.commune, [person])


@router.contribution(letter_items, order=5)
def portraits_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The portraits whose person said yes to the letter, once each."""
    agreed = ctx.store[Portraits].agreed_to(ctx.community.id, Place.LETTER)
    return [_letter_item(ctx, *each) for each in agreed if each[0].in_letter_at is None]


@router.contribution(outdated_items)
def changed_portraits(ctx: JobContext, items: Sequence[LetterItem]) -> Collection[Key]:
    """Items of portraits that were withdrawn or changed since approval."""
    approved = {each.ref: each for each in items if each.kind == LETTER_KIND}
    if not approved:
        return set()
    agreed = ctx.store[Portraits].agreed_to(ctx.community.id, Place.LETTER)
    as_approved = {
        each.id
        for each, member in agreed
        if each.id in approved
        and _letter_item(ctx, each, member).says_the_same_as(approved[each.id])
    }
    return {(LETTER_KIND, each) for each in approved.keys() - as_approved}


@router.contribution(letters_sent)
def note_letter(ctx: JobContext, digest: Digest) -> None:
    """Mark the portraits of a sent letter: the next one does not repeat them."""
    for item in ctx.store[LetterItems].frozen(digest.id):
        portrait = ctx.store[Portraits].get(item.ref) if item.kind == LETTER_KIND else None
        if portrait is not None:
            portrait.in_letter_at = ctx.now


def _letter_item(ctx: JobContext, portrait: Portrait, member: Member) -> LetterItem:
    label = text("Read the portrait of {name}", name=member.name)
    return LetterItem(
        kind=LETTER_KIND,
        ref=portrait.id,
        headline=portrait_title(member.name),
        lines=tuple(portrait_lines(ctx.store[Portraits].answers(portrait.id))),
        button=read_portrait.button(label, portrait.id),
        signature=Signature(None, member.name, member.id),
        picture=photo_of(portrait, member.name),
    )


@router.contribution(figures)
def portrait_figures(_ctx: JobContext) -> FigureSet:
    """Portraits that came into the rooms."""
    return FigureSet(
        order=63,
        theme=text("Portraits"),
        figures=(
            Figure(
                key="portraits_published",
                title=text("Portraits published"),
                definition=text("Portraits published in the rooms that month, and not withdrawn."),
                kind=FigureKind.THINGS,
            ),
        ),
        count=_count_portraits,
    )


def _count_portraits(ctx: JobContext, period: Period) -> Mapping[str, Counted]:
    count = ctx.store[Portraits].count_published(ctx.community.id, period.since, period.until)
    return {"portraits_published": count}


@router.contribution(leaving)
def delete_portrait_here(ctx: Context, member: Member) -> None:
    """Delete the portrait of a member who leaves the community, wherever it is shown."""
    own = ctx.store[Portraits].of(ctx.community.id, member.id)
    if own is not None:
        delete_whole(ctx, own)


@router.contribution(erasure)
def delete_portraits(ctx: JobContext, member: Member) -> None:
    """Delete the portraits of an erased member in all communities."""
    for community_id in ctx.store[Members].communities_of(member):
        own = ctx.store[Portraits].of(community_id, member.id)
        if own is not None:
            delete_whole(ctx.within(community_id), own)


@router.contribution(losses)
def lost_portraits(ctx: Context, member: Member, everywhere: bool) -> list[Text]:  # noqa: FBT001 - see `losses`
    """The loss of a portrait."""
    left = ctx.store[Members].communities_of(member) if everywhere else [ctx.community.id]
    if all(ctx.store[Portraits].of(each, member.id) is None for each in left):
        return []
    return [text("Your portrait will be deleted, wherever it is shown.")]


router.personal_data(
    "portraits",
    text("Your portrait"),
    text(
        "Kept for three years after its last change; for one year if you declined it or agreed to "
        "no place. Deleted when you delete it, leave the community, or have your data erased."
    ),
    order=154,
    labels={
        "asked_at": text("asked for"),
        "changed_at": text("changed"),
        "reminded_at": text("reminded"),
        "photo_words": text("what the photo shows"),
        "published_at": text("in the rooms since"),
        "in_letter_at": text("in the letter since"),
    },
)
router.personal_data(
    "portrait_answers",
    text("The questions and answers of your portrait"),
    text("They go with your portrait. A voice message is deleted once it is typed in."),
    order=155,
    labels={
        "words": text("answer"),
        "by_team": text("typed in by the team"),
        "skipped": text("skipped"),
    },
)
router.personal_data(
    "portrait_yeses",
    text("Where your portrait may be shown"),
    text("Each yes goes when you take it back, and with your portrait."),
    order=156,
    labels={"place": text("place"), "given_at": text("given")},
)
router.personal_data(
    "portraits_asked",
    text("Portraits that you asked members for, as a gardener"),
    text("Only when; what they say is theirs. You are forgotten with your data."),
    order=157,
    labels={"asked_at": text("asked for")},
)
router.personal_data(
    "portrait_questions",
    text("Questions of portraits that you added, as a gardener"),
    text("They stay without you when you have your data erased."),
    order=158,
    labels={"words": text("question"), "added_at": text("added")},
)


def web_portrait(ctx: JobContext, number: int) -> WebPortrait | None:
    """A portrait of this community that its person lets the web show, as it is now."""
    portrait = ctx.store[Portraits].get(number)
    if portrait is None or portrait.community_id != ctx.community.id:
        return None
    member = public_person(ctx, portrait, Place.WEB)
    if member is None:
        return None
    answers = ctx.store[Portraits].answers(portrait.id)
    shown = [(each.question, each.words) for each in answers if each.words]
    return WebPortrait(portrait.id, member.name, shown, portrait.photo_id, portrait.photo_words)


def web_words(ctx: JobContext, number: int, member_id: int) -> Sequence[str] | None:
    """The words of one's own portrait, for the list of one's own things on the web."""
    found = ctx.store[Portraits].of(ctx.community.id, member_id)
    shown = None if found is None or found.id != number else web_portrait(ctx, number)
    if shown is None:
        return None
    return (shown.name, *(words for pair in shown.answers for words in pair))
