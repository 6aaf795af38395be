"""The register of members: listing, filters, export."""

from handlers.members.member_list import visible_accounts, visible_link

__all__ = ["visible_accounts", "visible_link"]
