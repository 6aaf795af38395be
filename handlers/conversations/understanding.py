"""Wishes in plain words and small talk: what is understood is shown, what may be meant is offered.

Nothing is done by words alone: an intent shows a card, a list, or a form that repeats them.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.core import (
    Answer,
    Button,
    Card,
    CommunityChoice,
    Context,
    Router,
    declarations_of,
    join_command,
    menu_command,
    text,
    write_command,
)
from bot.domain.conversations import asks_something
from bot.domain.intents import Interpretation, Verdict, clauses_of, understand
from bot.domain.roles import Role
from bot.references.conversations import Intent, intents, question_readers, send_kept
from bot.references.reports import report_command
from handlers.conversations.passing_on import (
    keep_message,
    kept_words,
    onward_buttons,
    other_use_rows,
    passing_on,
    readers_lines,
    recipient_name,
)

router = Router()

SENTENCE = 3
"""So many words may say more than the command that shows what they ask for."""
WHOLE = 0
"""The part of a message that is all of it; its clauses are counted from 1."""


SMALL_TALK = frozenset({"greeting", "thanks", "goodbye"})


def understood_answer(ctx: Context) -> Answer:
    """Show what the words surely ask for, or offer their two likeliest meanings; else None."""
    words, known = ctx.incoming.words, _possible_intents(ctx)
    several = _surely_asked(known, words)
    if len(several) > 1 and is_member_here(ctx):
        return _one_by_one_card(ctx, several)
    decision = _decision(known, words)
    if decision.verdict is not Verdict.SURE and several:
        return _sure_answer(ctx, *several[0], words)
    found = [known[each] for each in decision.intents]
    joining = [each for each in found if each.command is join_command]
    if joining and ctx.person.circle is None:  # what else is meant is for members
        return _sure_answer(ctx, joining[0], WHOLE, words)
    asks_people = decision.verdict is Verdict.UNKNOWN or any(each.is_question for each in found[:1])
    if is_member_here(ctx) and asks_something(words) and asks_people:
        shown = _shown(ctx, found[0], words) if decision.verdict is Verdict.SURE else None
        return shown or question_card(ctx)
    match decision.verdict:
        case Verdict.SURE:
            return _sure_answer(ctx, found[0], WHOLE, words)
        # No small talk has a number, such as a choice of a poll.
        case Verdict.UNSURE if found[0].name in SMALL_TALK and not any(map(str.isdecimal, words)):
            return _small_talk_card(ctx, found[0])
        case Verdict.UNSURE if found[0].card and {each.card for each in found} == {found[0].card}:
            return _sure_answer(ctx, found[0], WHOLE, words)
        case Verdict.UNSURE:
            return _guesses_card(ctx, found)
        case Verdict.UNKNOWN:
            return None


def sure_intent_button(ctx: Context, mark: int) -> Button | None:
    """The button that shows what the words surely ask for; None for talk, or if unsure."""
    known = _possible_intents(ctx)
    decision = _decision(known, ctx.incoming.words)
    if decision.verdict is not Verdict.SURE or decision.intents[0] in SMALL_TALK:
        return None
    return _guess_button(ctx, known[decision.intents[0]], mark)


def is_sure_wish(ctx: Context, words: str) -> bool:
    """True for words that surely ask for something, or that are a question or small talk."""
    known = _possible_intents(ctx)
    is_sure = _decision(known, words).verdict is Verdict.SURE
    return is_sure or asks_something(words) or bool(_surely_asked(known, words))


def is_small_talk(words: str) -> bool:
    """True for words that most likely ask for nothing."""
    return any(each in SMALL_TALK for each in understand(words).intents[:1])


def is_member_here(ctx: Context) -> bool:
    """True for a member, where it is clear which community is meant."""
    return ctx.person.circle is not None and ctx.community_choice is not CommunityChoice.OPEN


def _possible_intents(ctx: Context) -> dict[str, Intent]:
    """All intents by their names, without those of a role that the sender has not."""
    found = (each for listed in intents.collect(ctx) for each in listed)
    return {each.name: each for each in found if _is_possible(ctx, each)}


def _is_possible(ctx: Context, intent: Intent) -> bool:
    commands = declarations_of(ctx).commands[intent.command.name]
    roles = [each.permission.role(ctx.community_or_none) for each in commands]
    is_theirs = min(roles) < Role.GARDENER or ctx.role() >= Role.GARDENER
    return is_theirs and intent.is_possible(ctx)


def _decision(known: dict[str, Intent], words: str) -> Interpretation:
    """The model's decision among the intents that are possible for the sender."""
    decision = understand(words)
    possible = tuple(each for each in decision.intents if each in known)
    return Interpretation(decision.verdict if possible else Verdict.UNKNOWN, possible)


def _surely_asked(known: dict[str, Intent], words: str) -> list[tuple[Intent, int]]:
    """The different wishes of the clauses of a message, each with its place; no small talk."""
    found: dict[str, tuple[Intent, int]] = {}
    for part, clause in enumerate(clauses_of(words), start=1):
        decision = _decision(known, clause)
        name = decision.intents[0] if decision.verdict is Verdict.SURE else None
        if name is not None and name not in SMALL_TALK:
            found.setdefault(known[name].command.name, (known[name], part))
    return list(found.values())


def _sure_answer(ctx: Context, intent: Intent, part: int, words: str) -> Answer:
    """Show an intent; words that say more, or that may be for a person, can be passed on below."""
    clauses = clauses_of(words)
    shown = _shown(ctx, intent, clauses[part - 1] if 0 < part <= len(clauses) else words)
    answer = shown or _bare_answer(ctx, intent)
    is_sentence = shown is None and len(words.split()) >= SENTENCE
    says_more = intent.for_people or part != WHOLE or is_sentence
    if not (says_more and isinstance(answer, Card) and is_member_here(ctx)):
        return answer
    return with_ways_to_pass_on(ctx, answer)


def with_ways_to_pass_on(ctx: Context, card: Card) -> Card:
    """The card, with the ways to pass the words on below."""
    readers, rows = passing_on(ctx, kept=keep_message(ctx))
    instead = [
        text("Or send your message as it is: {names} will read it.", **each.values)
        for each in readers
    ]
    return replace(card, lines=(*card.lines, *instead), buttons=(*card.buttons, *rows))


def _shown(ctx: Context, intent: Intent, words: str) -> Answer:
    if intent.show is None or ctx.incoming.attachment is not None:
        return None
    return intent.show(ctx, words) if is_member_here(ctx) or intent.name in SMALL_TALK else None


def _bare_answer(ctx: Context, intent: Intent) -> Answer:
    """Run the intent's command; one that would act is offered as a button."""
    declared = declarations_of(ctx).commands[intent.command.name]
    bare = [each for each in declared if not each.params]
    if all(each.shows for each in bare):
        return intent.command.follow(ctx)
    rows = tuple((each.run_button(each.label),) for each in bare)
    return Card(None, (text("Is this what you are looking for?"),), rows)


def _guess_button(ctx: Context, intent: Intent, mark: int, part: int = WHOLE) -> Button:
    if not is_member_here(ctx):
        return intent.command.button(intent.label)
    return show_guess.button(intent.label, intent.name, mark, part)


def _guesses_card(ctx: Context, found: Sequence[Intent]) -> Card:
    """The likeliest meanings of the words, above the ways to pass them on."""
    kept = keep_message(ctx)
    readers, rows = passing_on(ctx, kept=kept)
    mark = kept_words(ctx)[1]
    wishes = [each for each in found if each.name not in SMALL_TALK]
    guesses = tuple((_guess_button(ctx, each, mark),) for each in wishes)
    lines = (text("Do you mean one of these?"), *readers)
    return Card(None, lines, (*guesses, *rows, onward_buttons(ctx)))


def _small_talk_card(ctx: Context, intent: Intent) -> Answer:
    """Answer what is probably small talk, with the ways to pass the words on below."""
    answer = _shown(ctx, intent, ctx.incoming.words)
    if isinstance(answer, Card) and is_member_here(ctx):
        return with_ways_to_pass_on(ctx, answer)
    return answer


def _one_by_one_card(ctx: Context, several: Sequence[tuple[Intent, int]]) -> Card:
    """The wishes of one message, each with its button, above the ways to pass it on."""
    readers, rows = passing_on(ctx, kept=keep_message(ctx))
    mark = kept_words(ctx)[1]
    wishes = tuple((_guess_button(ctx, intent, mark, part),) for intent, part in several)
    lines = (text("Several things at once: which one first?"), *readers)
    return Card(None, lines, (*wishes, *rows))


def question_card(ctx: Context) -> Card | None:
    """Ask who shall answer a question; None where there is nobody to ask."""
    if not keep_message(ctx):
        return None
    _, mark = kept_words(ctx)
    name = recipient_name(ctx)
    asked = [each for each in question_readers.collect(ctx, mark) if each is not None]
    if name is not None:
        asked.append(send_kept.button(text("To {name}", name=name), mark))
    if not asked:
        return None
    lines = (text("Whom do you want to ask this question?"), *readers_lines(ctx))
    known = {each.press for each in asked}
    others = [row for row in other_use_rows(ctx, mark) if row[0].press not in known]
    return Card(None, lines, (tuple(asked), *others, onward_buttons(ctx)))


@router.button("guess", who=Role.MEMBER, everywhere=False)
def show_guess(ctx: Context, name: str, mark: int, part: int) -> Answer:
    """Show one of the guesses, with what the kept words say more."""
    intent = _possible_intents(ctx).get(name)
    if intent is None:
        return None
    words, now = kept_words(ctx)
    if not words or mark != now:
        return _bare_answer(ctx, intent)
    ctx.incoming = replace(ctx.incoming, words=words)
    return _sure_answer(ctx, intent, part, words)


@router.contribution(intents)
def intents_of_conversations(ctx: Context) -> Sequence[Intent]:
    """Small talk, reports about others, and the wish to talk to a person."""
    menu = text("Menu")
    return (
        Intent("greeting", menu, menu_command, _return_greeting),
        Intent("thanks", menu, menu_command, return_thanks),
        Intent("goodbye", menu, menu_command, _return_goodbye),
        Intent("write_gardener", text("Write to the gardening team"), write_command),
        Intent("report_message", text("Report something"), write_command, _offer_report),
    )


def _return_greeting(ctx: Context, words: str) -> Card:
    hello = text("Hello {name}! What can I do for you?", name=_name(ctx))
    return Card(None, (hello,), (onward_buttons(ctx),))


def return_thanks(ctx: Context, words: str = "") -> Card:
    """Answer thanks that are for the bot."""
    with_pleasure = text("With pleasure. I am here whenever you need me.")
    return Card(None, (with_pleasure,), (onward_buttons(ctx),))


def _return_goodbye(ctx: Context, words: str) -> Card:
    return Card(None, (text("See you soon, {name}!", name=_name(ctx)),), (onward_buttons(ctx),))


def _name(ctx: Context) -> str:
    return ctx.person.name if ctx.person.member is None else ctx.person.member.name


def _offer_report(ctx: Context, words: str) -> Answer:
    """Offer to pass a report on in the words that were just written."""
    readers, rows = passing_on(ctx, kept=keep_message(ctx))
    lines = (text("The gardening team looks into it. Nobody else will see what you write."),)
    report = report_command.button(text("Report a message"))
    return Card(None, (*lines, *readers), ((report,), *rows, onward_buttons(ctx)))
