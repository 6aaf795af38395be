"""Introductions for which a gardener has to speak with a member: no message reaches them."""

from bot.core import Context, Router, Text, Todo, text
from bot.domain.introductions import Asked
from bot.domain.roles import Role
from bot.references.introductions import matches_command
from handlers.introductions import acts
from handlers.introductions.introduction_people import NoIntroduction
from storage.introductions import Introductions
from storage.members import Members

router = Router()

MOST_LISTED = 3


@router.todo
def unreached_members(ctx: Context) -> list[Todo]:
    """The members whom this gardener proposed to introduce and who get no message of it.

    It depends on nobody's answer: that would tell of a no.
    """
    found = ctx.store[Introductions].unreached(ctx.community.id, ctx.member.id, ctx.now)
    todos = []
    for pair in found[:MOST_LISTED]:
        one = ctx.store[Members].get(pair.own.member_id)
        other = ctx.store[Members].get(pair.other.member_id)
        if one is not None and other is not None:
            line = text(
                "I cannot write to {name} about the introduction to {other}: speak of it in "
                "person. The answer is given under {matches}.",
                name=one.name,
                other=other.name,
                matches=matches_command.typed(),
            )
            label = text("{name} knows of it", name=one.name)
            todos.append(Todo(line, (note_told.button(label, pair.introduction.id, one.id),)))
    return todos


@router.button("introduction_told", who=Role.GARDENER, trace=acts.TELL_OF_AN_INTRODUCTION)
def note_told(ctx: Context, introduction_id: int, member_id: int) -> Text:
    """Note that a gardener told a member of an introduction that they proposed."""
    found = ctx.store[Introductions].unreached(ctx.community.id, ctx.member.id, ctx.now)
    for pair in found:
        if (pair.introduction.id, pair.own.member_id) == (introduction_id, member_id):
            pair.own.asked_about = Asked.MEETING
            return text("Noted: it is off the list.")
    raise NoIntroduction(matches=matches_command.typed())
