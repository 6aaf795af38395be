"""The interview: questions one by one, answered in words, by voice or with a photo; a reminder.

Each answer is kept at once, so that nothing is lost by who stops, and goes on on another day.
"""

from collections.abc import Mapping
from typing import Annotated

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    JobContext,
    Router,
    Text,
    Upload,
    asks,
    ntext,
    read_upload,
    reads,
    text,
    together,
    written,
)
from bot.domain.portraits import (
    PHOTO_KEPT_FOR,
    VOICE_KEPT_FOR,
    PortraitState,
    check_length,
)
from bot.domain.rates import MESSAGES
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.portraits import (
    answer_form,
    decline_portrait,
    open_portrait,
    portrait_photo_form,
    show_own_portrait,
    type_in_voice,
)
from bot.vocabulary.publications import PictureSent, PictureText
from handlers.portraits.own_portrait import own_portrait_card
from handlers.portraits.portrait_words import (
    asked_answer,
    is_open_question,
    length_without,
    next_question,
    own_answer,
    own_portrait,
    photo_of,
    take_out_of_rooms,
)
from handlers.profile import age_check
from storage.files import Files
from storage.members import Members
from storage.portraits import Portrait, PortraitAnswer, Portraits

router = Router()

AT_ONCE = 20
UPLOAD_MARK = "\x00"
"""Begins a file that was sent in answer to a question."""


class NeitherWordsNorVoice(Refusal):
    """Answer in words, by a voice message or with a photo: I cannot take this file."""


def read_answer(typed: str) -> Upload | str:
    """Words, a voice message or a photo; raises `NeitherWordsNorVoice`."""
    if not typed.startswith(UPLOAD_MARK):
        return typed
    upload = read_upload(typed)
    if not upload.media_type.startswith(("audio/", "image/")):
        raise NeitherWordsNorVoice
    return upload


@router.button(open_portrait, who=Role.MEMBER, deep=True)
def go_on(ctx: Context, number: int) -> Answer:
    """Ask the next question; once all are answered, show the whole."""
    portrait = own_portrait(ctx, number)
    barred = age_check(ctx, open_portrait.link_word(ctx, portrait.id))
    if barred is not None:
        return barred
    portrait.state = PortraitState.OPEN
    return _next_step(ctx, portrait)


def _next_step(ctx: Context, portrait: Portrait, after: PortraitAnswer | None = None) -> Answer:
    question = next_question(ctx.store[Portraits].answers(portrait.id), after)
    if question is None:
        return own_portrait_card(ctx, portrait, text("These are all questions. Read the whole:"))
    return answer_form.ask(ctx, answer_id=str(question.id))


def _question_values(ctx: Context) -> Mapping[str, object]:
    """The question that is asked, and how many there are."""
    answer = asked_answer(ctx)
    if answer is None:
        return {"question": "…", "number": 1, "count": 1}
    count = len(ctx.store[Portraits].answers(answer.portrait_id))
    return {"question": answer.question, "number": answer.place, "count": count}


@router.form(answer_form, who=Role.MEMBER, limit=MESSAGES)
def keep_answer(
    ctx: Context,
    answer_id: int,
    words: Annotated[
        Upload | str | None,
        asks(
            "{number} of {count}: {question}\n\nIn words, by voice or with a photo. What you "
            "answer is kept: you can stop, and go on another day.",
            _question_values,
        ),
        reads(read_answer),
    ] = None,
) -> Answer:
    """Keep the answer, and ask the next question."""
    portrait, answer = own_answer(ctx, answer_id)
    portrait.state = PortraitState.OPEN  # who answers does not decline any more
    was_open = is_open_question(answer)
    if isinstance(words, Upload):
        return _keep_file(ctx, portrait, answer, words)
    if words is not None:
        _write(ctx, portrait, answer, words)
    elif was_open:
        answer.skipped = True
    if was_open:
        return _next_step(ctx, portrait, answer)
    return own_portrait_card(ctx, portrait)


def _write(ctx: Context, portrait: Portrait, answer: PortraitAnswer, words: str) -> None:
    others = length_without(ctx.store[Portraits].answers(portrait.id), answer)
    check_length(words, answer.question, others)
    _drop_voice(ctx, answer)
    take_out_of_rooms(ctx, portrait)
    ctx.store[Portraits].write(answer, words, ctx.now, by_team=False)


def _keep_file(ctx: Context, portrait: Portrait, answer: PortraitAnswer, upload: Upload) -> Answer:
    """Have a voice message fetched for the team; a photo becomes that of the portrait."""
    if upload.media_type.startswith("image/"):
        return portrait_photo_form.ask(ctx, number=str(portrait.id), file=written(upload))
    keep_voice.fetch(ctx, upload, key=answer.id, kept=VOICE_KEPT_FOR)
    said = text(
        "The gardening team listens to it and types your words in; then you read them. The voice "
        "message is deleted."
    )
    answers = ctx.store[Portraits].answers(portrait.id)
    others = [each for each in answers if each.id != answer.id]
    following = next_question(others, answer)
    if following is None:
        return said
    asked = answer_form.ask(ctx, answer_id=str(following.id))
    return together(said, asked)


def _drop_voice(ctx: Context, answer: PortraitAnswer) -> None:
    if answer.voice_id is not None:
        ctx.store[Files].drop(answer.voice_id)


@router.outcome("portrait_voice", who=Role.MEMBER)
def keep_voice(ctx: Context, key: int, file_id: int) -> Answer:
    """Keep a voice answer until a gardener types it in."""
    answer = ctx.store[Portraits].answer(key)
    portrait = None if answer is None else ctx.store[Portraits].get(answer.portrait_id)
    if answer is None or portrait is None or portrait.member_id != ctx.member.id:
        ctx.store[Files].drop(file_id)
        return None
    _drop_voice(ctx, answer)
    here = ctx.within(portrait.community_id)
    if answer.words:  # said anew
        take_out_of_rooms(here, portrait)
        ctx.store[Portraits].write(answer, "", ctx.now, by_team=False)
    answer.skipped, answer.voice_id, portrait.changed_at = False, file_id, ctx.now
    line = text("{name} answered a question of their portrait by voice.", name=ctx.member.name)
    listen = type_in_voice.button(text("Listen and type it in"), answer.id)
    here.tell_gardeners(Card(None, (line,), ((listen,),)))
    return None


@router.form(portrait_photo_form, who=Role.MEMBER)
def send_photo(ctx: Context, number: int, file: PictureSent, words: PictureText) -> Text:
    """Have the photo of the portrait fetched."""
    portrait = own_portrait(ctx, number)
    _drop_photo(ctx, portrait, words)
    keep_photo.fetch(ctx, file, key=portrait.id, kept=PHOTO_KEPT_FOR, photo=True)
    return text("Thank you, I am fetching the photo.")


def _drop_photo(ctx: Context, portrait: Portrait, words: str) -> None:
    """Drop the photo that there is, for another one with these words."""
    take_out_of_rooms(ctx, portrait)
    if portrait.photo_id is not None:
        ctx.store[Files].drop(portrait.photo_id)
    ctx.store[Portraits].set_photo(portrait, None, words, ctx.now)


@router.outcome("portrait_photo", who=Role.MEMBER)
def keep_photo(ctx: Context, key: int, file_id: int) -> Answer:
    """Put a fetched photo into its portrait."""
    portrait = ctx.store[Portraits].get(key)
    if portrait is None or portrait.member_id != ctx.member.id:
        ctx.store[Files].drop(file_id)
        return None
    ctx.enter(portrait.community_id)
    _drop_photo(ctx, portrait, portrait.photo_words)
    ctx.store[Portraits].set_photo(portrait, file_id, portrait.photo_words, ctx.now)
    photo = photo_of(portrait, ctx.member.name)
    if photo is not None:
        ctx.whisper(photo)
    own_row = (show_own_portrait.button(text("See the whole"), portrait.id),)
    rows: tuple[tuple[Button, ...], ...] = (own_row,)
    if next_question(ctx.store[Portraits].answers(portrait.id)) is not None:
        rows = ((open_portrait.button(text("Go on with the questions"), portrait.id),), own_row)
    return Card(None, (text("This is the photo of your portrait."),), rows)


# The job


def remind_and_tidy(ctx: JobContext) -> None:
    """Remind of open questions once, and take out of rooms what may not be there any more."""
    for portrait in ctx.store[Portraits].to_remind(ctx.now, AT_ONCE):
        portrait.reminded_at = ctx.now
        _remind(ctx.within(portrait.community_id), portrait)
    for portrait in ctx.store[Portraits].to_take_out(AT_ONCE):
        take_out_of_rooms(ctx.within(portrait.community_id), portrait)


def _remind(ctx: JobContext, portrait: Portrait) -> None:
    """Write once to a person whose questions wait, as one of their unasked messages."""
    member = ctx.store[Members].get(portrait.member_id)
    if member is None or member.adult is False or member.stopped_at is not None:
        return
    answers = ctx.store[Portraits].answers(portrait.id)
    count = sum(map(is_open_question, answers))
    line = ntext(
        "{count} question of your portrait waits. This is the only reminder.",
        "{count} questions of your portrait wait. This is the only reminder.",
        count,
    )
    rows = [(open_portrait.button(text("Go on with the questions"), portrait.id),)]
    if not any(each.words for each in answers):
        rows.append((decline_portrait.button(text("No, thank you"), portrait.id),))
    title = text("👤 Your portrait in {community}?", community=ctx.community.name)
    ctx.tell(member, Card(title, (line,), tuple(rows)), unasked=True)
