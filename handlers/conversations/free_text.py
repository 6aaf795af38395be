"""Plain words, pictures and voice messages in the direct room: always answered.

What is passed on to the gardeners names its readers before.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core import (
    Answer,
    Button,
    Buttons,
    Card,
    CommandRef,
    CommunityChoice,
    Context,
    NotYetThere,
    Router,
    Text,
    Unsent,
    Upload,
    declarations_of,
    draft_offer,
    encode_upload,
    join_command,
    menu_command,
    planned_name,
    text,
    write_command,
)
from bot.domain.rates import MESSAGES
from bot.domain.roles import Role, Seat
from bot.domain.words import fold
from bot.references.conversations import explained_words, guessed_words, named_things, other_uses
from bot.references.events import agenda_command
from handlers.conversations.intents import INTENTS
from handlers.conversations.messages import (
    LONGEST_MESSAGE,
    NobodyToWriteTo,
    gardener_to_write_to,
    is_picture,
    open_conversation,
    pass_on_file,
    reply_in_conversation,
)
from storage.communities import RoomKind
from storage.conversations import Conversation, Conversations
from storage.inbound import Forms, OpenForm
from storage.members import Member
from storage.outbound import SentMessages

router = Router()

WRITE_FORM = write_command.name
KEPT_FOR = timedelta(hours=1)
LONGEST_SHOWN = 24
MOST_OFFERED = 5
_SENT_ALREADY = text("Sent already. To write another message: {write}", write=write_command.typed())
HELLO = frozenset(
    {
        *("bonjour", "bonsoir", "salut", "coucou", "bonjour a tous", "bonjour a toutes", "bjr"),
        *("bonjour a toutes et a tous", "hello", "hi", "good morning", "hello everyone"),
    }
)
THANKS = frozenset(
    {
        *("merci", "merci beaucoup", "merci bien", "merci a vous", "merci d'avance", "super merci"),
        *("ok", "ok merci", "d'accord", "d'accord merci", "tres bien", "parfait", "super"),
        *("entendu", "bien note", "c'est note", "c'est gentil", "genial", "merci pour tout"),
        *("c'est tres gentil", "c'est parfait", "je vous remercie", "merci infiniment", "top"),
        *("thank you so much", "thank you very much", "many thanks", "that's kind", "lovely"),
        *("thanks", "thank you", "great", "ok thanks", "ok thank you", "thanks a lot", "perfect"),
    }
)
_SIGNS = frozenset("👍🙏👌👏❤ \ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
"""Signs of thanks, and modifiers of their colour."""
GOODBYE = frozenset(
    {
        *("au revoir", "merci au revoir", "merci et au revoir", "a bientot", "a plus"),
        *("bonne journee", "bonne fin de journee", "bonne soiree", "bonne nuit"),
        *("goodbye", "bye", "bye bye", "thanks bye", "see you", "see you soon"),
        *("good night", "have a nice day"),
    }
)


@router.hook("words")
def answer_words(ctx: Context) -> Answer:
    """Show what plain words ask for or name; else offer to pass them on."""
    ctx.store[Forms].forget_aside(ctx.incoming.room)
    if (answer := _feature_answer(ctx)) is not None:
        return answer
    intent = INTENTS.read(ctx.incoming.words)
    if intent is not None and _is_possible(ctx, intent):
        asked = _single_named_answer(ctx) if intent is agenda_command else None
        return asked or _intent_answer(ctx, intent)
    conversation = _answered_conversation(ctx)
    if (greeting := _greeting(ctx, may_thank=conversation is None)) is not None:
        return greeting
    return (
        _named_answer(ctx)
        or _guessed_card(ctx, conversation)
        or _offer_to_pass_on(ctx, conversation)
    )


def _feature_answer(ctx: Context) -> Answer:
    """The first answer of a feature to a member's words that it understands itself."""
    if ctx.person.circle is None:
        return None
    answers = explained_words.collect(ctx, ctx.incoming.words)
    return next((each for each in answers if each is not None), None)


def _is_possible(ctx: Context, intent: CommandRef[..., Any]) -> bool:
    """False for a command of the gardeners, unless this is one."""
    commands = declarations_of(ctx).commands[intent.name]
    roles = [each.permission.role(ctx.community_or_none) for each in commands]
    return min(roles) < Role.GARDENER or ctx.role() >= Role.GARDENER


def _intent_answer(ctx: Context, intent: CommandRef[..., Any]) -> Answer:
    """Follow an intent; a command that would act is offered as a button."""
    bare = [each for each in declarations_of(ctx).commands[intent.name] if not each.params]
    if all(each.shows for each in bare):
        return intent.follow(ctx)
    rows = tuple((each.run_button(each.label),) for each in bare)
    return Card(None, (text("Is this what you are looking for?"),), rows)


def _single_named_answer(ctx: Context) -> Answer:
    """The one thing that the words name, as in “when is the visit?”; None for none or several."""
    found = _named_buttons(ctx)
    return _opened_thing(ctx, found[0]) if len(found) == 1 else None


def _named_buttons(ctx: Context) -> list[Button]:
    return [each for listed in named_things.collect(ctx, ctx.incoming.words) for each in listed]


def _opened_thing(ctx: Context, thing: Button) -> Answer:
    name, *arguments = thing.press.split(":")
    return ctx.press(name, *arguments)


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


def _greeting(ctx: Context, *, may_thank: bool) -> Card | None:
    """The answer to a greeting, to a goodbye, or to thanks that are for the bot."""
    words = " ".join(fold(ctx.incoming.words).replace(",", " ").split()).strip(" .!?")
    thanking = may_thank and _is_thanks(words)
    if ctx.incoming.attachment is not None or not (thanking or words in HELLO | GOODBYE):
        return None
    name = ctx.person.name if ctx.person.member is None else ctx.person.member.name
    answer = text("Hello {name}! What can I do for you?", name=name)
    if words in GOODBYE:
        answer = text("See you soon, {name}!", name=name)
    elif thanking:
        answer = text("With pleasure. I am here whenever you need me.")
    return Card(None, (answer,), (_onward_buttons(ctx),))


def _is_thanks(words: str) -> bool:
    """True for thanks, for two in a row (“merci beaucoup, c'est gentil”), and for their signs."""
    parts = words.split()
    halves = [(" ".join(parts[:cut]), " ".join(parts[cut:])) for cut in range(1, len(parts))]
    return (
        words in THANKS
        or any(THANKS.issuperset(each) for each in halves)
        or (bool(words) and _SIGNS.issuperset(words))
    )


def _named_answer(ctx: Context) -> Answer:
    """The things that the words name: one is opened, several are offered."""
    if not ctx.incoming.words or ctx.incoming.attachment is not None:
        return None
    found = _named_buttons(ctx)
    if len(found) == 1:
        return _opened_thing(ctx, found[0])
    rows = tuple((each,) for each in found[:MOST_OFFERED])
    return (
        Card(None, (text("What are you looking for?"),), (*rows, _onward_buttons(ctx)))
        if found
        else None
    )


def _guessed_card(ctx: Context, conversation: Conversation | None) -> Card | None:
    """A guess at what the words mean, above the ways to pass them on; None without one.

    It may take the place of a preview, so that other answers come first.
    """
    if conversation is not None or ctx.incoming.attachment is not None:
        return None
    if ctx.person.circle is None or ctx.community_choice is CommunityChoice.OPEN:
        return None
    card = next(filter(None, guessed_words.collect(ctx, ctx.incoming.words)), None)
    if card is None:
        return None
    readers, rows = _passing_on(ctx, kept=_keep_message(ctx))
    instead = [
        text("Or send your message as it is: {names} will read it.", **each.values)
        for each in readers
    ]
    return replace(card, lines=(*card.lines, *instead), buttons=(*card.buttons, *rows))


def _offer_to_pass_on(ctx: Context, conversation: Conversation | None) -> Card:
    """Offer to pass on what was not understood, or what may answer a gardener's message."""
    draft = draft_offer(ctx)
    if not ctx.incoming.words and ctx.incoming.attachment is None:
        return Card(None, (text("What can I do for you?"),), (_onward_buttons(ctx),))
    kept = _keep_message(ctx, conversation)
    lines = [_not_understood(ctx.incoming.words)]
    if conversation is not None:
        with suppress(NobodyToWriteTo):
            _, gardener = gardener_to_write_to(ctx, conversation.member_id, Seat(conversation.seat))
            lines = [text("Is this your answer to {name}?", name=gardener.name)]
    if ctx.incoming.attachment is not None:
        lines = _received_lines(ctx, kept=kept)
    remarks, rows = _passing_on(ctx, conversation, kept=kept)
    drafts = () if draft is None else draft.buttons
    return Card(None, (*lines, *remarks), (*rows, *drafts, _onward_buttons(ctx)))


def _not_understood(words: str) -> Text:
    """State that nothing was understood, or that a named command is still to come."""
    name = planned_name(words)
    if name is None:
        return text("I did not understand.")
    planned = NotYetThere(typed=name, menu=menu_command.typed())
    return Text(planned.sentence, planned.values)


def _received_lines(ctx: Context, *, kept: bool) -> list[Text]:
    if ctx.incoming.file is not None and kept:
        return [text("It has arrived.")]
    if ctx.person.circle is None:
        return [text("I can pass this on once you are a member.")]
    return [text("I can pass on words, pictures, voice messages and files, but not this.")]


def _onward_buttons(ctx: Context) -> tuple[Button, ...]:
    """Buttons to the menu and, for strangers, to joining."""
    menu = menu_command.button(text("Menu"))
    join = join_command.button(text("Join"))
    return (join, menu) if ctx.person.circle is None else (menu,)


def _keep_message(ctx: Context, conversation: Conversation | None = None) -> bool:
    """Keep a member's message for an hour; messages of others are not kept.

    It continues the conversation of `conversation`, or begins one.
    """
    form = declarations_of(ctx).forms.get(WRITE_FORM)
    incoming = ctx.incoming
    if form is None or ctx.person.circle is None or not (incoming.words or incoming.file):
        return False
    kept: dict[str, Any] = {"words": incoming.words}
    if incoming.file is not None:
        kept["file"] = encode_upload(incoming.file)
    if conversation is not None and len(incoming.words) <= LONGEST_MESSAGE:
        kept["letter"] = conversation.id
    held = OpenForm(WRITE_FORM, ctx.said_for, kept)
    ctx.store[Forms].put_aside(incoming.room, held, ctx.now + KEPT_FOR)
    return True


def _passing_on(
    ctx: Context, conversation: Conversation | None = None, *, kept: bool
) -> tuple[list[Text], Buttons]:
    """The readers of a message, and the buttons that send it at once or ask for its words."""
    if WRITE_FORM not in declarations_of(ctx).forms or ctx.community_or_none is None:
        return [], ()
    try:
        recipient = _recipient(ctx, conversation)
    except NobodyToWriteTo:
        return [], ()
    if not kept:
        label = text("Write to the gardening team")
        if recipient is not None:
            label = text("Write to {name}", name=recipient.name)
        return [], ((write_command.ask_button(label),),)
    kept_form = ctx.store[Forms].aside_in(ctx.incoming.room, ctx.now)
    mark = 0 if kept_form is None else kept_form.mark
    is_reply = conversation is not None or ctx.incoming.attachment is not None
    is_member = ctx.person.circle is not None
    others = other_uses.collect(ctx, mark) if is_member and not is_reply else []
    rows = [(each,) for each in others if each is not None]
    return _readers(ctx), ((send_kept.button(_send_label(ctx, recipient, mark), mark),), *rows)


def _readers(ctx: Context) -> list[Text]:
    """The readers of passed-on words: both gardeners, where they have a room."""
    upload = ctx.incoming.file
    if ctx.community_choice is CommunityChoice.OPEN:
        return []
    if upload is not None and not is_picture(upload):  # goes to one of them, in private
        return []
    gardeners = list(dict.fromkeys(ctx.gardeners().values()))
    if not ctx.rooms(RoomKind.GARDENERS) or len(gardeners) < 2:  # noqa: PLR2004 - a pair
        return []
    return [text("If you send it, {names} will read it.", names=[each.name for each in gardeners])]


def _send_label(ctx: Context, recipient: Member | None, mark: int) -> Text:
    """The label that quotes the message and names its recipient."""
    name = text("the gardening team") if recipient is None else recipient.name
    upload = ctx.incoming.file
    if upload is None:
        words = Unsent(ctx.incoming.room, mark, LONGEST_SHOWN)
        return text("Send “{words}” to {name}", words=words, name=name)
    if is_picture(upload):
        return text("Send this picture to {name}", name=name)
    if upload.media_type.startswith("audio/"):
        return text("Send this voice message to {name}", name=name)
    return text("Send this file to {name}", name=name)


def _recipient(ctx: Context, conversation: Conversation | None) -> Member | None:
    """The gardener who would get it; None while the community is open. May raise a `Refusal`."""
    if ctx.community_choice is CommunityChoice.OPEN:
        return None
    writer = ctx.person.member
    first = Seat.TERRITORY if conversation is None else Seat(conversation.seat)
    return gardener_to_write_to(ctx, 0 if writer is None else writer.id, first)[1]


@router.button("write_said", deliberate=True, everywhere=False)
def send_kept(ctx: Context, mark: int) -> Answer:
    """Send what its label quotes to the gardener, once; if that is not kept, ask for words."""
    room, until = ctx.incoming.room, ctx.now + KEPT_FOR
    form = ctx.store[Forms].aside_in(room, ctx.now)
    if form is None or (form.answers and form.mark != mark):
        return write_command.ask(ctx)
    if not form.answers:
        return _SENT_ALREADY
    ctx.store[Forms].put_aside(room, OpenForm(WRITE_FORM, form.community_id, {}), until)
    if "file" in form.answers:
        ctx.incoming = replace(ctx.incoming, file=Upload(**form.answers["file"]))
    if "letter" in form.answers:
        ctx.incoming = replace(ctx.incoming, words=form.answers["words"])
        return send_reply.run(ctx, form.answers["letter"])
    if not form.answers["words"]:
        return send_file.run(ctx)
    return write_command.ask(ctx, words=form.answers["words"])


@router.button("write_file", who=Role.MEMBER, limit=MESSAGES)
def send_file(ctx: Context) -> Text:
    """Begin a conversation with a picture, a voice message or a file."""
    upload = ctx.incoming.file
    if upload is None:
        return _SENT_ALREADY
    conversation, gardener = open_conversation(ctx)
    pass_on_file(ctx, conversation, upload)
    return text("I am passing it on to {name}, whose answer will come here.", name=gardener.name)


@router.button("write_reply", who=Role.MEMBER, limit=MESSAGES)
def send_reply(ctx: Context, conversation_id: int) -> Answer:
    """Go on with a conversation in the words that were kept."""
    return reply_in_conversation(ctx, conversation_id, ctx.incoming.words)
