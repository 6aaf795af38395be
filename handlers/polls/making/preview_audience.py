"""The people whom a poll is for, chosen by buttons before it is published."""

from dataclasses import replace

from bot.core import Button, Card, Context, Replace, Router, Words, text
from bot.domain.roles import Role
from bot.references.polls import choose_voters
from bot.vocabulary.audiences import audience_text, choice_rows, with_choice
from handlers.polls import acts
from handlers.polls.making.preview import keep_preview, preview_card, previewed_poll
from storage.polls import NewPoll

router = Router()


@router.button(choose_voters, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def show_audience(ctx: Context, mark: int) -> Replace:
    """Offer the circles, domains and places of the community."""
    return Replace(_audience_card(ctx, previewed_poll(ctx, mark)))


@router.button("poll_for", who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def choose_audience(ctx: Context, mark: int, kind: str, sign: str) -> Replace:
    """Add a choice to the people who may vote, or remove it."""
    new = previewed_poll(ctx, mark)
    chosen = with_choice(ctx.community, new.whom, kind, sign)
    return Replace(_audience_card(ctx, replace(new, whom=chosen)))


@router.button("poll_preview", who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def show_preview(ctx: Context, mark: int) -> Replace:
    """Show the preview again."""
    return Replace(preview_card(ctx, previewed_poll(ctx, mark)))


def _audience_card(ctx: Context, new: NewPoll) -> Card:
    mark = keep_preview(ctx, new)
    whom = audience_text(new.whom) or text("For everyone.")
    hint = text("Everyone sees the poll in the rooms; only these people can vote.")

    def choose(label: Words, kind: str, sign: str) -> Button:
        return choose_audience.button(label, mark, kind, sign)

    back = (show_preview.button(text("Back to the poll"), mark),)
    rows = (*choice_rows(ctx.community, new.whom, choose), back)
    return Card(text("📊 {question}", question=new.question), (whom, hint), rows)
