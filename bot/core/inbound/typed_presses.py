"""Presses in writing: by number, by label, by a plain “yes” or “no”, to the newest message.

A bare number or “yes” acts only where it can mean nothing else: right below the message that
answered this person. On a deliberate button, only the number counts that stands before the main act
of a message, in private, for who was shown it and typed no other number at the same time. Else what
it may mean is offered.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.core.context.context import CommunityChoice, Context
from bot.core.declarations.declaration import ButtonCall
from bot.core.declarations.registry import declarations_of
from bot.core.inbound import replies
from bot.core.inbound.presses import LIVELY, press_button
from bot.core.inbound.senders import is_newcomer
from bot.core.messages.content import Answer, Button, Buttons, Card, Text, split_revision, text
from bot.core.messages.encoding import decode_buttons, encode_buttons
from bot.core.messages.rendering import (
    is_bare_number,
    is_of_form,
    main_way,
    meant,
    numbered,
    numbered_act,
    takes_number,
    told_word,
)
from bot.domain.words import fold
from storage.inbound import CountedActs, OpenForm
from storage.outbound import Offer, SentMessages

REMEMBERED = timedelta(days=1)
"""So long, a bare word may still mean its buttons: which is meant is asked."""
MOST_ON_SCREEN = 4
"""So many messages with buttons are taken to be on the screen."""
SO_SOON = timedelta(seconds=5)
"""A number so soon after another was typed before anybody read what came of that one."""
_NUMBER, _ACT_BY_NUMBER = "number", "act by number"
"""Kinds of counted acts, where numbers stand for buttons."""


def note_number(ctx: Context) -> None:
    """Count a number that was typed in private, whatever comes of it."""
    if ctx.direct and not ctx.network.buttons and is_bare_number(ctx.incoming.words):
        _count(ctx, _NUMBER)


def taken_already(ctx: Context) -> Text | None:
    """Say that a number did nothing that follows right behind one that did a deliberate act."""
    if ctx.network.buttons or not is_bare_number(ctx.incoming.words):
        return None
    if not _times(ctx, _ACT_BY_NUMBER):
        return None
    return text("Your number has just been taken: this one did nothing more.")


def press_on(ctx: Context, offer: Offer | None) -> Answer | None:
    """Press the button of the message that words reply to; None if they name none of it."""
    chosen = button_named(ctx, offer)
    if offer is None or chosen is None or not is_an_answer(chosen, ctx.incoming.words):
        return None
    if is_bare_number(ctx.incoming.words) and is_deliberate(ctx, chosen):
        newest = ctx.store[SentMessages].last_offer(ctx.incoming.room)
        if (
            newest is not None
            and newest.buttons == offer.buttons
            and _is_alone(ctx, newest, newest)
        ):
            offer = newest
    return _press_or_ask(ctx, chosen, offer)


def press_newest(ctx: Context) -> Answer | None:
    """Press what words name in the newest messages of a direct room; None if they name nothing."""
    words, sent = ctx.incoming.words, ctx.store[SentMessages]
    newest = sent.last_offer(ctx.incoming.room)
    if newest is None or not words:
        return None
    own = newest if newest.answers else sent.last_offer(ctx.incoming.room, answers=True)
    may_mean_both = own is not None and is_bare(words) and button_named(ctx, newest) is not None
    if own is None or not own.is_since(ctx.now - (REMEMBERED if may_mean_both else LIVELY)):
        own = newest
    offers = [newest] if own is newest else [newest, own]
    named = [
        (each, offer)
        for offer in offers
        if (each := button_named(ctx, offer)) is not None and not is_of_form(each.press)
    ]
    if not named:
        return _not_named(ctx, newest, own)
    if not is_bare(words) or _is_whole_label(ctx, *named[0], newest):
        return press_in_writing(ctx, *named[0])
    if _is_alone(ctx, newest, own):
        return _press_or_ask(ctx, *named[0])
    return _ask_which_button(ctx, named)


def press_choice(ctx: Context, shown: Card) -> Answer:
    """Press the button that words name on a card that was not shown yet; None if they name none.

    One that takes more than a name is shown instead.
    """
    offer = Offer(encode_buttons(shown.buttons), ctx.said_for)
    chosen = button_named(ctx, offer)
    if chosen is None or is_bare_number(ctx.incoming.words):
        return None
    if means_yes(ctx, chosen) or is_deliberate(ctx, chosen):
        return shown
    return press_button(ctx, chosen.press)


def _press_or_ask(ctx: Context, chosen: Button, offer: Offer) -> Answer:
    """Press a button by words; ask about a bare word that may not do a deliberate act."""
    if is_bare(ctx.incoming.words) and is_deliberate(ctx, chosen):
        if not _acts_by_number(ctx, chosen, offer):
            return _ask_whether_meant(ctx, chosen, offer)
        _count(ctx, _ACT_BY_NUMBER)
    return press_in_writing(ctx, chosen, offer)


def _acts_by_number(ctx: Context, chosen: Button, offer: Offer) -> bool:
    """True if words are the number of what a message is for, typed by who had it before them."""
    act = numbered_act(decode_buttons(offer.buttons), direct=ctx.direct)
    return (
        is_bare_number(ctx.incoming.words)
        and not ctx.network.buttons
        and act is not None
        and act.press == chosen.press
        and offer.was_shown(_typed_at(ctx))
        and len(_times(ctx, _NUMBER)) == 1
    )


def _typed_at(ctx: Context) -> datetime:
    return min(ctx.incoming.sent_at or ctx.now, ctx.now)


def _count(ctx: Context, kind: str) -> None:
    # Of strangers nothing is kept, and no number does anything deliberate.
    if ctx.person.member_id is not None or ctx.cultivates():
        member_id, account = ctx.person.member_id, ctx.person.address
        ctx.store[CountedActs].add(kind, member_id=member_id, account=account, at=ctx.now)


def _times(ctx: Context, kind: str) -> Sequence[datetime]:
    """When this person did it, shortly before they typed these words or later, twice at most."""
    since, person = _typed_at(ctx) - SO_SOON, ctx.person
    return ctx.store[CountedActs].times(
        kind, member_id=person.member_id, account=person.address, since=since, most=2
    )


def press_in_writing(ctx: Context, chosen: Button, offer: Offer) -> Answer:
    """Press a button by words; in public, a private one is offered in private."""
    _enter_community(ctx, offer.community_id)
    press = chosen.press
    if not offer.arrived and press.partition(":")[0] in declarations_of(ctx).revised_buttons:
        press = split_revision(press)[0]  # its message is still on its way
    bare, revision = split_revision(press)
    name, *arguments = bare.split(":")
    declared = declarations_of(ctx).buttons.get(name)
    newcomer = declared is not None and is_newcomer(ctx, declared)
    if ctx.direct or newcomer or not chosen.private:
        return press_button(ctx, press)
    why = text("In a shared room, everybody would see what you choose. Choose here instead.")
    here_instead = Card(None, (why,), decode_buttons(offer.buttons))
    return replies.privately(ctx, here_instead, ctx.start_word(name, *arguments, revision=revision))


def _not_named(ctx: Context, newest: Offer, own: Offer) -> Card | None:
    """Ask about words that name no button of the newest message, but nearly do."""
    begun = deliberate_begun(ctx, newest) if newest.answers else None
    if begun is not None and own is newest:
        return _ask_whether_meant(ctx, begun, newest)
    told = not newest.answers and is_yes_no_or_slip(ctx.incoming.words)
    return _choices_again(ctx, newest) if told or _is_alone(ctx, newest, own) else None


def _is_whole_label(ctx: Context, chosen: Button, offer: Offer, newest: Offer) -> bool:
    """True for a label of the newest message in full, longer than a mere yes or no."""
    said = fold(ctx.incoming.words)
    return (
        offer is newest
        and " " in said.replace("'", " ")
        and any(fold(reader.say(chosen.label)) == said for reader in replies.readers(ctx))
    )


def _is_alone(ctx: Context, newest: Offer, own: Offer) -> bool:
    """True if nothing else came that a bare word may answer as well.

    A message that came unasked is pressed by its numbers, not by “yes”.
    """
    if own is not newest:
        return False
    if not newest.answers:
        return is_bare_number(ctx.incoming.words)
    made_at = newest.made_at
    return made_at is None or not ctx.store[SentMessages].came_since(ctx.incoming.room, made_at)


def _ask_which_button(ctx: Context, named: Sequence[tuple[Button, Offer]]) -> Card | None:
    """Offer the possible meanings of a bare word, without consents whose card is far away.

    A button acts in the community of its message, so that two communities take two messages.
    """
    meanings: dict[int | None, list[Button]] = {}
    for button, offer in named:
        if not means_yes(ctx, button):
            meanings.setdefault(offer.community_id, []).append(button)
    cards: list[Card] = []
    for there, buttons in sorted(meanings.items(), key=lambda each: each[0] or 0):
        if cards:
            ctx.whisper(cards[-1])
        _enter_community(ctx, there)
        community = ctx.community_or_none if len(meanings) > 1 else None
        title = None if community is None else community.name
        remark = text("Another message came in between. What do you mean?")
        cards.append(Card(title, (remark,), tuple((each,) for each in buttons)))
    return cards[-1] if cards else None


def _ask_whether_meant(ctx: Context, chosen: Button, offer: Offer) -> Card:
    """Show a deliberate button alone, in the community of its message.

    Its full label is asked for, unless it has a number there.
    """
    _enter_community(ctx, offer.community_id)
    rows = ((chosen,),)
    remark = text("This is not done by a number or a “yes”: write the words in full.")
    if not ctx.network.buttons and numbered_act(rows, direct=ctx.direct) is not None:
        remark = text("Do you mean this?")
    elif not is_bare(ctx.incoming.words):
        remark = text("Do you mean this? A beginning is not enough: write the words in full.")
    return Card(None, (remark,), rows)


def _choices_again(ctx: Context, newest: Offer) -> Card | None:
    """The choices of the newest message, if a number, yes or no is none of them, or was a slip.

    No consent, no form.
    """
    rows, words = decode_buttons(newest.buttons), ctx.incoming.words
    found = numbered(rows, direct=True)
    if not found or not (is_bare_number(words) or is_yes_no_or_slip(words)):
        return None
    if any(is_of_form(each.press) or means_yes(ctx, each) for each in found):
        return None
    _enter_community(ctx, newest.community_id)
    remark = text("What would you like to do?")
    if is_bare_number(words):
        remark = text("There is no choice {number} here.", number=words)
    return Card(None, (remark,), rows)


def _enter_community(ctx: Context, community_id: int | None) -> None:
    """Switch the context to the community of a message."""
    here = ctx.community_or_none
    if not ctx.direct or community_id is None:
        return
    if here is None or here.id != community_id:
        ctx.enter(community_id)
    ctx.community_choice = CommunityChoice.NAMED


def undo_buttons(ctx: Context) -> Sequence[Button]:
    """The buttons of the newest messages that take back what this person did, if it is recent."""
    sent, room = ctx.store[SentMessages], ctx.incoming.room
    for offer in (sent.last_offer(room, answers=True), sent.last_offer(room)):
        if offer is None or not offer.is_since(ctx.now - LIVELY):
            continue
        buttons = numbered(decode_buttons(offer.buttons), direct=True)
        if found := [each for each in buttons if _undoes(ctx, each)]:
            _enter_community(ctx, offer.community_id)
            return found
    return ()


def _undoes(ctx: Context, chosen: Button) -> bool:
    name, *arguments = split_revision(chosen.press)[0].split(":")
    declared = declarations_of(ctx).buttons.get(name)
    if declared is None:
        return False
    return declared.undoes or (bool(arguments) and arguments[-1] in declared.takes_back)


def press_beside_question(ctx: Context) -> Answer | None:
    """Press a button that stands beside the open form's question; None if words name none.

    A number that a later message has as well is asked about.
    """
    sent, room = ctx.store[SentMessages], ctx.incoming.room
    newest, own = sent.last_offer(room), sent.last_offer(room, answers=True)
    for offer in (newest, own):
        chosen = button_named(ctx, offer)
        if offer is None or chosen is None or not is_of_form(chosen.press):
            continue
        if not is_an_answer(chosen, ctx.incoming.words):
            continue
        other = None if offer is newest else button_named(ctx, newest)
        if newest is not None and other is not None and is_bare(ctx.incoming.words):
            return _ask_which_button(ctx, [(chosen, offer), (other, newest)])
        return press_in_writing(ctx, chosen, offer)
    return None


def other_meaning(ctx: Context, open_form: OpenForm) -> tuple[Button, Offer] | None:
    """The button on the screen that words name, beside the question of a form.

    A number, a yes or a no names one of the newest message only. None for a message of another
    community than the form's, for consents, and for the name of a thing, which is no label of ours.
    """
    sent, room = ctx.store[SentMessages], ctx.incoming.room
    newest = sent.last_offer(room)
    named = [(button_named(ctx, newest), newest)]
    if not is_bare(ctx.incoming.words):
        shown = sent.recent_offers(room, MOST_ON_SCREEN)
        named += [(_nearly_named(ctx, offer), offer) for offer in shown]
    for chosen, offer in named:
        if chosen is None or offer is None or is_of_form(chosen.press) or means_yes(ctx, chosen):
            continue
        if isinstance(chosen.label, str) and not is_bare(ctx.incoming.words):
            continue
        if offer.community_id in {None, open_form.community_id}:
            return chosen, offer
    return None


def _nearly_named(ctx: Context, offer: Offer) -> Button | None:
    """The button whose label these words are, but for its quote or the words behind its verb."""
    said, readers = _plain(ctx.incoming.words), replies.readers(ctx)
    # Few words that begin as a label does: “envoyer à Ana”, “envoyer avec mon nom”.
    verb, *rest = said.split() or [""]
    is_few = len(verb) >= _LEAST_LETTERS and len(rest) < _FEW_WORDS
    for each in numbered(decode_buttons(offer.buttons), direct=True):
        labels = [fold(reader.say(each.label)) for reader in readers]
        if any(said in {label, _QUOTE.sub(" ", label)} for label in labels):
            return each
        if (
            is_few
            and is_deliberate(ctx, each)
            and any(label.split(maxsplit=1)[0] == verb for label in labels)
        ):
            return each
    return None


_LEAST_LETTERS = 4
_FEW_WORDS = 4
_QUOTE = re.compile(r""" ?[«"][^«»"]*[»"] ?""")
_QUOTES = tuple('«“"')
_YES = frozenset(
    {"oui", "oui merci", "d'accord", "ok", "j'accepte", "yes", "yes please", "i accept"}
)
_NO = frozenset({"non", "non merci", "no", "no thanks", "no thank you"})
_SLIPS = frozenset(
    {
        *("je me suis trompe", "je me suis trompee", "oups", "erreur", "c'est une erreur"),
        *("non je me suis trompe", "non je me suis trompee", "i made a mistake", "oops"),
    }
)
_BEGIN_WITH = {"oui": _YES, "yes": _YES, "non": _NO, "no": _NO}


def button_named(ctx: Context, offer: Offer | None) -> Button | None:
    """The button that words name; in a shared room, a private one only as last resort."""
    if offer is None or not ctx.incoming.words:
        return None
    rows = decode_buttons(offer.buttons)
    readers = replies.readers(ctx)
    found = meant(ctx.incoming.words, numbered(rows, direct=ctx.direct), readers)
    everything = numbered(rows, direct=True)
    return (
        found
        or _main_act(ctx, rows)
        or meant(ctx.incoming.words, everything, readers)
        or _yes_or_no(ctx, everything)
        or _begun_label(ctx, everything)
        or _numbered_choice(ctx, everything)
    )


def is_an_answer(chosen: Button, typed: str) -> bool:
    """True if words press this button rather than answer the form's question beside it."""
    return takes_number(chosen.press) or not typed.isdecimal()


def is_bare(words: str) -> bool:
    """True for words that could be said to anything: a number, yes, no."""
    return is_bare_number(words) or _plain(words) in _YES | _NO


def is_yes_no_or_slip(words: str) -> bool:
    """True for a yes or a no that is no mere politeness, such as “ok”, and for a slip."""
    return _plain(words) in {*_BEGIN_WITH, *_SLIPS}


def _plain(words: str) -> str:
    return fold(words).strip(" .!,")


def _yes_or_no(ctx: Context, buttons: Sequence[Button]) -> Button | None:
    """The one button that a plain yes or no presses."""
    said = _plain(ctx.incoming.words)
    if not ctx.direct or said not in _YES | _NO:
        return None
    readers = replies.readers(ctx)
    found = [
        each
        for each in buttons
        if (said in _YES and means_yes(ctx, each))
        or any(said in _BEGIN_WITH.get(_first_word(r.say(each.label)), ()) for r in readers)
    ]
    return found[0] if len(found) == 1 else None


def _main_act(ctx: Context, rows: Buttons) -> Button | None:
    """The main act of a message, named by the word that is told for it: “publier”.

    Only where it is told; consent takes its whole label.
    """
    main = None if ctx.network.buttons else main_way(rows, direct=ctx.direct)
    if main is None or is_of_form(main.press) or means_yes(ctx, main):
        return None
    said = _plain(ctx.incoming.words)
    words = (told_word(reader.say(main.label), main.tone) for reader in replies.readers(ctx))
    return main if any(fold(each) == said for each in words) else None


def deliberate_begun(ctx: Context, offer: Offer) -> Button | None:
    """The one deliberate button whose label begins with these words, as “publier” does.

    Such words do not press it: its label is asked for in full.
    """
    buttons = numbered(decode_buttons(offer.buttons), direct=True)
    return _begun_label(ctx, [each for each in buttons if is_deliberate(ctx, each)], asking=True)


def _begun_label(ctx: Context, buttons: Sequence[Button], *, asking: bool = False) -> Button | None:
    """The one button whose label begins with these words: “envoyer” for “Envoyer « … » à Ana”.

    Consent takes its whole label. So does a deliberate act, unless what follows is a quote, or
    these words are only asked about.
    """
    said = _plain(ctx.incoming.words)
    if not ctx.direct or len(said) < _LEAST_LETTERS or said in _YES | _NO:
        return None
    readers = replies.readers(ctx)
    found = [
        each
        for each in buttons
        if not is_of_form(each.press)
        and not means_yes(ctx, each)
        and any(
            _begins(
                fold(reader.say(each.label)), said, quote=not asking and is_deliberate(ctx, each)
            )
            for reader in readers
        )
    ]
    return found[0] if len(found) == 1 else None


def _numbered_choice(ctx: Context, buttons: Sequence[Button]) -> Button | None:
    """The one choice of a form that has this name: “visite” for “3 · Visite du composteur”."""
    said = _plain(ctx.incoming.words)
    if not ctx.direct or len(said) < _LEAST_LETTERS:
        return None
    readers = replies.readers(ctx)
    found = [
        each
        for each in buttons
        if is_of_form(each.press)
        and any(_has_name(each.press, fold(reader.say(each.label)), said) for reader in readers)
    ]
    return found[0] if len(found) == 1 else None


def _has_name(press: str, label: str, said: str) -> bool:
    """True if a label is the number that its button gives, and a name that these words begin."""
    name = label.removeprefix(f"{press.rpartition(':')[2]} · ")
    return name != label and (name == said or _begins(name, said, quote=False))


def _begins(label: str, said: str, *, quote: bool) -> bool:
    """True if a label begins with these words and goes on with others, or with a `quote`."""
    rest = label.removeprefix(said)
    if rest == label or rest[:1].isalnum():
        return False
    return not quote or rest.lstrip()[:1] in _QUOTES


def _first_word(label: str) -> str:
    return fold(label).replace(",", " ").partition(" ")[0]


def _declared(ctx: Context, chosen: Button) -> ButtonCall | None:
    return declarations_of(ctx).buttons.get(chosen.press.partition(":")[0])


def means_yes(ctx: Context, chosen: Button) -> bool:
    declared = _declared(ctx, chosen)
    return declared is not None and declared.means_yes


def is_deliberate(ctx: Context, chosen: Button) -> bool:
    declared = _declared(ctx, chosen)
    return declared is not None and declared.deliberate
