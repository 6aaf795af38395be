"""Words, look-ups and withdrawals of portraits that several cards use."""

from collections.abc import Sequence

from bot.core import (
    Bold,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Message,
    Photo,
    Picture,
    Reader,
    Router,
    Text,
    ntext,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.portraits import MOST_ANSWERS, MOST_AT_ONCE, Place, PortraitState, length_of
from bot.domain.public_page import PagePart
from bot.domain.refusals import Final
from bot.domain.words import fold
from bot.references.portraits import portrait_card, portrait_command, portrait_photo_card
from handlers.profile import may_be_shown
from storage.files import Files
from storage.inbound import Forms
from storage.members import Member, Members
from storage.portraits import Portrait, PortraitAnswer, PortraitQuestions, Portraits
from storage.public_page import PublicParts

router = Router()

LONGEST_LABEL = 40
VISITED = "portrait"
"""The kind of portraits as subjects of visits."""
PLACES = {
    Place.ROOM: text("the rooms"),
    Place.LETTER: text("the letter"),
    Place.WEB: text("the public page"),
}
QUESTIONS = (
    text("Where do you live, and what do you like there?"),
    text("What do you do for your commune, your neighbours or the planet?"),
    text("What are you proud of?"),
    text("What are you looking for, or what could others help you with?"),
    text("What would you say to somebody who would like to begin?"),
)
"""The questions of a community that has no list of its own."""
WITHDRAWN = text("This portrait was withdrawn.")


class NoSuchPortrait(Final):
    """There is no portrait {number} here that you can read. Yours: {portrait}."""


class NoSuchPortraitQuestion(Final):
    """This question is no longer there. Your portrait: {portrait}."""


def portrait_title(name: str) -> Text:
    return text("👤 Portrait of {name}", name=name)


def portrait_lines(answers: Sequence[PortraitAnswer]) -> list[Line]:
    """The answered questions, formatted as in every place; others are left out."""
    lines: list[Line] = []
    for each in answers:
        if each.words:
            lines += ["", Bold(each.question), *each.words.split("\n")]
    return lines[1:]


def length_without(answers: Sequence[PortraitAnswer], answer: PortraitAnswer) -> int:
    """The length of all answered questions, without one of them."""
    others = (each for each in answers if each.words and each.id != answer.id)
    return sum(length_of(each.question) + length_of(each.words) + 3 for each in others)


def next_question(
    answers: Sequence[PortraitAnswer], after: PortraitAnswer | None = None
) -> PortraitAnswer | None:
    """The next question without an answer, from the first on once the last is reached."""
    is_open = [each for each in answers if is_open_question(each)]
    later = [each for each in is_open if after is not None and each.place > after.place]
    return next(iter(later or is_open), None)


def is_open_question(answer: PortraitAnswer) -> bool:
    return not (answer.words or answer.skipped or answer.voice_id)


def is_whole(answers: Sequence[PortraitAnswer]) -> bool:
    """True if there is something to show, and no voice message that waits to be typed in."""
    return any(each.words for each in answers) and all(each.voice_id is None for each in answers)


def photo_of(portrait: Portrait, name: str) -> Picture | None:
    """The photo with its caption, the same in every place."""
    if portrait.photo_id is None:
        return None
    caption = text("👤 {name}: {words}", name=name, words=portrait.photo_words)
    return Picture(Photo(portrait.photo_id), caption)


def question_label(answer: PortraitAnswer) -> Text:
    words = shortened(answer.question, LONGEST_LABEL)
    return text("{number}. {question}", number=answer.place, question=words)


def own_portrait(ctx: Context, number: int) -> Portrait:
    """The sender's own portrait in this community; raises `NoSuchPortrait`."""
    found = ctx.store[Portraits].of(ctx.community.id, ctx.member.id)
    if found is None or found.id != number:
        raise NoSuchPortrait(number=number, portrait=portrait_command.typed())
    return found


def own_answer(ctx: Context, answer_id: int) -> tuple[Portrait, PortraitAnswer]:
    """A question of the sender's own portrait; raises `NoSuchPortraitQuestion`."""
    answer = ctx.store[Portraits].answer(answer_id)
    own = ctx.store[Portraits].of(ctx.community.id, ctx.member.id)
    if answer is None or own is None or answer.portrait_id != own.id:
        raise NoSuchPortraitQuestion(portrait=portrait_command.typed())
    return own, answer


def asked_answer(ctx: Context) -> PortraitAnswer | None:
    """The question whose form is open."""
    form = ctx.store[Forms].open_in(ctx.form_room, ctx.now)
    number = "" if form is None else form.answers.get("answer_id", "")
    return ctx.store[Portraits].answer(int(number)) if number else None


def portrait_here(ctx: JobContext, number: int) -> tuple[Portrait, Member]:
    """A portrait of this community with its person; raises `NoSuchPortrait`."""
    found = ctx.store[Portraits].get(number)
    member = None if found is None else ctx.store[Members].get(found.member_id)
    if found is None or member is None or found.community_id != ctx.community.id:
        raise NoSuchPortrait(number=number, portrait=portrait_command.typed())
    return found, member


def adult_here(ctx: JobContext, portrait: Portrait) -> Member | None:
    """The person; None for minors and for people who left."""
    member = ctx.store[Members].get(portrait.member_id)
    if member is None or not may_be_shown(member):
        return None
    belongs = ctx.store[Members].membership(member, portrait.community_id) is not None
    return member if belongs else None


def public_person(ctx: JobContext, portrait: Portrait, place: Place) -> Member | None:
    """The person, if the portrait may be in this place now."""
    member = adult_here(ctx, portrait)
    if member is None or place not in ctx.store[Portraits].agreed(portrait):
        return None
    return member


def person_in_rooms(ctx: JobContext, portrait: Portrait) -> Member | None:
    """The person, if the portrait is in the rooms and may be there now."""
    return None if portrait.published_at is None else public_person(ctx, portrait, Place.ROOM)


def has_public_page(ctx: JobContext) -> bool:
    shown = ctx.store[PublicParts].shown(ctx.community.id)
    return bool(ctx.contact.public_url) and PagePart.PORTRAITS in shown


def new_questions(ctx: JobContext, had: Sequence[PortraitAnswer] = ()) -> list[str]:
    """The next questions of the community's list that a portrait does not have."""
    listed = [each.words for each in ctx.store[PortraitQuestions].of(ctx.community.id)]
    if not listed:
        reader = Reader(ctx.community.locale, ctx.zone, ctx.today)
        listed = [reader.say(each) for each in QUESTIONS]
    known = {fold(each.question) for each in had}
    new = [each for each in listed if fold(each) not in known]
    return new[: min(MOST_AT_ONCE, max(0, MOST_ANSWERS - len(had)))]


def take_out_of_rooms(ctx: JobContext, portrait: Portrait) -> None:
    """Delete its messages in rooms, or blank them where deletion is impossible."""
    if portrait.published_at is None:
        return
    portrait.published_at = None
    for card in (portrait_photo_card, portrait_card):
        card.take_away(ctx, portrait.id, instead=WITHDRAWN)


def drop_files(ctx: JobContext, portrait: Portrait) -> None:
    for file_id in ctx.store[Portraits].files([portrait.id]):
        ctx.store[Files].drop(file_id)


def state_text(portrait: Portrait, answers: Sequence[PortraitAnswer]) -> Text:
    """Progress of a portrait, for gardeners."""
    if portrait.state is PortraitState.DECLINED:
        return text("declined")
    if portrait.published_at is not None:
        return text("in the rooms")
    done = sum(bool(each.words) for each in answers)
    if portrait.state is PortraitState.ASKED and not done:
        return text("asked on {day}", day=portrait.asked_at.date())
    return ntext("{count} of {all} answered", "{count} of {all} answered", done, all=len(answers))


@router.card(portrait_card, shows=[Portrait])
def draw_portrait(ctx: JobContext, portrait_id: int) -> Card:
    """The portrait in a room, as the person agreed to it; withdrawn otherwise."""
    portrait = ctx.store[Portraits].get(portrait_id)
    member = None if portrait is None else person_in_rooms(ctx, portrait)
    if portrait is None or member is None:
        return Card(None, (WITHDRAWN,))
    lines = portrait_lines(ctx.store[Portraits].answers(portrait.id))
    return Card(portrait_title(member.name), tuple(lines))


@router.card(portrait_photo_card, shows=[Portrait])
def draw_photo(ctx: JobContext, portrait_id: int) -> Message:
    """The photo above a portrait in a room."""
    portrait = ctx.store[Portraits].get(portrait_id)
    member = None if portrait is None else person_in_rooms(ctx, portrait)
    photo = None if portrait is None or member is None else photo_of(portrait, member.name)
    return Card(None, (WITHDRAWN,)) if photo is None else photo


def portraits_button() -> Button:
    return portrait_command.button(text("Portraits"))
