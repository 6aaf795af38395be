"""Gardeners' part: type answers in, listen to voice answers, publish portraits in the rooms."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from bot.core import (
    MOST_WAITING,
    Act,
    Answer,
    Button,
    Card,
    Context,
    Document,
    File,
    JobContext,
    Line,
    Replace,
    Router,
    Text,
    Todo,
    asks,
    at_most,
    text,
    todos,
)
from bot.domain.portraits import LONGEST_ANSWER, Place, PortraitState, check_length
from bot.domain.rates import EXPORTS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.references.portraits import (
    look_at_portrait,
    portrait_card,
    portrait_command,
    portrait_photo_card,
    portrait_thing,
    read_portrait,
    show_own_portrait,
    type_in_voice,
)
from bot.references.visits import propose_visit
from bot.vocabulary.publications import NEUTRAL, ask_if_neutral, must_be_neutral
from handlers.portraits.own_portrait import withdraw
from handlers.portraits.portrait_words import (
    PLACES,
    VISITED,
    NoSuchPortrait,
    NoSuchPortraitQuestion,
    adult_here,
    asked_answer,
    length_without,
    person_in_rooms,
    photo_of,
    portrait_here,
    portrait_lines,
    portrait_title,
    public_person,
    question_label,
    state_text,
    take_out_of_rooms,
)
from storage.communities import RoomKind
from storage.files import Files
from storage.folder import FileGone
from storage.members import Member, Members
from storage.portraits import Portrait, PortraitAnswer, Portraits

router = Router()

LOOK_AT_A_PORTRAIT = Act(text("{who} looked at a portrait"), text("look at a portrait"))
TYPE_A_PORTRAIT_IN = Act(
    text("{who} typed answers of a portrait in"), text("type answers of a portrait in")
)
PUBLISH_A_PORTRAIT = Act(
    text("{who} published a portrait in the rooms"), text("publish a portrait in the rooms")
)
WITHDRAW_A_PORTRAIT = Act(text("{who} withdrew a portrait"), text("withdraw a portrait"))

VOICE_FILE = "portrait_voice"


class NotAgreedTo(Refusal):
    """{name} did not say yes to the rooms for this text: it cannot be published there."""


class InRoomsAlready(Final):
    """This portrait is in the rooms already."""


class OwnWords(Final):
    """{name} answers this in person: only they can change it."""


@router.button(look_at_portrait, who=Role.GARDENER, trace=LOOK_AT_A_PORTRAIT)
def look(ctx: Context, number: int) -> Answer:
    """Show a portrait's progress and a gardener's actions."""
    portrait, member = portrait_here(ctx, number)
    ctx.trace(about=member)
    return gardener_card(ctx, portrait, member)


def gardener_card(ctx: Context, portrait: Portrait, member: Member, *first: Line) -> Card:
    """The whole portrait once its person agreed to a place; before, the answers of the team."""
    portraits = ctx.store[Portraits]
    answers, agreed = portraits.answers(portrait.id), portraits.agreed(portrait)
    may_read = bool(agreed) and adult_here(ctx, portrait) is not None
    shown = [each for each in answers if may_read or each.by_team]
    state = text("{name}: {state}", name=member.name, state=state_text(portrait, answers))
    lines: list[Line] = [*first, state]
    if agreed:
        names = [PLACES[each] for each in Place if each in agreed]
        lines.append(text("{name} said yes to: {places}.", name=member.name, places=names))
    elif portrait.state is not PortraitState.DECLINED:
        lines.append(
            text(
                "{name} did not say yes to any place. You read what the team typed in, and the "
                "rest once they have.",
                name=member.name,
            )
        )
    words = portrait_lines(shown)
    lines += ["", *words] if words else []
    if may_read and portrait.photo_id is not None:
        lines += ["", text("With a photo: {words}", words=portrait.photo_words)]
    title = portrait_title(member.name)
    return Card(title, tuple(lines), tuple(_rows(portrait, answers, agreed, member)))


def _rows(
    portrait: Portrait,
    answers: Sequence[PortraitAnswer],
    agreed: frozenset[Place],
    member: Member,
) -> list[tuple[Button, ...]]:
    rows: list[tuple[Button, ...]] = []
    if Place.ROOM in agreed and portrait.published_at is None:
        rows.append((publish.button(text("Publish in the rooms"), portrait.id),))
    if portrait.published_at is not None:
        rows.append((propose_visit.button(text("Propose a visit"), VISITED, portrait.id),))
    for each in answers:
        if each.voice_id is not None:
            label = text("Listen: {question}", question=question_label(each))
            rows.append((type_in_voice.button(label, each.id),))
    if portrait.state is not PortraitState.DECLINED:
        rows.append((choose_typed.button(text("Type an answer in"), portrait.id),))
    if any(each.by_team for each in answers):
        label = text("Ask {name} to read it", name=member.name)
        rows.append((ask_to_read.button(label, portrait.id),))
    if agreed or portrait.published_at is not None or portrait.in_letter_at is not None:
        label = text("Withdraw it, as {name} asks", name=member.name)
        rows.append((withdraw_for.button(label, portrait.id),))
    return [*rows, (portrait_command.button(text("All portraits")),)]


# Typing in


@router.button("portrait_type", who=Role.GARDENER, trace=TYPE_A_PORTRAIT_IN)
def choose_typed(ctx: Context, number: int) -> Replace:
    """Ask which answer a gardener types in: one that the person did not give in writing."""
    portrait, member = portrait_here(ctx, number)
    ctx.trace(about=member)
    rows = [
        (type_answer.button(question_label(each), each.id),)
        for each in ctx.store[Portraits].answers(portrait.id)
        if _may_type(portrait, each)
    ]
    back = (look_at_portrait.button(text("Back"), portrait.id),)
    line = text("Which answer did {name} give you?", name=member.name)
    if not rows:
        line = text("{name} answered all questions in person.", name=member.name)
    return Replace(Card(portrait_title(member.name), (line,), (*rows, back)))


@router.button("portrait_type_one", who=Role.GARDENER, trace=TYPE_A_PORTRAIT_IN)
def type_answer(ctx: Context, answer_id: int) -> Answer:
    """Ask a gardener for the words of an answer."""
    _typed_answer(ctx, answer_id)
    return typed_form.ask(ctx, answer_id=str(answer_id))


@router.button(type_in_voice, who=Role.GARDENER, limit=EXPORTS, trace=TYPE_A_PORTRAIT_IN)
def listen(ctx: Context, answer_id: int) -> Answer:
    """Send a voice answer in private, and ask for its words."""
    _, member, answer = _typed_answer(ctx, answer_id)
    if answer.voice_id is None:
        raise NoSuchPortraitQuestion(portrait=portrait_command.typed())
    caption = text("{name}: {question}", name=member.name, question=answer.question)
    ctx.whisper(File(VOICE_FILE, (str(answer.voice_id),), caption))
    return typed_form.ask(ctx, answer_id=str(answer_id))


@router.file(VOICE_FILE, who=Role.GARDENER)
def draw_voice(ctx: JobContext, file_id: str) -> Document:
    """A voice answer, as it came."""
    row = ctx.store[Files].get(int(file_id))
    if row is None or row.kind != VOICE_FILE:
        raise FileGone(file_id)
    return Document(row.name, row.media_type, ctx.store[Files].read(row.id))


def _typed_values(ctx: Context) -> Mapping[str, object]:
    answer = asked_answer(ctx)
    portrait = None if answer is None else ctx.store[Portraits].get(answer.portrait_id)
    member = None if portrait is None else ctx.store[Members].get(portrait.member_id)
    if answer is None or member is None:
        return {"name": "…", "question": "…"}
    return {"name": member.name, "question": answer.question}


@router.form("portrait_typed", who=Role.GARDENER, trace=TYPE_A_PORTRAIT_IN)
def typed_form(
    ctx: Context,
    answer_id: int,
    words: Annotated[
        str,
        asks("{question}\n\nWhat did {name} answer? Type their own words.", _typed_values),
        at_most(LONGEST_ANSWER),
    ],
) -> Card:
    """Keep an answer that a gardener typed in; the person reads it before anything is shown."""
    portrait, member, answer = _typed_answer(ctx, answer_id)
    others = length_without(ctx.store[Portraits].answers(portrait.id), answer)
    check_length(words, answer.question, others)
    was_voice = answer.voice_id is not None
    if answer.voice_id is not None:
        ctx.store[Files].drop(answer.voice_id)
    take_out_of_rooms(ctx, portrait)
    ctx.store[Portraits].write(answer, words, ctx.now, by_team=True)
    done = text("Typed in. {name} reads it before it is shown anywhere.", name=member.name)
    if was_voice:
        _ask_to_read(ctx, portrait, member)
        done = text("Typed in. I ask {name} to read it.", name=member.name)
    return gardener_card(ctx, portrait, member, done)


def _may_type(portrait: Portrait, answer: PortraitAnswer) -> bool:
    return portrait.state is not PortraitState.DECLINED and (answer.by_team or not answer.words)


def _typed_answer(ctx: Context, answer_id: int) -> tuple[Portrait, Member, PortraitAnswer]:
    """An answer of this community that the team may type in; raises `OwnWords`."""
    answer = ctx.store[Portraits].answer(answer_id)
    if answer is None:
        raise NoSuchPortraitQuestion(portrait=portrait_command.typed())
    portrait, member = portrait_here(ctx, answer.portrait_id)
    if not _may_type(portrait, answer):
        raise OwnWords(name=member.name)
    ctx.trace(about=member)
    return portrait, member, answer


@router.button(
    "portrait_to_read", deliberate=True, tone="", who=Role.GARDENER, trace=TYPE_A_PORTRAIT_IN
)
def ask_to_read(ctx: Context, number: int) -> Text:
    """Ask the person to read the answers typed in for them."""
    portrait, member = portrait_here(ctx, number)
    ctx.trace(about=member)
    if not _ask_to_read(ctx, portrait, member):
        return text(
            "I cannot write to {name}: they find it with {portrait}.",
            name=member.name,
            portrait=portrait_command.typed(),
        )
    return text("I ask {name} to read it.", name=member.name)


def _ask_to_read(ctx: Context, portrait: Portrait, member: Member) -> bool:
    if member.stopped_at is not None:
        return False
    line = text(
        "{name} typed in what you answered. Read it, change what you like; nobody reads it without "
        "your yes.",
        name=ctx.member.name,
    )
    read = show_own_portrait.button(text("Read my portrait"), portrait.id)
    return ctx.tell(member, Card(portrait_title(member.name), (line,), ((read,),)), calm=True)


# Publishing


@router.button(
    "portrait_publish",
    of=portrait_thing,
    deliberate=True,
    who=Role.GARDENER,
    trace=PUBLISH_A_PORTRAIT,
)
def publish(ctx: Context, number: int) -> Answer:
    """Post in the rooms exactly the text that its person agreed to."""
    return _publish(ctx, number, neutral=False)


@router.button(
    "portrait_publish_neutral",
    of=portrait_thing,
    deliberate=True,
    who=Role.GARDENER,
    trace=PUBLISH_A_PORTRAIT,
)
def publish_neutral(ctx: Context, number: int) -> Answer:
    """Publish in a pre-election period, after a check for neutrality."""
    return _publish(ctx, number, neutral=True)


def _publish(ctx: Context, number: int, *, neutral: bool) -> Answer:
    portrait, member = portrait_here(ctx, number)
    ctx.trace(about=member)
    if portrait.published_at is not None:
        raise InRoomsAlready
    if public_person(ctx, portrait, Place.ROOM) is None:
        raise NotAgreedTo(name=member.name)
    if must_be_neutral(ctx) and not neutral:
        confirm = publish_neutral.button(NEUTRAL, portrait.id)
        back = look_at_portrait.button(text("Back"), portrait.id)
        return ask_if_neutral(ctx, portrait_title(member.name), confirm, back)
    portrait.published_at = ctx.now
    for room in ctx.rooms(RoomKind.COMMUNITY):
        if portrait.photo_id is not None:
            portrait_photo_card.post(ctx, room.address, portrait.id, again=False, quiet=True)
        portrait_card.post(ctx, room.address, portrait.id, again=False)
    if member.id != ctx.member.id:
        own = show_own_portrait.button(text("My portrait"), portrait.id)
        line = text("Your portrait is in the rooms. Thank you!")
        ctx.tell(member, Card(None, (line,), ((own,),)), calm=True)
    return Replace(gardener_card(ctx, portrait, member, text("It is published in the rooms.")))


@router.button(
    "portrait_withdraw",
    deliberate=True,
    tone="danger",
    who=Role.GARDENER,
    trace=WITHDRAW_A_PORTRAIT,
)
def withdraw_for(ctx: Context, number: int) -> Replace:
    """Take a portrait out of every place, as its person asked a gardener."""
    portrait, member = portrait_here(ctx, number)
    ctx.trace(about=member)
    for place in Place:
        withdraw(ctx, portrait, place)
    done = text("It is withdrawn everywhere. Copies that others made may remain.")
    return Replace(gardener_card(ctx, portrait, member, done))


@router.button(read_portrait, who=Role.MEMBER, deep=True)
def read(ctx: Context, number: int) -> Answer:
    """Read a portrait that is in the letter or in the rooms."""
    portrait, member = portrait_here(ctx, number)
    in_letter = public_person(ctx, portrait, Place.LETTER)
    if in_letter is None and person_in_rooms(ctx, portrait) is None:
        raise NoSuchPortrait(number=number, portrait=portrait_command.typed())
    photo = photo_of(portrait, member.name)
    if photo is not None and ctx.direct:
        ctx.whisper(photo)
    lines = portrait_lines(ctx.store[Portraits].answers(portrait.id))
    return Card(portrait_title(member.name), tuple(lines))


@router.contribution(todos)
def portraits_to_do(ctx: Context) -> list[Todo]:
    """Portraits that wait to be published, and voice answers that wait to be typed in."""
    if not ctx.seats():
        return []
    portraits, here = ctx.store[Portraits], ctx.community.id
    tasks = []
    for portrait, member in portraits.agreed_to(here, Place.ROOM):
        if portrait.published_at is None:
            line = text("The portrait of {name} waits to be published.", name=member.name)
            label = text("Look at the portrait of {name}", name=member.name)
            tasks.append(Todo(line, (look_at_portrait.button(label, portrait.id),)))
    for each in portraits.voices(here, MOST_WAITING):
        line = text("A voice answer of {name} waits to be typed in.", name=each.name)
        label = text("Listen to {name} and type it in", name=each.name)
        tasks.append(Todo(line, (type_in_voice.button(label, each.answer_id),)))
    return tasks
