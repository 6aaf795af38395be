"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

SET_A_ROOM_UP = Act(text("{who} configured a room"), text("configure a room"))
LOOK_AT_THE_SETUP = Act(
    text("{who} looked at the next step of a setup"), text("see the next step of a setup")
)
LOOK_UP_THE_COMMUNITIES = Act(
    text("{who} looked up the communities"), text("look up the communities")
)
SET_THE_PRE_ELECTION_PERIOD = Act(
    text("{who} changed the pre-election period"), text("change the pre-election period")
)
MAKE_A_COMMUNITY = Act(text("{who} created a community"), text("create a community"))
COPY_A_COMMUNITY = Act(
    text("{who} created a community from another one"), text("create a community from another one")
)
REMOVE_AN_EMPTY_COMMUNITY = Act(
    text("{who} removed an empty community"), text("remove an empty community")
)
