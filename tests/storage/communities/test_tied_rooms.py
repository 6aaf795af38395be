"""The rooms that belong to a community: those alone lead the bot on when they are replaced."""

import pytest

from storage.communities import Communities, RoomKind
from storage.unit_of_work import Database
from tests.storage.communities.new_community import new_community


@pytest.mark.parametrize(
    ("address", "is_tied"),
    [
        pytest.param("matrix:!square:a.test", True, id="its room"),
        pytest.param("matrix:!forum:a.test", True, id="a room with a thread of it"),
        pytest.param("matrix:!square:a.tes", False, id="a part of its name"),
        pytest.param("matrix:!met:a.test", False, id="a room that belongs to none"),
        pytest.param("matrix:!direct:a.test", False, id="a direct room"),
        pytest.param("matrix:!unknown:a.test", False, id="an unknown room"),
    ],
)
def test_a_room_is_tied_to_a_community_or_not(
    database: Database,
    address: str,
    is_tied: bool,  # noqa: FBT001 - as listed above
) -> None:
    with database.unit() as store:
        community, rooms = new_community(store, "energie"), store[Communities]
        rooms.put_room("matrix:!square:a.test", RoomKind.COMMUNITY, community)
        rooms.put_room("matrix:!forum:a.test/$root", RoomKind.WORKING_GROUP, community)
        rooms.put_room("matrix:!met:a.test", RoomKind.COMMUNITY, None)
        rooms.put_room("matrix:!direct:a.test/@zoe:a.test", RoomKind.DIRECT, None)

        assert rooms.is_tied(address) is is_tied
