"""Write the words of the next digest: its title, its greeting and its introduction."""

from collections.abc import Callable
from typing import Annotated, Any, cast

from bot.core import (
    Answer,
    Card,
    CommandRef,
    Context,
    Router,
    Text,
    Where,
    Words,
    asks,
    at_most,
    reads,
    text,
)
from bot.domain.digest.contents import (
    LONGEST_INTRODUCTION,
    read_greeting,
    read_introduction,
    read_title,
)
from bot.domain.rates import MESSAGES
from bot.domain.roles import Role
from bot.references.digest import (
    DRAFT_SUBJECT,
    ORDER_SUBJECT,
    change_digest_part,
    news_command,
    show_digest_draft,
)
from handlers.digest import acts
from handlers.digest.digest_parts import GREETING, INTRODUCTION, TITLE
from handlers.digest.draft_changes import current_digest, review_button, tell_change
from handlers.digest.drafting.draft_card import PART_LABELS

router = Router()


@router.command(
    "digest title",
    fr="lettre titre",
    example=("title The composters are coming", "titre Les composteurs arrivent"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.CHANGE_THE_TITLE_OF_THE_LETTER,
)
def set_title(ctx: Context, title: Annotated[str, asks("What title for the letter?")]) -> Card:
    """Give the next letter a title."""
    digest = current_digest(ctx)
    digest.title = read_title(title)
    tell_change(ctx, digest, text("{name} changed the title of the letter.", name=ctx.member.name))
    return confirmation_card(text("The title of the letter is “{title}”.", title=digest.title))


@router.command(
    "digest greeting",
    fr="lettre accueil",
    example=("greeting Hello everybody!", "accueil Bonjour à vous !"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.CHANGE_THE_GREETING_OF_THE_LETTER,
)
def set_greeting(
    ctx: Context,
    words: Annotated[
        str,
        asks("What greeting begins the letter? A dash alone removes it."),
        reads(read_greeting),
    ],
) -> Card:
    """Write the greeting of the next letter."""
    digest = current_digest(ctx)
    digest.greeting = words
    change = text("{name} changed the greeting of the letter.", name=ctx.member.name)
    tell_change(ctx, digest, change)
    if not digest.greeting:
        return confirmation_card(text("The letter has no greeting any more."))
    return confirmation_card(text("The greeting: “{words}”", words=digest.greeting))


@router.command(
    "digest introduction",
    fr="lettre introduction",
    example=("introduction Winter is near.", "introduction L'hiver approche."),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.CHANGE_THE_INTRODUCTION_OF_THE_LETTER,
)
def set_introduction(
    ctx: Context,
    words: Annotated[
        str,
        asks("What is the introduction of the letter? A dash alone removes it."),
        reads(read_introduction),
    ],
) -> Card:
    """Write the introduction of the next letter."""
    digest = current_digest(ctx)
    digest.introduction = words
    change = text("{name} changed the introduction of the letter.", name=ctx.member.name)
    tell_change(ctx, digest, change)
    if not digest.introduction:
        return confirmation_card(text("The letter has no introduction any more."))
    return confirmation_card(text("The introduction: “{words}”", words=digest.introduction))


@router.command(
    "digest add",
    fr="lettre ajouter",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.LOOK_UP_HOW_NEWS_GET_INTO_THE_LETTER,
)
def explain_news(ctx: Context, words: str = "") -> Text:
    """See how to add news to the letter."""
    return text(
        "To add a news item to the letter: {news}, with a title, a few words and a link. Or reply "
        "{reply} to a message in a room: its author is asked first.",
        news=news_command.typed(("Title", "Titre"), "|", ("words", "texte"), "|", ("link", "lien")),
        reply=news_command.typed(),
    )


@router.button(change_digest_part, who=Role.GARDENER, trace=acts.LOOK_AT_THE_DRAFT_OF_THE_LETTER)
def ask_part(ctx: Context, part: str) -> Answer:
    """Ask for the title, the greeting or the introduction."""
    if part not in PART_COMMANDS:
        return show_digest_draft.run(ctx)
    return PART_COMMANDS[part].ask(ctx)


def _part_choices(_ctx: Context) -> list[tuple[str, Words]]:
    return list(PART_LABELS.items())


@router.form("digest_words", who=Role.GARDENER, trace=acts.CHANGE_THE_WORDS_OF_THE_LETTER)
def place_words(
    ctx: Context,
    words: Annotated[str, asks("Which words?"), at_most(LONGEST_INTRODUCTION)],
    part: Annotated[str, asks("What are these words in the letter?", choices=_part_choices)],
) -> Answer:
    """Put the words of a reply where they belong."""
    read = PART_READERS.get(part)
    if read is None:
        return show_digest_draft.run(ctx)
    return cast("Answer", PART_COMMANDS[part](ctx, read(words)))


@router.reply(ORDER_SUBJECT, limit=MESSAGES, buttons_first=True)
@router.reply(DRAFT_SUBJECT, limit=MESSAGES, buttons_first=True)
def reply_to_draft(
    ctx: Context, _id: int, words: Annotated[str, at_most(LONGEST_INTRODUCTION)]
) -> Answer:
    """Ask where words belong that answer the draft of the letter."""
    return place_words.ask(ctx, words=words)


def confirmation_card(line: Text) -> Card:
    """Confirm a change, with buttons for the next steps."""
    draft = show_digest_draft.button(text("Draft of the letter"))
    return Card(None, (line,), ((draft, review_button()),))


PART_COMMANDS: dict[str, CommandRef[..., Any]] = {
    TITLE: set_title,
    GREETING: set_greeting,
    INTRODUCTION: set_introduction,
}
PART_READERS: dict[str, Callable[[str], str]] = {
    TITLE: read_title,
    GREETING: read_greeting,
    INTRODUCTION: read_introduction,
}
