"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

PRINT_THE_POSTER = Act(text("{who} got the community's poster"), text("get the community's poster"))
BRING_A_LIST_OF_PEOPLE_TO_INVITE = Act(
    text("{who} brought a list of people to invite"), text("bring a list of people to invite")
)
LOOK_AT_A_LIST_OF_PEOPLE_TO_INVITE = Act(
    text("{who} looked at a list of people to invite"), text("look at a list of people to invite")
)
GIVE_UP_A_LIST_OF_PEOPLE_TO_INVITE = Act(
    text("{who} discarded a list of people to invite"), text("discard a list of people to invite")
)
WITHDRAW_THE_INVITATIONS_OF_A_LIST = Act(
    text("{who} withdrew the invitations of a list"), text("withdraw the invitations of a list")
)
EXPORT_THE_CODES_OF_THOSE_INVITED = Act(
    text("{who} exported the invitation codes"), text("export the invitation codes")
)
LOOK_AT_WHO_IS_INVITED = Act(text("{who} looked at who is invited"), text("see who is invited"))
GIVE_AN_INVITED_PERSON_A_CODE = Act(
    text("{who} gave an invited person a new code"), text("give an invited person a new code")
)
WITHDRAW_SOMEBODY_INVITATION = Act(
    text("{who} withdrew an invitation"), text("withdraw an invitation")
)
IMPORT_PEOPLE_TO_INVITE = Act(
    text("{who} imported people to invite"), text("import people to invite")
)
WRITE_TO_INVITED_PEOPLE = Act(
    text("{who} had the people of a list written to"), text("have the people of a list written to")
)
SET_A_GOAL_FOR_THE_NUMBER_OF_MEMBERS = Act(
    text("{who} set a goal for the number of members"), text("set a goal for the number of members")
)

router.act("import_remarks file", LOOK_AT_A_LIST_OF_PEOPLE_TO_INVITE)
router.act("invitation_sheet file", EXPORT_THE_CODES_OF_THOSE_INVITED)
router.act("invitation_links file", EXPORT_THE_CODES_OF_THOSE_INVITED)
