"""Figures on members: how many, by circle, and how many are new."""

from bot.core import JobContext, Line, Router, ntext, text
from bot.domain.roles import Circle
from bot.domain.stats import Period
from bot.references.stats import Figures, figures
from bot.vocabulary.audiences.circles import LABELS
from storage.members import MemberFigures

router = Router()


@router.contribution(figures)
def member_figures(ctx: JobContext, period: Period) -> Figures:
    """Numbers of members by circle, and of those who joined."""
    circles = ctx.store[MemberFigures].by_circle(ctx.community.id)
    joined = ctx.store[MemberFigures].joined(ctx.community.id, period.since, period.until)
    count = sum(circles.values())
    lines: list[Line] = [ntext("{count} member", "{count} members", count)]
    lines += [
        text("{circle}: {count}", circle=LABELS[circle], count=circles[circle])
        for circle in Circle
        if circle in circles
    ]
    if joined:
        lines.append(text("New in this time: {count}", count=joined))
    return Figures(order=10, title=text("Members"), lines=tuple(lines))
