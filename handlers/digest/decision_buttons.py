"""The buttons that submit, approve, send or correct a letter."""

from collections.abc import Sequence

from bot.core import Buttons, Context, LetterItem, Text, text
from bot.domain.digest.approvals import DigestState
from bot.references.digest import approve_shown_digest, ask_digest_correction, submit_shown_digest
from handlers.digest.approval_words import hours_to_answer
from storage.digest import Digest


def decision_buttons(
    ctx: Context, digest: Digest, letter: Sequence[LetterItem], *, to_approve: bool = False
) -> Buttons:
    """Buttons for the possible decisions; a person is offered one approval at most."""
    status, here = digest.status, digest.id
    if status.submitted is None:
        return ((submit_shown_digest.button(_submit_label(ctx), here),),) if letter else ()
    correct = ask_digest_correction.button(text("Correct"), here)
    alone = status.submitted.seat.other in ctx.unattended
    by_me = ctx.direct and status.submitted.member_id == ctx.member.id and not alone
    is_own = by_me and not to_approve
    alone_at = status.alone_at(hours_to_answer(ctx, digest))
    is_enough = status.has_both_approvals or (alone_at is not None and alone_at <= ctx.now)
    if status.state is DigestState.MISSED and (is_enough or not is_own):
        return ((approve_shown_digest.button(text("Send now"), here), correct),)
    if status.approved is not None or is_own:
        return ((correct,),)
    return ((approve_shown_digest.button(text("Approve"), here), correct),)


def _submit_label(ctx: Context) -> Text:
    """Label with the approver's name, if there is only one."""
    hands = sorted(ctx.hands)
    others = ctx.seat_statuses[hands[0].other].acting if len(hands) == 1 else ()
    if len(others) != 1 or hands[0].other in ctx.unattended:
        return text("Submit")
    return text("Submit to {name}", name=others[0].name)
