"""The first words of a person, the notice in three lines, one yes, then what they came for.

Nothing is stored before the yes: what was tried travels in the buttons.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.core import (
    LOCALES,
    Answer,
    Buttons,
    Card,
    Context,
    Ephemeral,
    OpenDirect,
    Picture,
    Replace,
    Router,
    Text,
    Where,
    as_card,
    direct_button,
    help_command,
    join_command,
    leave_command,
    link_button,
    lone_codes,
    menu_command,
    newcomers,
    text,
    together,
)
from bot.domain import codes
from bot.domain.links import read_place, revised_word
from bot.domain.personal_data import MEMBERSHIP
from bot.domain.refusals import Refusal
from bot.domain.roles import Circle
from bot.domain.words import person_name
from bot.references.conversations import Intent, intents
from bot.references.help import bring_keys, happenings_card
from bot.references.invitations import press_invitee_keep
from bot.references.joining import (
    accept_joining,
    decline_joining,
    first_cards,
    first_questions,
    next_offers,
    show_notice,
    start_command,
    typed_codes,
    views_before_joining,
)
from bot.references.personal_data import privacy_command, read_privacy_notice
from bot.references.polls import poll_command
from bot.references.profile import complete_profile
from bot.vocabulary.accounts import count_wrong, too_many_tries
from bot.vocabulary.places import LANGUAGES
from bot.vocabulary.privacy import membership_terms, short_notice, version_of
from handlers.joining.notice_again import notice_again
from storage.communities import Communities, Community, RoomKind
from storage.inbound import Forms
from storage.joining import GroupJoinings, Welcomes
from storage.members import Consents, Identities, Members

router = Router()

LONGEST_NAME = 60
_OFFERING = (complete_profile.name, f"{press_invitee_keep.name}:")
# Room beside `notice_in:fr:ID:` in the 64 bytes of a button, in letters that a link can hold.
_WORD = re.compile(r"[A-Za-z0-9_-]{0,44}")
_REVISION = re.compile(r"v\d+")


@router.command(start_command, aliases=("demarrer",), where=Where.DIRECT, theme="bot", shows=True)
def welcome(ctx: Context) -> Card:
    """Say what this bot is for, and how to begin."""
    names = [each.name for each in ctx.store[Communities].all()]
    menu = menu_command.button(text("Menu"))
    introduction = text(
        "I link you to {communities}: you vote, get the news, and write to the gardening team.",
        communities=names or [ctx.contact.instance],
    )
    if ctx.person.circle is None:
        begin = text("One tap is enough to join, and you can leave whenever you like.")
        rows: Buttons = (
            (join_command.button(text("Join")),),
            (privacy_command.button(text("Read the notice")), menu),
        )
    else:
        begin = text("Choose below, or simply write to me: I always answer.")
        rows = ((menu, help_command.button(text("Help"))),)
    member = ctx.person.member
    name = ctx.person.name if member is None else member.name
    return Card(text("Hello {name}", name=name) if name else None, (introduction, begin), rows)


@router.contribution(lone_codes)
def take_code(ctx: Context, code: str) -> Answer:
    """Follow a code that was sent alone, or refuse it; it is passed on to nobody."""
    parts = tuple(map(len, code.split("-")))
    if parts == codes.RECEIPT_GROUPS:
        return text(
            "This looks like the receipt of a secret vote: I keep it nowhere and pass it on to "
            "nobody. It changes a vote below the poll: {poll}",
            poll=poll_command.typed(),
        )
    if (refused := too_many_tries(ctx)) is not None:
        return refused
    answer: Answer = None
    if parts == codes.LONG_GROUPS and set(code) <= {*codes.ALPHABET, "-"}:
        answer = ctx.follow(code)
    elif parts == codes.GROUPS:
        known = (each for each in typed_codes.collect(ctx, code) if each is not None)
        answer = next(known, None)
    if answer is not None:
        return answer
    count_wrong(ctx)
    return text(
        "This looks like a code, but I know none like it: it is wrong, used or too old. Ask for a "
        "new one where you got it. I pass codes on to nobody; if it is something else, write it "
        "in a sentence."
    )


@router.command(join_command, where=Where.DIRECT, theme="you", label=text("Join"), shows=True)
def join_community(ctx: Context) -> Card | Text:
    """Become a member: a short notice, and your yes."""
    return _joining_answer(ctx, "")


@router.contribution(newcomers)
def welcome_newcomer(ctx: Context, tried: str) -> Answer:
    """Show how to become a member; the attempted action continues afterwards."""
    word = _carried_word(ctx, tried)
    if ctx.direct:
        return _joining_answer(ctx, word)
    if ctx.answers_alone and ctx.community_or_none is not None:
        return Ephemeral(_notice_card(ctx, word), word, "notice")
    if ctx.network.deep_links:
        if ctx.incoming.press_id:
            return OpenDirect(word)
        way_in = direct_button(text("Join in private"), ctx.own_word(word))
        return Card(None, (text("This is for members. Joining takes a minute."),), ((way_in,),))
    ctx.whisper(_joining_answer(ctx, word))
    if ctx.incoming.in_the_open:
        return None
    return text("This is for members: I am writing to you in private how to become one.")


@router.button(show_notice)
def show_chosen_notice(ctx: Context, community_id: int, word: str) -> Card:
    ctx.enter(community_id)
    return _notice_card(ctx, word)


@router.button("notice_in")
def show_notice_in(ctx: Context, locale: str, community_id: int, word: str) -> Card:
    """Show the notice in another language, which is the person's from now on."""
    ctx.enter(community_id)
    if locale in LOCALES:
        ctx.person = replace(ctx.person, locale=locale)
    return _notice_card(ctx, word)


@router.button(accept_joining, means_yes=True, tone="primary")
def accept_notice(ctx: Context, community_id: int, word: str) -> Answer:
    """Register a new member, then follow what they came for."""
    ctx.enter(community_id)
    if ctx.incoming.ephemeral_id:
        return _accept_in_group(ctx, word)
    if not ctx.direct:  # no card of ours asks for a yes there, nor bears a word
        return welcome_newcomer(ctx, join_command.link_word(ctx))
    if ctx.person.circle is not None:
        return _in_turn(ctx, _already_text(ctx.community), _followed_answer(ctx, word))
    _register(ctx)
    bring_keys(ctx, text("✅ You are a member of {community}.", community=ctx.community.name))
    welcome = Card(text("👋 Welcome, {name}.", name=_member_name(ctx)))
    return _in_turn(ctx, *_first_messages(ctx, welcome, word))


def _accept_in_group(ctx: Context, word: str) -> Answer:
    """Register a member who read the notice in a group, where nobody else saw it.

    What they came for follows in the same message. They are asked once to open the private chat:
    nothing private reaches them before, and there they get the notice again.
    """
    joins = ctx.person.circle is None
    if joins:
        _register(ctx)
        welcome = Card(text("👋 Welcome, {name}.", name=_member_name(ctx)))
    else:
        welcome = Card(None, (_already_text(ctx.community),))
    answer = _followed_answer(ctx, word)
    onward = answer.word if isinstance(answer, OpenDirect) else start_command.link_word(ctx)
    done = replace(as_card(answer) or Card(None), about=None)
    if ctx.private_room() is None:
        if joins:
            ctx.store[GroupJoinings].add(ctx.member.id, ctx.community.id, ctx.now)
        asked = text("Nothing private reaches you until you open our private chat, once.")
        door = direct_button(text("Open the private chat"), ctx.own_word(onward))
        leads_there = any(each.start for row in done.buttons for each in row)
        last = Card(None, (asked,), () if leads_there else ((door,),))
        return Replace(together(welcome, done, last))
    if joins:
        ctx.whisper(notice_again(ctx))
    if isinstance(answer, OpenDirect):
        door = direct_button(text("Go on in private"), ctx.own_word(onward))
        done = Card(None, (), ((door,),))
    return Replace(together(welcome, done))


@router.button(decline_joining)
def decline_notice(ctx: Context) -> Replace:
    """Keep nothing and name the alternatives, unless the person has joined by another message."""
    joined = [each for each in ctx.store[Communities].all() if is_member(ctx, each)]
    if joined:
        stay = text("This button changes nothing. To leave: {leave}.", leave=leave_command.typed())
        return Replace(Card(None, (_already_text(*joined), stay)))
    contact = ctx.contact
    ctx.store[Welcomes].forget({ctx.person.address})
    lines = (
        text("I kept nothing about you."),
        text(
            "If you are younger than 15, or would rather do without this bot: you or your "
            "parents can write to {contact}.",
            contact=contact.address or contact.controller or contact.instance,
        ),
        text("If you change your mind: {join}.", join=join_command.typed()),
    )
    return Replace(Card(None, lines))


def _joining_answer(ctx: Context, word: str) -> Card | Text:
    """The notice; in private, with several open communities, the choice between them first."""
    if ctx.community_or_none is not None and ctx.person.circle is None:
        return _notice_card(ctx, word)
    communities = ctx.store[Communities].all()
    open_to = [each for each in communities if not is_member(ctx, each)]
    if not communities:
        return text("There is no community to join here yet.")
    if not open_to or not ctx.direct:
        return _already_text(*communities)
    if len(open_to) == 1:
        ctx.enter(open_to[0].id)
        return _notice_card(ctx, word)
    rows = tuple((show_notice.button(each.name, each.id, word),) for each in open_to)
    return Card(text("Which community do you want to join?"), (), rows)


def _notice_card(ctx: Context, word: str) -> Card:
    """The notice and its three answers; `word` stays signed if it comes from a room."""
    here, charter = ctx.community.id, ctx.community.charter_url
    seen = _signed_in_room(ctx, word)
    word, _ = ctx.read_word(word)
    read = [read_privacy_notice.button(text("Read the notice"), here, word)]
    if charter:
        read.append(link_button(text("Read the charter"), charter))
    others = [each for each in LOCALES if each != ctx.person.locale]
    in_others = [show_notice_in.button(LANGUAGES[each], each, here, seen) for each in others]
    return Card(
        text("Join {community}", community=ctx.community.name),
        tuple(short_notice(ctx)),
        (
            (accept_joining.button(text("I am 15 or older, I accept"), here, word),),
            tuple(read),
            *(row for rows in views_before_joining.collect(ctx, seen) for row in rows),
            (decline_joining.button(text("No thank you")), *in_others),
        ),
    )


def _first_messages(ctx: Context, welcome: Card, word: str) -> Iterator[Answer]:
    """The welcome, together with current events or the answer to the attempted action."""
    answer = _followed_answer(ctx, word)
    is_asked = ctx.store[Forms].open_in(ctx.incoming.room, ctx.now) is not None
    card = as_card(answer)
    rows = () if card is None else card.buttons
    has_offer = any(each.press.startswith(_OFFERING) for row in rows for each in row)
    offers = [] if is_asked or has_offer else next_offers.collect(ctx)
    offer = together(*filter(None, offers)) if any(offers) else None
    steps = first_cards.collect(ctx)  # in any case: they take back what was told before
    questions = first_questions.collect(ctx)
    if is_asked:  # the form's own question comes last
        yield from questions
    if answer is None:
        yield together(welcome, happenings_card(ctx), offer)
        yield from questions
        yield from steps
    elif isinstance(answer, Picture) or (isinstance(answer, Card) and answer.title is not None):
        yield together(welcome, offer)
        yield answer
    elif isinstance(answer, Text) and not is_asked:
        yield together(welcome, answer, happenings_card(ctx), offer)
    else:
        yield together(welcome, answer, offer)


def _register(ctx: Context) -> None:
    members, at = ctx.store[Members], ctx.now
    room = ctx.incoming.room if ctx.direct else None
    member = ctx.person.member
    if member is None:
        member = members.register(ctx.person.address, _member_name(ctx), direct=room, at=at)
        member.locale = ctx.person.locale
        ctx.store[Identities].seen(
            ctx.person.address, handle=ctx.incoming.handle, direct=room, at=at
        )
    if room is not None:
        ctx.store[Communities].put_room(room, RoomKind.DIRECT, None)
    if not members.communities_of(member):  # silence asked for before they left is over
        member.resume()
    members.join(member, ctx.community.id, Circle.INFORMED, at)
    ctx.store[Consents].give(
        member,
        ctx.community.id,
        MEMBERSHIP,
        version=version_of(membership_terms(ctx)),
        channel=ctx.incoming.network,
        at=at,
    )
    ctx.enter(ctx.community.id)


def _member_name(ctx: Context) -> str:
    if ctx.person.member is not None:
        return ctx.person.member.name
    account = ctx.person.address.partition(":")[2].lstrip("@").partition(":")[0]
    return (ctx.person.name or person_name(account) or account)[:LONGEST_NAME]


def is_member(ctx: Context, community: Community) -> bool:
    """True if the sender belongs to this community, which need not be the current one."""
    here = ctx.community_or_none
    if here is not None and here.id == community.id:
        return ctx.person.circle is not None
    standing = ctx.store[Members].standing(ctx.person.address, community.id)
    return standing is not None and standing.circle is not None


def _already_text(*communities: Community) -> Text:
    names = [each.name for each in communities]
    return text("You are already a member of {community}.", community=names)


def _followed_answer(ctx: Context, word: str) -> Answer:
    """Do what the person came for; a refusal does not undo the joining."""
    try:
        with ctx.store.savepoint():
            return ctx.follow(word) if word else None
    except Refusal as refusal:
        return Text(refusal.sentence, refusal.values)


def _in_turn(ctx: Context, *answers: Answer) -> Answer:
    """Send all but the last answer, and return that one."""
    *earlier, last = [each for each in answers if each is not None]
    for each in earlier:
        if isinstance(each, Card | Picture | Text):
            ctx.whisper(each)
    return last


def _carried_word(ctx: Context, tried: str) -> str:
    """The attempted action, shortened until it fits into a button."""
    for each in (tried, revised_word(tried, 0)):
        if _WORD.fullmatch(each):
            return each
    place, *words = tried.split("-")
    bare = "-".join([place, *[each for each in words if not _REVISION.fullmatch(each)][:2]])
    return bare if _WORD.fullmatch(bare) else start_command.link_word(ctx)


def _signed_in_room(ctx: Context, word: str) -> str:
    """The word, signed for ten minutes if this person is known to be in a room of the community.

    Only words that name this community are signed: a room of one shows nothing of another.
    """
    plain, is_signed = ctx.read_word(word)
    if is_signed:
        return word
    if _is_of_community(ctx, plain) and _comes_from_room(ctx):
        for signed in (ctx.own_word(plain), ctx.own_word(revised_word(plain, 0))):
            if _WORD.fullmatch(signed):
                return signed
    return plain


def _is_of_community(ctx: Context, word: str) -> bool:
    return read_place(word)[0] == ctx.community.id


def _comes_from_room(ctx: Context) -> bool:
    """True in a shared room, behind the link that it led to, and for its newcomers."""
    *_, last = ctx.incoming.words.split() or [""]
    followed, is_own = ctx.read_word(last)
    return (
        not ctx.direct
        or (is_own and _is_of_community(ctx, followed))
        or ctx.store[Welcomes].has_come(ctx.person.address, ctx.community.id)
    )


@router.contribution(intents)
def intents_of_joining(ctx: Context) -> Sequence[Intent]:
    """The wish to become a member."""
    return (Intent("join", text("Become a member"), join_command),)
