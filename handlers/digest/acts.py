"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

ADD_A_NEWS = Act(text("{who} added a news"), text("add a news"))
PUT_A_NEWS_INTO_THE_LETTER = Act(
    text("{who} put a news into the letter"), text("put a news into the letter")
)
LEAVE_A_NEWS_ASIDE = Act(text("{who} left a news aside"), text("leave a news aside"))
TAKE_A_NEWS_OUT_OF_THE_LETTER = Act(
    text("{who} took a news out of the letter"), text("take a news out of the letter")
)
SUBMIT_THE_LETTER = Act(text("{who} submitted the letter"), text("submit the letter"))
APPROVE_THE_LETTER = Act(text("{who} approved the letter"), text("approve the letter"))
CORRECT_THE_LETTER = Act(
    text("{who} asked for the letter to be corrected"), text("correct the letter")
)
SKIP_THE_LETTER = Act(text("{who} skipped the letter"), text("skip the letter"))
TAKE_A_SKIPPED_LETTER_UP_AGAIN = Act(
    text("{who} took the skipped letter up again"), text("take a skipped letter up again")
)
CHANGE_THE_TITLE_OF_THE_LETTER = Act(
    text("{who} changed the title of the letter"), text("change the title of the letter")
)
LOOK_UP_HOW_NEWS_GET_INTO_THE_LETTER = Act(
    text("{who} looked up how news get into the letter"),
    text("look up how news get into the letter"),
)
PUT_THE_NEWS_OF_THE_LETTER_IN_ORDER = Act(
    text("{who} put the news of the letter in order"), text("put the news of the letter in order")
)
CHOOSE_THE_DAY_OF_THE_LETTER = Act(
    text("{who} chose the day of the letter"), text("choose the day of the letter")
)
