"""A need or an offer as another member sees it, without the author's contact."""

from bot.core import Answer, Card, Context, Line, Router, Small, text
from bot.domain.needs.need import NeedKind
from bot.domain.roles import Role
from bot.references.needs import meet_author, need_command, need_thing, show_need
from handlers.needs.matches import matches_card
from handlers.needs.need_lookup import readable_need
from handlers.needs.need_words import author_name, lines_of, need_reader, need_title
from handlers.needs.own_need import draw_own_need

router = Router()


@router.revised(need_thing)
def show_need_again(ctx: Context, number: int) -> Answer:
    """Show a need that changed since the person acted on it."""
    return show_need.run(ctx, number)


@router.button(show_need, who=Role.MEMBER, deep=True)
def show_one_need(ctx: Context, number: int) -> Answer:
    """Show a need, each reader what is theirs to do."""
    need = readable_need(ctx, number)
    if need.author_id == ctx.member.id:
        return draw_own_need(ctx, need.id)
    if need_reader(ctx).is_territory:
        return matches_card(ctx, need)
    lines: list[Line] = [*lines_of(need), "", author_name(ctx, need)]
    lines.append(Small(text("In writing: {command}", command=need_command.typed(need.id))))
    label = text("I can help") if need.kind is NeedKind.NEED else text("I am interested")
    every = need_command.button(text("All needs and offers"))
    rows = ((meet_author.button(label, need.id),), (every,))
    return Card(need_title(need), tuple(lines), rows)
