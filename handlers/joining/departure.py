"""Things that are withdrawn when a member leaves."""

from bot.core import Context, Router
from bot.references.personal_data import leaving, stranger_leaving
from storage.joining import Welcomes
from storage.members import Identities, Member

router = Router()


@router.contribution(leaving)
def forget_welcomes(ctx: Context, member: Member) -> None:
    """Forget which rooms the member came into."""
    accounts = ctx.store[Identities].of(member)
    ctx.store[Welcomes].forget({each.address for each in accounts})


@router.contribution(stranger_leaving)
def forget_stranger(ctx: Context) -> None:
    """Forget which rooms the sender came into."""
    ctx.store[Welcomes].forget({ctx.person.address})
