"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

BRING_A_LIST_OF_PEOPLE_TO_INVITE = Act(
    text("{who} brought a list of people to invite"), text("bring a list of people to invite")
)
LOOK_AT_A_LIST_OF_PEOPLE_TO_INVITE = Act(
    text("{who} looked at a list of people to invite"), text("look at a list of people to invite")
)
GIVE_UP_A_LIST_OF_PEOPLE_TO_INVITE = Act(
    text("{who} gave up a list of people to invite"), text("give up a list of people to invite")
)
WITHDRAW_THE_INVITATIONS_OF_A_LIST = Act(
    text("{who} withdrew the invitations of a list"), text("withdraw the invitations of a list")
)
EXPORT_THE_CODES_OF_THOSE_INVITED = Act(
    text("{who} exported the codes of those invited"), text("export the codes of those invited")
)
LOOK_AT_WHO_IS_INVITED = Act(text("{who} looked at who is invited"), text("look at who is invited"))
GIVE_AN_INVITED_PERSON_A_CODE = Act(
    text("{who} gave an invited person another code"), text("give an invited person a code")
)
WITHDRAW_SOMEBODY_INVITATION = Act(
    text("{who} withdrew somebody's invitation"), text("withdraw somebody's invitation")
)
IMPORT_PEOPLE_TO_INVITE = Act(
    text("{who} imported people to invite"), text("import people to invite")
)
SET_A_GOAL_FOR_THE_NUMBER_OF_MEMBERS = Act(
    text("{who} set a goal for the number of members"), text("set a goal for the number of members")
)

router.act("import_remarks file", LOOK_AT_A_LIST_OF_PEOPLE_TO_INVITE)
router.act("invitation_sheet file", EXPORT_THE_CODES_OF_THOSE_INVITED)
router.act("invitation_links file", EXPORT_THE_CODES_OF_THOSE_INVITED)
