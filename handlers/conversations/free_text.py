"""Plain words, pictures and voice messages in the direct room: always answered.

First what a feature knows for certain, then the things that the words name, then what the model of
intents makes of them; else they are offered to the gardeners.
"""

from contextlib import suppress

from bot.core import (
    Answer,
    Button,
    Card,
    CommunityChoice,
    Context,
    Router,
    Text,
    ask_before_words,
    draft_offer,
    plain_words,
    text,
)
from bot.domain.conversations import is_sign_of_thanks
from bot.domain.roles import Seat
from bot.domain.words import name_words
from bot.references.conversations import (
    explained_words,
    forwarded_messages,
    guessed_words,
    named_things,
    step_answers,
)
from handlers.conversations.messages import NobodyToWriteTo, gardener_to_write_to
from handlers.conversations.passing_on import (
    keep_message,
    kept_words,
    onward_buttons,
    passing_on,
    recipient_name,
)
from handlers.conversations.understanding import (
    is_member_here,
    is_small_talk,
    is_sure_wish,
    return_thanks,
    sure_intent_button,
    understood_answer,
    with_ways_to_pass_on,
)
from storage.conversations import Conversation, Conversations
from storage.inbound import Forms
from storage.outbound import SentMessages

router = Router()

MOST_OFFERED = 5


@router.contribution(plain_words)
def answer_words(ctx: Context) -> Answer:
    """Show what plain words ask for or name; else offer to pass them on."""
    ctx.store[Forms].forget_aside(ctx.incoming.room)
    words = ctx.incoming.words
    if ctx.person.circle is not None:
        if (forwarded := forwarded_messages.first(ctx)) is not None:
            return with_ways_to_pass_on(ctx, forwarded)
        if (explained := explained_words.first(ctx, words)) is not None:
            return explained
    conversation = _answered_conversation(ctx)
    if conversation is not None or not words or ctx.incoming.attachment is not None:
        return _offer_to_pass_on(ctx, conversation)
    if is_sign_of_thanks(words):
        return return_thanks(ctx)
    if (answered := _step_answer(ctx)) is not None:
        return answered
    if not is_small_talk(words) and (which := ask_before_words(ctx)) is not None:
        return which
    if named := _named_answer(ctx):
        return named
    # A feature's guess may take the place of a preview, so that other answers come first.
    guessed = guessed_words.collect(ctx, words) if is_member_here(ctx) else []
    if (guess := next(filter(None, guessed), None)) is not None:
        return with_ways_to_pass_on(ctx, guess)
    return understood_answer(ctx) or _offer_to_pass_on(ctx, conversation)


def _answered_conversation(ctx: Context) -> Conversation | None:
    """The conversation of the newest message in this room, if its member writes below it."""
    about = ctx.store[SentMessages].newest_about(ctx.incoming.room)
    kind, _, key = (about or "").partition(":")
    me = ctx.person.member
    conversation = ctx.store[Conversations].get(int(key)) if kind == "letter" else None
    if conversation is None or me is None or conversation.member_id != me.id:
        return None
    ctx.enter(conversation.community_id)
    ctx.community_choice = CommunityChoice.NAMED
    return conversation


def _step_answer(ctx: Context) -> Answer:
    """The answer to words that answer a question of the card shown last."""
    if ctx.person.circle is None:
        return None
    words = ctx.incoming.words
    return step_answers.first(
        ctx, words, lambda: is_sure_wish(ctx, words) or bool(_named_buttons(ctx))
    )


def _named_buttons(ctx: Context) -> list[Button]:
    return [each for listed in named_things.collect(ctx, ctx.incoming.words) for each in listed]


def _named_answer(ctx: Context) -> Answer:
    """The things that the words name: one is opened, several are offered."""
    found = _named_buttons(ctx)
    if len(found) == 1:
        name, *arguments = found[0].press.split(":")
        return ctx.press(name, *arguments)
    rows = tuple((each,) for each in found[:MOST_OFFERED])
    card = Card(None, (text("What are you looking for?"),), (*rows, onward_buttons(ctx)))
    return card if found else None


def _offer_to_pass_on(ctx: Context, conversation: Conversation | None) -> Card:
    """Offer to pass on what was not understood, or what may answer a gardener's message."""
    draft = draft_offer(ctx)
    if not ctx.incoming.words and ctx.incoming.attachment is None:
        return Card(None, (text("What can I do for you?"),), (onward_buttons(ctx),))
    kept = keep_message(ctx, conversation)
    lines = [_addressed(ctx) or text("I did not understand.")]
    guess: Button | None = None
    if conversation is not None:
        with suppress(NobodyToWriteTo):
            _, gardener = gardener_to_write_to(ctx, conversation.member_id, Seat(conversation.seat))
            lines = [text("Is this your answer to {name}?", name=gardener.name)]
            guess = sure_intent_button(ctx, kept_words(ctx)[1])
    if ctx.incoming.attachment is not None:
        lines = _received_lines(ctx, kept=kept)
    remarks, rows = passing_on(ctx, conversation, kept=kept)
    guesses = () if guess is None else ((guess,),)
    drafts = () if draft is None else draft.buttons
    return Card(None, (*lines, *remarks), (*rows, *guesses, *drafts, onward_buttons(ctx)))


def _addressed(ctx: Context) -> Text | None:
    """The question whether words that name the gardener are a message to them."""
    name = recipient_name(ctx) if is_member_here(ctx) else None
    if not isinstance(name, str) or set(name_words(name)).isdisjoint(
        name_words(ctx.incoming.words)
    ):
        return None
    return text("Send this message to {name}?", name=name)


def _received_lines(ctx: Context, *, kept: bool) -> list[Text]:
    if ctx.incoming.file is not None and kept:
        return [text("It has arrived.")]
    if ctx.person.circle is None:
        return [text("I can pass this on once you are a member.")]
    return [text("I can pass on words, pictures, voice messages and files, but not this.")]
