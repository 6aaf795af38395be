"""Find a sent digest, and say who may read it."""

from bot.core import Context
from bot.domain.digest.approvals import DigestState
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.digest import digest_command
from storage.communities import Community
from storage.digest import Digest, Digests


class NoSuchDigest(Refusal):
    """No such letter has gone out here. {digest} shows the last one."""

    def __init__(self) -> None:
        super().__init__(digest=digest_command.typed())


def digest_readers(community: Community | None) -> Role:
    """The least role that may read a digest by its link, as the community chose."""
    is_public = community is not None and community.public_channel
    return Role.ANYONE if is_public else Role.MEMBER


def sent_digest(ctx: Context, digest_id: int) -> Digest:
    """Return a digest that has gone out here."""
    here = ctx.community_or_none
    digest = ctx.store[Digests].get(digest_id)
    if digest is None or here is None or digest.community_id != here.id:
        raise NoSuchDigest
    if digest.state != DigestState.SENT:
        raise NoSuchDigest
    return digest
