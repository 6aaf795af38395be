"""Audit labels of this feature."""

from bot.core import Act, text

ADD_A_NEWS = Act(text("{who} added a news item"), text("add a news item"))
PUT_A_NEWS_INTO_THE_LETTER = Act(
    text("{who} put a news item in the letter"), text("put a news item in the letter")
)
LEAVE_A_NEWS_ASIDE = Act(text("{who} refused a news item"), text("refuse a news item"))
ASK_FOR_A_MESSAGE = Act(
    text("{who} asked somebody for a message to put in the letter"),
    text("ask somebody for a message to put in the letter"),
)
ANSWER_FOR_A_MESSAGE = Act(
    text("{who} said whether a message of theirs may be in the letter"),
    text("say whether a message of theirs may be in the letter"),
)
CHANGE_A_NEWS = Act(text("{who} changed a news item"), text("change a news item"))
MOVE_A_NEWS = Act(
    text("{who} moved a news item to another letter"), text("move a news item to another letter")
)
PUBLISH_A_NEWS = Act(
    text("{who} published a news item in the rooms"), text("publish a news item in the rooms")
)
TAKE_A_NEWS_OUT_OF_THE_LETTER = Act(
    text("{who} removed a news item from the letter"), text("remove a news item from the letter")
)
SUBMIT_THE_LETTER = Act(text("{who} submitted the letter"), text("submit the letter"))
APPROVE_THE_LETTER = Act(text("{who} approved the letter"), text("approve the letter"))
SUBMIT_THE_NEUTRAL_LETTER = Act(
    text("{who} checked that the letter is neutral and submitted it"),
    text("submit a letter that is neutral"),
)
APPROVE_THE_NEUTRAL_LETTER = Act(
    text("{who} checked that the letter is neutral and approved it"),
    text("approve a letter that is neutral"),
)
PUBLISH_A_NEUTRAL_NEWS = Act(
    text("{who} checked that a news item is neutral and published it"),
    text("publish a news item that is neutral"),
)
PUBLISH_A_NEUTRAL_CHANGE = Act(
    text("{who} checked that the change of a news item is neutral and showed it in the rooms"),
    text("show the change of a news item in the rooms that is neutral"),
)
CORRECT_THE_LETTER = Act(
    text("{who} asked for corrections to the letter"), text("ask for corrections to the letter")
)
SKIP_THE_LETTER = Act(text("{who} skipped a letter"), text("skip a letter"))
PAUSE_THE_LETTER = Act(text("{who} paused the letter"), text("pause the letter"))
RESUME_THE_LETTER = Act(
    text("{who} ended the pause of the letter"), text("end the pause of the letter")
)
TAKE_A_SKIPPED_LETTER_UP_AGAIN = Act(
    text("{who} restored a skipped letter"), text("restore a skipped letter")
)
CHANGE_THE_TITLE_OF_THE_LETTER = Act(
    text("{who} changed the title of the letter"), text("change the title of the letter")
)
CHANGE_THE_GREETING_OF_THE_LETTER = Act(
    text("{who} changed the greeting of the letter"), text("change the greeting of the letter")
)
CHANGE_THE_INTRODUCTION_OF_THE_LETTER = Act(
    text("{who} changed the introduction of the letter"),
    text("change the introduction of the letter"),
)
LOOK_AT_THE_DRAFT_OF_THE_LETTER = Act(
    text("{who} looked at the draft of the letter"), text("look at the draft of the letter")
)
CHANGE_THE_WORDS_OF_THE_LETTER = Act(
    text("{who} changed the words of the letter"), text("change the words of the letter")
)
LOOK_UP_HOW_NEWS_GET_INTO_THE_LETTER = Act(
    text("{who} looked up how to add news to the letter"),
    text("look up how to add news to the letter"),
)
PUT_THE_NEWS_OF_THE_LETTER_IN_ORDER = Act(
    text("{who} reordered the news in the letter"), text("reorder the news in the letter")
)
CHOOSE_THE_DAY_OF_THE_LETTER = Act(
    text("{who} chose the day of the letter"), text("choose the day of the letter")
)
