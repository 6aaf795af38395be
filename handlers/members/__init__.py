"""The register of members: listing, filters, export."""

from handlers.members.member_list import contact_line, visible_link

__all__ = ["contact_line", "visible_link"]
