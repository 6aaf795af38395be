"""A community without any settings of its own."""

from storage.communities import Communities, Community
from storage.unit_of_work import Store


def new_community(store: Store, slug: str) -> Community:
    """Add a community that is called by its short name."""
    names = {"slug": slug, "name": slug, "locale": "fr", "timezone": "Europe/Paris"}
    return store[Communities].add(Community(**names, digest="", polls_by="gardeners"))
