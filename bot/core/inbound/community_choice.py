"""The community of a private message: asked once if nothing names it, then remembered.

A room names it, and so do a pressed message, a reply and a link. The request is held for an hour
and continues after the answer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core.context.context import CommunityChoice, Context
from bot.core.declarations.arguments import NoSuchCommunity
from bot.core.declarations.declaration import ButtonCall, Command, Declaration
from bot.core.declarations.permissions import may
from bot.core.declarations.references import (
    ask_community,
    choose_and_go_on,
    choose_community,
    menu_command,
)
from bot.core.declarations.shown_revisions import changes_when_typed
from bot.core.messages.content import Answer, Button, Buttons, Card, Replace, Text, text
from bot.core.messages.incoming import Answered, Mention
from bot.domain.words import fold
from storage.communities import Communities, Community, Cultivators
from storage.inbound import Forms, OpenForm
from storage.members import Members

MOST_CHOICES = 80
_LONGEST_NUMBER = 9


def community_finder(ctx: Context) -> Callable[[str], Community]:
    """A function that finds a community by number, short name or name."""

    def find(typed: str) -> Community:
        found = named(ctx.store[Communities].all(), typed)
        if found is None and typed.isdecimal() and len(typed) <= _LONGEST_NUMBER:
            found = ctx.store[Communities].find(int(typed))
        if found is None:
            raise NoSuchCommunity(typed=typed[:40])
        return found

    return find


def named(communities: Sequence[Community], typed: str) -> Community | None:
    """The community with this short name or name."""
    wanted = fold(typed)
    return next((each for each in communities if wanted in (each.slug, fold(each.name))), None)


def several_meant(ctx: Context, declaration: Declaration) -> Sequence[Community]:
    """The communities of which each may be meant; none, in the one that is, where it is clear."""
    if ctx.community_choice is CommunityChoice.NAMED or not declaration.is_of_one_community:
        return ()
    outside = declaration.admits_outsiders and ctx.cultivates()
    if ctx.community_choice is CommunityChoice.KNOWN and not outside:
        return ()
    open_to = _open_to(ctx, outside=outside)
    here = _remembered_choice(ctx)
    meant = [each for each in open_to if each.id == here] or open_to
    if len(meant) == 1:
        ctx.enter(meant[0].id)
        return ()
    may_anywhere = any(may(ctx.elsewhere(each.id), declaration) for each in open_to)
    return open_to if may_anywhere else ()


def ask_which(
    ctx: Context, several: Sequence[Community], held: OpenForm | None, forgotten: Text | None = None
) -> Card:
    """The question which of several communities is meant.

    `held` goes on after the answer; what is `forgotten` of it is said.
    """
    remarks = [
        text("I remember your answer; {menu} lets you change it.", menu=menu_command.typed())
    ]
    if forgotten is not None:
        remarks.append(forgotten)
    if held is None:
        return _question(several, remarks)
    return _question(several, remarks, hold(ctx, held))


def ask_before_words(ctx: Context) -> Card | None:
    """Ask which community plain words are about; None where only one may be.

    They are understood once it is chosen.
    """
    open_to = _open_to(ctx, outside=False)
    if ctx.community_choice is not CommunityChoice.OPEN or len(open_to) < 2:  # noqa: PLR2004 - several
        return None
    return ask_which(ctx, open_to, _open_form("talk", words=ctx.incoming.words))


def switch(ctx: Context) -> Card | Text:
    """Ask which community is meant from now on."""
    open_to = _open_to(ctx, outside=ctx.cultivates())
    if len(open_to) > 1:
        return _question(open_to)
    if not open_to:
        return text("You belong to no community yet.")
    return text("You belong to one community: {community}.", community=open_to[0].name)


def choose(ctx: Context, community_id: int) -> bool:
    """Remember a choice and go on in its name; False where it is none of this person's."""
    open_to = {each.id for each in _open_to(ctx, outside=ctx.cultivates())}
    if community_id not in open_to:
        return False
    member = ctx.person.member
    if member is None:
        ctx.store[Cultivators].mean(ctx.person.address, community_id)
    else:
        member.here = community_id
    ctx.enter(community_id)
    return True


def chosen(ctx: Context) -> Card:
    """The confirmation of a choice, with a way to choose again."""
    confirmation = text("Noted: {community}, until you change it.", community=ctx.community.name)
    return Card(None, (confirmation,), ((ask_community.button(text("Change the community")),),))


def change_button(ctx: Context) -> Button | None:
    """A button that changes the community, for people who have several."""
    here = ctx.community_or_none
    if len(_open_to(ctx, outside=ctx.cultivates())) < 2:  # noqa: PLR2004 - from one to another
        return None
    if here is None or ctx.community_choice is CommunityChoice.OPEN:
        return ask_community.button(text("Choose a community"))
    return ask_community.button(text("Community: {community} · change", community=here.name))


def has_several(ctx: Context, declaration: Declaration) -> bool:
    """True if this person may mean several communities, so that an answer names its own."""
    if not declaration.is_of_one_community:
        return False
    outside = declaration.admits_outsiders and ctx.cultivates()
    return len(_open_to(ctx, outside=outside)) > 1


def titled(ctx: Context, answer: Answer) -> Answer:
    """An answer read in private, under the name of its community."""
    here = ctx.community_or_none
    if here is None:
        return answer
    match answer:
        case Replace(message):
            return Replace(_with_title(here.name, message))
        case Card() | Text() | str():
            return _with_title(here.name, answer)
        case _:
            return answer


def _with_title(name: str, message: Card | Text | str) -> Card:
    if not isinstance(message, Card):
        return Card(name, (message,))
    if message.title is None:
        return replace(message, title=name)
    named_already = isinstance(message.title, Text) and name in message.title.values.values()
    if named_already or message.title == name:
        return message
    title = replace(_TITLE, values={"community": name, "title": message.title})
    return replace(message, title=title)


_TITLE = text("{community} · {title}")


def _question(open_to: Sequence[Community], remarks: Sequence[Text] = (), mark: str = "") -> Card:
    rows: Buttons = tuple((_choice_button(each, mark),) for each in open_to[:MOST_CHOICES])
    return Card(text("For which community?"), tuple(remarks), rows)


def _choice_button(community: Community, mark: str) -> Button:
    if mark:
        return choose_and_go_on.button(community.name, community.id, mark)
    return choose_community.button(community.name, community.id)


def _open_to(ctx: Context, *, outside: bool) -> list[Community]:
    """The communities that this person may mean, by name: theirs, or all from outside."""
    communities, member = ctx.store[Communities], ctx.person.member
    if outside:
        found = list(communities.all())
    else:
        own = () if member is None else ctx.store[Members].communities_of(member)
        found = [communities.get(each) for each in own]
    return sorted(found, key=lambda each: (fold(each.name), each.id))


def _remembered_choice(ctx: Context) -> int | None:
    member = ctx.person.member
    return ctx.store[Cultivators].meant_by(ctx.person.address) if member is None else member.here


HELD_FOR = timedelta(hours=1)


def held_words(ctx: Context, words: str) -> OpenForm:
    """A typed command to hold, with its mentions, and the answered message if the sender's own."""
    came = ctx.incoming
    mentions = [[each.words, each.address] for each in came.mentions]
    held: dict[str, Any] = {"words": words, "mentions": mentions, "attachment": came.attachment}
    held["typed_at"] = changes_when_typed(ctx)
    if came.answered is not None and came.answered.author == came.sender:
        held["answered"] = [came.answered.words, came.answered.author, came.answered.name]
    return _open_form("words", **held)


def words_to_keep(ctx: Context, command: Command, words: str, rest: str) -> str:
    """The words of a command that may wait; no choice of one who may vote in secret."""
    first = rest.split(maxsplit=1)[:1]
    may_be_secret = command.confidential is not None and rest.split() != first
    # The parts of a message by which the store tells whether it may be confidential.
    if not may_be_secret or not ctx.store.conceals({"sender": ctx.incoming.sender, "direct": True}):
        return words
    return " ".join([command.name, *first])


def held_press(button: ButtonCall, press: str) -> OpenForm | None:
    """A pressed button to hold; None for one that may be a secret vote."""
    return None if button.confidential is not None else _open_form("press", press=press)


def held_form(name: str, answers: Mapping[str, str]) -> OpenForm:
    """A form to hold, with the answers known so far."""
    return _open_form("form", name=name, answers=dict(answers))


def _open_form(kind: str, **values: Any) -> OpenForm:  # noqa: ANN401 - what JSON holds
    return OpenForm(kind, None, values)


def hold(ctx: Context, held: OpenForm) -> str:
    """Hold a request of this room for an hour, in place of an earlier one; gives its mark."""
    return str(ctx.store[Forms].hold(ctx.incoming.room, held, ctx.now + HELD_FOR))


def held_for(ctx: Context, mark: str) -> OpenForm | None:
    """The held request; None if it expired or was replaced."""
    room = ctx.incoming.room
    held = ctx.store[Forms].held_in(room, ctx.now)
    if held is None or str(held.mark) != mark:
        return None
    ctx.store[Forms].forget_held(room)
    return held


def take_up(ctx: Context, held: OpenForm) -> None:
    """Restore mentions and attachment of the held command, and the message that it answers.

    It was typed about what was shown then: see `check_delivered`.
    """
    given = held.answers
    if held.form == "words":
        mentions = tuple(Mention(words, address) for words, address in given["mentions"])
        ctx.typed_at = given.get("typed_at", 0)
        answered = Answered(*given["answered"]) if "answered" in given else None
        ctx.incoming = replace(
            ctx.incoming, mentions=mentions, attachment=given["attachment"], answered=answered
        )
