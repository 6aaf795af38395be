"""How close somebody wants to be: three circles, none above another, each with what it brings."""

from bot.core import Answer, Card, Context, Line, Router, Where, button, text
from bot.domain.roles import Circle, Role

router = Router()

LABELS = {
    Circle.ENGAGED: text("I take an active part"),
    Circle.INFORMED: text("I follow the news"),
    Circle.CITIZEN: text("Only the big moments"),
}
BRINGS = {
    Circle.ENGAGED: text("news, polls and calls for a hand; a few messages a week at most"),
    Circle.INFORMED: text("news and polls; about one message a week"),
    Circle.CITIZEN: text("the big events and the big votes; a few messages a year"),
}


@router.command(
    "circle",
    fr="cercle",
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="you",
    label=text("How close"),
)
def show_circles(ctx: Context) -> Card:
    """Choose how close you want to be."""
    lines: list[Line] = [
        text("“{circle}”: {brings}.", circle=LABELS[circle], brings=BRINGS[circle])
        for circle in Circle
    ]
    if ctx.person.circle is not None:
        lines.append(text("Today: “{circle}”.", circle=LABELS[ctx.person.circle]))
    rows = tuple((button(LABELS[circle], "circle", circle.value),) for circle in Circle)
    return Card(text("How close do you want to be?"), tuple(lines), rows)


@router.button("circle", who=Role.MEMBER)
def choose_circle(ctx: Context, choice: str) -> Answer:
    """Take the circle whose button was pressed."""
    circle = next((each for each in Circle if each.value == choice), None)
    if circle is None:
        return show_circles(ctx)
    ctx.store.members.move(ctx.member, ctx.community.id, circle)
    return text(
        "Noted: “{circle}”. You get {brings}.", circle=LABELS[circle], brings=BRINGS[circle]
    )
