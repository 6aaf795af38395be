"""One's own portrait: preview, changes, and a separate consent for each place."""

from collections.abc import Sequence

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Small,
    in_rows,
    ntext,
    quoted,
    text,
)
from bot.domain.portraits import Place
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.references.portraits import (
    answer_form,
    decline_portrait,
    look_at_portrait,
    open_portrait,
    portrait_command,
    portrait_photo_form,
    portrait_thing,
    show_own_portrait,
)
from bot.references.visits import propose_visit
from handlers.portraits.portrait_words import (
    VISITED,
    drop_files,
    has_public_page,
    is_open_question,
    is_whole,
    new_questions,
    next_question,
    own_answer,
    own_portrait,
    photo_of,
    portrait_here,
    portrait_lines,
    portrait_title,
    question_label,
    take_out_of_rooms,
)
from handlers.profile import age_check
from storage.files import Files
from storage.portraits import Portrait, PortraitAnswer, Portraits

router = Router()

COPIES = text("Copies that others made may remain.")
_YES = {
    Place.ROOM: text("Yes to the rooms"),
    Place.LETTER: text("Yes to the letter"),
    Place.WEB: text("Yes to the public page"),
}
_NO_LONGER = {
    Place.ROOM: text("Not in the rooms any more"),
    Place.LETTER: text("Not in the letter any more"),
    Place.WEB: text("Not on the public page any more"),
}
_READERS = {
    Place.ROOM: text("The rooms: everyone in them reads it."),
    Place.LETTER: text("The letter: the members and the Region read it."),
    Place.WEB: text("The public page: anyone reads it, and search engines find it."),
}
_PUBLIC_LETTER = text("The letter: anyone who has its link reads it.")
_AGREED = {
    Place.ROOM: text("The rooms: you said yes. The team publishes it."),
    Place.LETTER: text("The letter: you said yes. It is proposed for the next one."),
    Place.WEB: text("The public page: you said yes."),
}
_THERE = {
    Place.ROOM: text("The rooms: it is there."),
    Place.LETTER: text("The letter: it is there."),
    Place.WEB: _AGREED[Place.WEB],
}
_CHANGED = {
    Place.ROOM: text("The rooms: your yes was to an earlier text."),
    Place.LETTER: text("The letter: your yes was to an earlier text."),
    Place.WEB: text("The public page: your yes was to an earlier text."),
}


class NotWholeYet(Refusal):
    """There is nothing to say yes to yet: nothing is answered, or a voice message waits."""


class NoSuchPlace(Final):
    """A portrait cannot be shown there. Yours: {portrait}."""


@router.button(show_own_portrait, who=Role.MEMBER, deep=True)
def show_own(ctx: Context, number: int) -> Answer:
    """Show the whole as it will look, the photo first."""
    portrait = own_portrait(ctx, number)
    photo = photo_of(portrait, ctx.member.name)
    if photo is not None:
        ctx.whisper(photo)
    return own_portrait_card(ctx, portrait)


@router.revised(portrait_thing)
def show_again(ctx: Context, number: int) -> Answer:
    """Show a portrait as it is now: to its person, else to a gardener."""
    portrait, _ = portrait_here(ctx, number)
    if portrait.member_id == ctx.member.id:
        return own_portrait_card(ctx, portrait)
    return look_at_portrait.run(ctx, number)


def own_portrait_card(ctx: Context, portrait: Portrait, *first: Line) -> Card:
    """The preview, the places where it is shown, and all actions of its person."""
    answers = ctx.store[Portraits].answers(portrait.id)
    lines: list[Line] = [*first, *([""] if first else [])]
    has_words = any(each.words for each in answers)
    if has_words:
        lines += [*portrait_lines(answers), ""]
    else:
        lines.append(text("Nothing is answered yet. You answer here, in private, at your pace."))
    if portrait.photo_id is not None:
        lines.append(text("With your photo: {words}", words=portrait.photo_words))
    waiting = sum(each.voice_id is not None for each in answers)
    if waiting:
        lines.append(
            ntext(
                "{count} voice answer is being typed in by the team.",
                "{count} voice answers are being typed in by the team.",
                waiting,
            )
        )
    rows: list[tuple[Button, ...]] = []
    if next_question(answers) is not None:
        label = text("Go on with the questions") if has_words else text("See the first question")
        rows.append((open_portrait.button(label, portrait.id),))
    if not has_words:
        rows.append((decline_portrait.button(text("No, thank you"), portrait.id),))
    else:
        place_lines, place_rows = _place_parts(ctx, portrait, is_whole=is_whole(answers))
        lines += place_lines
        rows += place_rows
    title = portrait_title(ctx.member.name)
    return Card(title, tuple(lines), (*rows, *_change_rows(ctx, portrait, answers)))


def _place_parts(
    ctx: Context, portrait: Portrait, *, is_whole: bool
) -> tuple[list[Line], list[tuple[Button, ...]]]:
    """For each place: its readers, and the buttons to give or withdraw consent."""
    given, agreed = ctx.store[Portraits].yeses(portrait), ctx.store[Portraits].agreed(portrait)
    there = {Place.ROOM: portrait.published_at, Place.LETTER: portrait.in_letter_at}
    lines: list[Line] = []
    rows: list[tuple[Button, ...]] = []
    for each in Place:
        is_there = there.get(each) is not None
        if each is Place.WEB and each not in given and not has_public_page(ctx):
            continue
        if is_there:
            lines.append(_THERE[each])
        elif each in agreed:
            lines.append(_AGREED[each])
        elif each in given:
            lines.append(_CHANGED[each])
        else:
            is_public = each is Place.LETTER and ctx.community.public_channel
            lines.append(_PUBLIC_LETTER if is_public else _READERS[each])
        if each not in agreed and is_whole:
            rows.append((say_yes.button(_YES[each], portrait.id, each.value),))
        if each in given or (each is Place.LETTER and is_there):
            rows.append((take_back.button(_NO_LONGER[each], portrait.id, each.value),))
    yes = text("A yes to one is no yes to another, and you can take each back.")
    return [*lines, Small(yes), Small(COPIES)], rows


def _change_rows(
    ctx: Context, portrait: Portrait, answers: Sequence[PortraitAnswer]
) -> list[tuple[Button, ...]]:
    photo = text("Add a photo") if portrait.photo_id is None else text("Another photo")
    buttons = [ask_photo.button(photo, portrait.id)]
    if portrait.photo_id is not None:
        buttons.append(remove_photo.button(text("Remove the photo"), portrait.id))
    if not all(map(is_open_question, answers)):
        buttons.insert(0, choose_answer.button(text("Change an answer"), portrait.id))
    if any(each.words for each in answers):
        buttons.append(propose_visit.button(text("Propose a visit"), VISITED, portrait.id))
    if next_question(answers) is None and new_questions(ctx, answers):
        buttons.append(ask_more.button(text("Other questions"), portrait.id))
    if any(each.words for each in answers):
        buttons.append(ask_deletion.button(text("Delete it"), portrait.id))
    return list(in_rows(buttons, 2))


# A yes to each place


@router.button("portrait_yes", of=portrait_thing, deliberate=True, tone="", who=Role.MEMBER)
def say_yes(ctx: Context, number: int, place: str) -> Answer:
    """Say yes to one place, for the text that was read."""
    portrait, where = own_portrait(ctx, number), _read_place(place)
    barred = age_check(ctx, show_own_portrait.link_word(ctx, portrait.id))
    if barred is not None:
        return barred
    if not is_whole(ctx.store[Portraits].answers(portrait.id)):
        raise NotWholeYet
    if where is Place.WEB and not has_public_page(ctx):
        raise NoSuchPlace(portrait=portrait_command.typed())
    revision = portrait_thing.present(ctx, portrait.id)
    ctx.store[Portraits].say_yes(portrait, where, revision, ctx.now)
    return Replace(own_portrait_card(ctx, portrait, text("Your yes is noted. Thank you!")))


@router.button("portrait_back", who=Role.MEMBER)
def take_back(ctx: Context, number: int, place: str) -> Replace:
    """Take a yes back: it leaves this place at once, and letters that were sent."""
    portrait, where = own_portrait(ctx, number), _read_place(place)
    withdraw(ctx, portrait, where)
    done = text("It is withdrawn there. {copies}", copies=COPIES)
    return Replace(own_portrait_card(ctx, portrait, done))


def withdraw(ctx: JobContext, portrait: Portrait, place: Place) -> None:
    """Take a portrait out of one place, and forget the yes to it."""
    if place is Place.ROOM:
        take_out_of_rooms(ctx, portrait)
    ctx.store[Portraits].take_back(portrait, place, ctx.now)


def _read_place(place: str) -> Place:
    if place not in set(Place):
        raise NoSuchPlace(portrait=portrait_command.typed())
    return Place(place)


# Changes


@router.button("portrait_change", who=Role.MEMBER)
def choose_answer(ctx: Context, number: int) -> Replace:
    """Ask which answer to change."""
    portrait = own_portrait(ctx, number)
    answers = ctx.store[Portraits].answers(portrait.id)
    rows = [
        (show_answer.button(question_label(each), each.id),)
        for each in answers
        if not is_open_question(each)
    ]
    back = (show_own_portrait.button(text("Back"), portrait.id),)
    line = text("Which answer?")
    return Replace(Card(portrait_title(ctx.member.name), (line,), (*rows, back)))


@router.button("portrait_answer_look", who=Role.MEMBER)
def show_answer(ctx: Context, answer_id: int) -> Replace:
    """Show one answer, to be written anew or removed."""
    portrait, answer = own_answer(ctx, answer_id)
    lines: list[Line] = [*quoted(answer.words)]
    if answer.voice_id is not None:
        lines = [text("You answered by voice: the team types it in.")]
    elif not answer.words:
        lines = [text("You skipped this question.")]
    if portrait.published_at is not None:
        lines += ["", text("A change takes the portrait out of the rooms until your next yes.")]
    buttons = [write_anew.button(text("Write it anew"), answer.id)]
    if not answer.skipped:
        buttons.append(remove_answer.button(text("Remove it"), answer.id))
    back = (show_own_portrait.button(text("Back"), portrait.id),)
    return Replace(Card(answer.question, tuple(lines), (tuple(buttons), back)))


@router.button("portrait_answer_anew", who=Role.MEMBER)
def write_anew(ctx: Context, answer_id: int) -> Answer:
    """Ask a question once more."""
    _, answer = own_answer(ctx, answer_id)
    return answer_form.ask(ctx, answer_id=str(answer.id))


@router.button("portrait_answer_off", deliberate=True, tone="", who=Role.MEMBER)
def remove_answer(ctx: Context, answer_id: int) -> Replace:
    """Remove an answer from the portrait."""
    portrait, answer = own_answer(ctx, answer_id)
    take_out_of_rooms(ctx, portrait)
    if answer.voice_id is not None:
        ctx.store[Files].drop(answer.voice_id)
    ctx.store[Portraits].write(answer, "", ctx.now, by_team=False)
    return Replace(own_portrait_card(ctx, portrait, text("The answer is removed.")))


@router.button("portrait_more", who=Role.MEMBER)
def ask_more(ctx: Context, number: int) -> Answer:
    """Take the next questions of the community's list, five at most."""
    portrait = own_portrait(ctx, number)
    portraits = ctx.store[Portraits]
    if next_question(portraits.answers(portrait.id)) is None:
        portraits.add_questions(portrait, new_questions(ctx, portraits.answers(portrait.id)))
    return open_portrait.run(ctx, portrait.id)


@router.button("portrait_photo_ask", who=Role.MEMBER)
def ask_photo(ctx: Context, number: int) -> Answer:
    """Ask for the photo and its description."""
    return portrait_photo_form.ask(ctx, number=str(own_portrait(ctx, number).id))


@router.button("portrait_photo_off", deliberate=True, tone="", who=Role.MEMBER)
def remove_photo(ctx: Context, number: int) -> Replace:
    """Remove the photo, wherever the portrait is shown."""
    portrait = own_portrait(ctx, number)
    take_out_of_rooms(ctx, portrait)
    if portrait.photo_id is not None:
        ctx.store[Files].drop(portrait.photo_id)
        ctx.store[Portraits].set_photo(portrait, None, "", ctx.now)
    return Replace(own_portrait_card(ctx, portrait, text("The photo is removed.")))


@router.button("portrait_off", who=Role.MEMBER)
def ask_deletion(ctx: Context, number: int) -> Replace:
    """Ask whether to delete the portrait whole."""
    portrait = own_portrait(ctx, number)
    line = text("Delete your portrait, wherever it is shown? {copies}", copies=COPIES)
    yes = delete_portrait.button(text("Delete my portrait"), portrait.id)
    back = show_own_portrait.button(text("Keep it"), portrait.id)
    return Replace(Card(portrait_title(ctx.member.name), (line,), ((yes,), (back,))))


@router.button("portrait_off_yes", deliberate=True, tone="danger", who=Role.MEMBER)
def delete_portrait(ctx: Context, number: int) -> Replace:
    """Delete the portrait with its files, and take it out of every place."""
    delete_whole(ctx, own_portrait(ctx, number))
    return Replace(text("Your portrait is deleted. {copies}", copies=COPIES))


def delete_whole(ctx: JobContext, portrait: Portrait) -> None:
    """Delete a portrait wherever it is."""
    take_out_of_rooms(ctx, portrait)
    drop_files(ctx, portrait)
    ctx.store[Portraits].drop(portrait)
