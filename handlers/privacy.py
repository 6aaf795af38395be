"""The notice: who holds what, why, how long, and whom to write to."""

from bot.core import Bold, Card, Context, Line, Link, Router, Typed, Where, button, text
from bot.core.messages import Buttons

router = Router()


@router.command(
    "privacy",
    fr="confidentialite",
    where=Where.DIRECT,
    theme="bot",
    label=text("Your data"),
)
def show_privacy(ctx: Context) -> Card:
    """Say who holds your data, why and how long, and whom to write to."""
    return Card(text("Your data"), _notice(ctx), ())


@router.button("privacy")
def read_notice(ctx: Context, community_id: int, word: str) -> Card:
    """Show the whole notice to somebody about to join, with the same answers below it."""
    ctx.enter(community_id)
    rows: Buttons = (
        (button(text("I am 15 or older, I accept"), "join", community_id, word),),
        (button(text("No thank you"), "decline"),),
    )
    return Card(text("Your data"), _notice(ctx), () if ctx.person.circle else rows)


def _notice(ctx: Context) -> tuple[Line, ...]:
    contact, community = ctx.contact, ctx.community_or_none
    lines: list[Line] = [
        Bold(text("Who holds it")),
        text(
            "{controller}, for {community}. Nobody else gets it.",
            controller=contact.controller or contact.instance,
            community=contact.instance if community is None else community.name,
        ),
        Bold(text("What is kept")),
        text(
            "Your name, your accounts here, your circle, what you said yes to, your votes, and "
            "what you send to those who tend the community. No birth date, no address."
        ),
        Bold(text("Why")),
        text(
            "So that you can take part: vote, write, get news and answers. It rests on your own "
            "yes, which you can take back."
        ),
        Bold(text("How long")),
        text(
            "As long as you are a member, and until you ask for it to be erased: {forget}. A "
            "message is kept only while it is handled.",
            forget=Typed("/forget", "/effacer"),
        ),
        Bold(text("On which network")),
        text(
            "What you write here also passes through the servers of {network}, which has rules of "
            "its own.",
            network=ctx.incoming.network.capitalize(),
        ),
        Bold(text("Your rights")),
        text(
            "You can see, correct, take back or erase everything: {me} and {leave}. You can also "
            "turn to the CNIL (cnil.fr).",
            me=Typed("/me", "/moi"),
            leave=Typed("/leave", "/quitter"),
        ),
    ]
    if contact.address:
        lines.append(text("Whom to write to: {contact}.", contact=contact.address))
    if contact.notice_url:
        lines.append(Link(text("The whole notice"), contact.notice_url))
    return tuple(lines)
