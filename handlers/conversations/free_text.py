"""Free text, pictures and voice messages in the direct room: always answered."""

from datetime import timedelta
from typing import Any

from bot.core import (
    Answer,
    Button,
    Card,
    CommandRef,
    CommunityChoice,
    Context,
    Line,
    Router,
    Text,
    declarations_of,
    join_command,
    menu_command,
    text,
    write_command,
)
from bot.domain.roles import Seat
from bot.domain.words import fold
from handlers.conversations.intents import INTENTS
from storage.inbound import Forms, OpenForm

router = Router()

WRITE_FORM = write_command.name
_TYPED_WRITE = write_command.typed()
KEPT_FOR = timedelta(hours=1)
HELLO = frozenset({"bonjour", "bonsoir", "salut", "coucou", "hello", "hi", "good morning"})
THANKS = frozenset({"merci", "merci beaucoup", "merci bien", "thanks", "thank you", "ok", "super"})


@router.hook("words")
def answer_words(ctx: Context) -> Answer:
    """Follow the intent of a message in plain words; without one, offer to pass it on."""
    intent = INTENTS.read(ctx.incoming.words)
    return _ways_card(ctx) if intent is None else _intent_answer(ctx, intent)


def _intent_answer(ctx: Context, intent: CommandRef[..., Any]) -> Answer:
    """Follow an intent; a command that would act is offered as a button."""
    bare = [each for each in declarations_of(ctx).commands[intent.name] if not each.params]
    if all(each.shows for each in bare):
        return intent.follow(ctx)
    rows = tuple((each.run_button(each.label),) for each in bare)
    return Card(None, (text("Is this what you are looking for?"),), rows)


def _ways_card(ctx: Context) -> Card:
    """Offer what can be done with a message; a member's words are kept for an hour."""
    words = fold(ctx.incoming.words).strip(" .!?,")
    greeting = words in HELLO | THANKS
    ctx.store[Forms].forget_aside(ctx.incoming.room)
    if ctx.incoming.words and not greeting:
        _keep_words(ctx)
    return Card(None, tuple(_answer_lines(ctx, words)), _answer_buttons(ctx))


@router.button("write_said", everywhere=False)
def send_kept_words(ctx: Context) -> Answer:
    """Send the kept words to the gardener once; without any, ask for them."""
    room, until = ctx.incoming.room, ctx.now + KEPT_FOR
    form = ctx.store[Forms].aside_in(room, ctx.now)
    if form is None:
        return write_command.ask(ctx)
    if not form.answers:
        return text("This has gone already. {write} says more.", write=_TYPED_WRITE)
    ctx.store[Forms].put_aside(room, OpenForm(WRITE_FORM, form.community_id, {}), until)
    return write_command.ask(
        ctx, **{question: str(words) for question, words in form.answers.items()}
    )


def _answer_lines(ctx: Context, words: str) -> list[Line]:
    name = ctx.person.name if ctx.person.member is None else ctx.person.member.name
    if words in HELLO:
        return [text("Hello {name}! What can I do for you?", name=name)]
    if words in THANKS:
        return [text("With pleasure. I am here whenever you need me.")]
    lines: list[Line] = []
    if ctx.incoming.attachment is not None:
        lines.append(text("I have it, but I cannot pass on files, pictures or voice messages yet."))
        if not ctx.incoming.words:
            lines.append(text("Say it in a few words, and I pass them on."))
    if ctx.incoming.words:
        lines.append(text("I am only a bot: who shall read this?"))
    return lines or [text("What can I do for you?")]


def _answer_buttons(ctx: Context) -> tuple[tuple[Button, ...], ...]:
    rows = []
    if WRITE_FORM in declarations_of(ctx).forms and ctx.community_or_none is not None:
        rows.append((send_kept_words.button(_recipient_label(ctx)),))
    menu = menu_command.button(text("Menu"))
    joining = () if ctx.person.circle is not None else (join_command.button(text("Join")),)
    return (*rows, (*joining, menu))


def _recipient_label(ctx: Context) -> Text:
    gardeners = {} if ctx.community_choice is CommunityChoice.OPEN else ctx.gardeners()
    for seat in (Seat.TERRITORY, Seat.REGION):
        gardener = gardeners.get(seat)
        if gardener is not None and gardener is not ctx.person.member:
            return text("Write to {name}", name=gardener.name)
    return text("Write to those who tend the community")


def _keep_words(ctx: Context) -> None:
    """Keep a member's words; those of others are not kept."""
    form = declarations_of(ctx).forms.get(WRITE_FORM)
    if form is None or ctx.person.circle is None:
        return
    question = next(each.name for each in form.params if each.question)
    kept = OpenForm(WRITE_FORM, ctx.said_for, {question: ctx.incoming.words})
    ctx.store[Forms].put_aside(ctx.incoming.room, kept, ctx.now + KEPT_FOR)
