"""Requests to link two accounts: the question, and the reasons to refuse it.

Roles never come by a link: an account that has a role must be the first one.
"""

from bot.core import Button, Card, Context, Line, Text, text
from bot.domain.linking import TakenAnswers
from bot.domain.polls.boxes_and_receipts import EXAMPLE_RECEIPT
from bot.domain.refusals import Refusal
from bot.references.linking import confirm_link, link_command, refuse_link, take_other_answer
from bot.references.personal_data import privacy_command
from bot.references.polls import vote_command
from bot.vocabulary.accounts import accounts_of
from bot.vocabulary.privacy import short_notice
from handlers.linking.differences import Differences, differences_of
from handlers.seats import account_sides
from storage.communities import Communities, Cultivators, SeatHolders
from storage.linking import LinkCode, Links
from storage.members import Identities, Member, Members
from storage.outbound import Priority
from storage.polls import SecretVotes
from storage.seats import Posts

TYPED_LINK = link_command.typed()


class LinkOver(Refusal):
    """This request has expired. To link two accounts, ask for a new code: {link}."""


class TendingAccount(Refusal):
    """An account with a role must come first.

    Ask for the code there, then type it on the other one.
    """


class BothSeats(Refusal):
    """These two accounts have the two roles of {community}: they must belong to two people."""


class VotedInSecretTwice(Refusal):
    """Both accounts voted in the secret vote “{question}”, and nobody knows which votes are yours.

    Withdraw one of the two with its receipt: {vote}. Or link the accounts once that vote is over.
    """


def claimed_request(ctx: Context, code_id: int) -> LinkCode:
    """The request that a button is about; only its two accounts may answer it.

    The members are held before it, as in everything that changes whose an account is.
    """
    code = ctx.store[Links].claimed(code_id, ctx.now)
    if code is not None:
        members = (ctx.store[Members].get(code.member_id), second_member(ctx, code))
        ctx.store.hold(*(each for each in members if each is not None))
        code = ctx.store[Links].claimed(code_id, ctx.now, hold=True)
    if code is None or ctx.person.address not in (code.first, code.second):
        raise LinkOver(link=TYPED_LINK)
    ctx.enter(code.community_id)
    return code


def ask_second(ctx: Context, code: LinkCode) -> Card:
    """The question to the account that entered the code; non-members accept the notice too."""
    question = text(
        "Link this account to {name} ({network})? Only if that account is yours too.",
        name=first_member(ctx, code).name,
        network=ctx.contact.network_name(code.first),
    )
    if second_member(ctx, code) is not None:
        yes = confirm_link.button(text("Yes, it is me"), code.id)
        return Card(None, (question,), ((yes, _no_button(code)),))
    yes = confirm_link.button(text("It is me, I am 15 or older, I accept"), code.id)
    read = privacy_command.button(text("Read the notice"))
    return Card(None, (question, *short_notice(ctx)), ((yes,), (read, _no_button(code))))


def ask_first(ctx: Context, code: LinkCode) -> Card:
    """Ask the first account; returns the answer for the second one."""
    tell_first(ctx, code, question_card(ctx, code))
    confirmation = text(
        "I have asked {name} ({network}). Answer there to link the two accounts.",
        name=first_member(ctx, code).name,
        network=ctx.contact.network_name(code.first),
    )
    return Card(None, (confirmation,), ((_no_button(code),),))


def question_card(ctx: Context, code: LinkCode) -> Card:
    """The question to the first account; what it shows is stored."""
    differences = current_differences(ctx, code)
    taken = () if differences is None else differences.chosen
    ctx.store[Links].show(code, differences_words(differences), taken)
    line: Line = text(
        "With your code, {name} ({network}) asks to be linked to this account.",
        name=code.second_name,
        network=ctx.contact.network_name(code.second),
    )
    if differences is None:
        both = text(
            "Both would then be one person: you. If you did not type the code there, say no."
        )
        yes = confirm_link.button(text("Yes, it is me"), code.id)
        return Card(None, (line, both), ((yes, _no_button(code)),))
    return _merging_question(code, line, differences)


def _merging_question(code: LinkCode, line: Line, differences: Differences) -> Card:
    """The question about two registrations, with a button for each answer not kept."""
    lines: list[Line] = [line]
    rows: list[tuple[Button, ...]] = []
    for each in differences.questions(code.first_locale):
        values = {"what": each.what, "kept": each.kept, "other": each.other}
        lines.append(text("{what}: {kept}, rather than {other}", **values))
        label = text("{what}: {kept}", what=each.what, kept=each.other)
        rows.append((take_other_answer.button(label, code.id, each.field, each.other_is),))
    both = text("Both accounts are members: they will be merged.")
    if rows:
        both = text(
            "Both accounts are members, with different answers. This is what will be kept; a "
            "button changes it."
        )
    lines.insert(1, both)
    lines += differences.settled()
    lines.append(text("If you did not type the code there yourself, cancel."))
    go = confirm_link.button(text("Merge"), code.id)
    no = refuse_link.button(text("Cancel"), code.id)
    return Card(text("Merge two members"), tuple(lines), (*rows, (go, no)))


def differences_words(differences: Differences | None) -> str:
    """The differences as stored text."""
    return "new" if differences is None else differences.stored_words()


def current_differences(ctx: Context, code: LinkCode) -> Differences | None:
    """The differences as they are now; None if only the first one is a member."""
    first, second = first_member(ctx, code), second_member(ctx, code)
    if second is None or second.id == first.id:
        return None
    taken = TakenAnswers(frozenset(code.taken or ()))
    return differences_of(ctx.store, first, second, taken, ctx.now)


def check_roles(ctx: Context, code: LinkCode, second: str) -> None:
    """Raise if the link would give a role, or put a person on both sides."""
    store, here = ctx.store, accounts_of(ctx.store, code.first)
    theirs = accounts_of(store, second)
    for community in store[Communities].all():
        held, brought = (account_sides(store, community, each) for each in (here, theirs))
        if held and brought and held != brought:
            raise BothSeats(community=community.name)
    if _rank(ctx, theirs) > _rank(ctx, here):
        raise TendingAccount


def _rank(ctx: Context, addresses: set[str]) -> int:
    """The rank of these accounts: cultivator, seat, deputy or agent, member."""
    communities = ctx.store[Communities]
    if ctx.store[Cultivators].is_any(addresses):
        return 3
    seats = {each for one in communities.all() for each in ctx.store[SeatHolders].of(one).values()}
    if seats & addresses:
        return 2
    return 1 if ctx.store[Posts].held(addresses) else 0


def check_secret_votes(ctx: Context, code: LinkCode, second: str) -> None:
    """Raise if one person would have two votes in an open secret poll."""
    member = _member_at(ctx, second)
    if member is None:
        return
    poll = ctx.store[SecretVotes].voted_twice(code.member_id, member.id)
    if poll is not None:
        withdrawn = vote_command.typed(poll.number, ("withdraw", "retirer"), EXAMPLE_RECEIPT)
        raise VotedInSecretTwice(question=poll.question, vote=withdrawn)


def first_member(ctx: Context, code: LinkCode) -> Member:
    """The member who asked for the code; raises `LinkOver` if that account has changed hands."""
    identity = ctx.store[Identities].get(code.first)
    member = ctx.store[Members].get(code.member_id)
    if member is None or identity is None or identity.member_id != member.id:
        raise LinkOver(link=TYPED_LINK)
    return member


def second_member(ctx: Context, code: LinkCode) -> Member | None:
    """The member behind the account that entered the code, if there is one."""
    return _member_at(ctx, code.second)


def _member_at(ctx: Context, address: str) -> Member | None:
    identity = ctx.store[Identities].get(address)
    return None if identity is None else ctx.store[Members].get(identity.member_id)


def _no_button(code: LinkCode) -> Button:
    return refuse_link.button(text("It is not me"), code.id)


def tell_first(ctx: Context, code: LinkCode, message: Card | Text) -> None:
    ctx.post(code.first_room, message, priority=Priority.ANSWER, locale=code.first_locale)


def tell_second(ctx: Context, code: LinkCode, message: Card | Text) -> None:
    ctx.post(code.second_room, message, priority=Priority.ANSWER, locale=code.second_locale)
