"""Filter of a list of needs, as its buttons carry it."""

from dataclasses import dataclass

from bot.core import Context, text
from bot.domain.needs.need import NeedKind
from bot.vocabulary.audiences.domain_choice import NO_DOMAIN, domain_signed
from bot.vocabulary.lists.list_pages import WHOLE
from handlers.needs.need_words import need_reader
from storage.needs import NeedFilter

ALL, MINE = WHOLE, "mine"
LABELS = {
    ALL: text("All"),
    NeedKind.NEED.value: text("Needs"),
    NeedKind.OFFER.value: text("Offers"),
    MINE: text("My own"),
}


@dataclass(frozen=True, slots=True)
class NeedListFilter:
    """A list of needs; unknown words of a button show all of them."""

    part: str = ALL
    """A kind, `mine` or `all`."""
    domain: str = NO_DOMAIN
    """The sign of a domain."""

    def of(self, ctx: Context) -> NeedFilter:
        """The part that the sender may read."""
        return NeedFilter(
            day=ctx.today,
            reader=need_reader(ctx),
            kind=NeedKind(self.part) if self.part in set(NeedKind) else None,
            domain=domain_signed(ctx.community.domains, self.domain),
            author_id=ctx.member.id if self.part == MINE else None,
        )
