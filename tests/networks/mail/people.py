"""The members of the town's community."""

from storage.communities import Communities
from tests.register import members_of
from tests.town import Town


def names(town: Town) -> list[str]:
    with town.database.reading() as store:
        [community] = store[Communities].all()
        return [each.name for each in members_of(store, community.id)]
