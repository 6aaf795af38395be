"""Audit labels of this feature."""

from bot.core import Act, text

ADD_NEWS = Act(text("{who} added a news item"), text("add a news item"))
KEEP_NEWS = Act(text("{who} put a news item in the letter"), text("put a news item in the letter"))
REFUSE_NEWS = Act(text("{who} refused a news item"), text("refuse a news item"))
ASK_FOR_MESSAGE = Act(
    text("{who} asked somebody for a message to put in the letter"),
    text("ask somebody for a message to put in the letter"),
)
ANSWER_FOR_MESSAGE = Act(
    text("{who} said whether a message of theirs may be in the letter"),
    text("say whether a message of theirs may be in the letter"),
)
CHANGE_NEWS = Act(text("{who} changed a news item"), text("change a news item"))
MOVE_NEWS = Act(
    text("{who} moved a news item to another letter"), text("move a news item to another letter")
)
PUBLISH_NEWS = Act(
    text("{who} published a news item in the rooms"), text("publish a news item in the rooms")
)
REMOVE_NEWS = Act(
    text("{who} removed a news item from the letter"), text("remove a news item from the letter")
)
SUBMIT = Act(text("{who} submitted the letter"), text("submit the letter"))
APPROVE = Act(text("{who} approved the letter"), text("approve the letter"))
SUBMIT_NEUTRAL = Act(
    text("{who} checked that the letter is neutral and submitted it"),
    text("submit a letter that is neutral"),
)
APPROVE_NEUTRAL = Act(
    text("{who} checked that the letter is neutral and approved it"),
    text("approve a letter that is neutral"),
)
PUBLISH_NEUTRAL_NEWS = Act(
    text("{who} checked that a news item is neutral and published it"),
    text("publish a news item that is neutral"),
)
SHOW_NEUTRAL_CHANGE = Act(
    text("{who} checked that the change of a news item is neutral and showed it in the rooms"),
    text("show the change of a news item in the rooms that is neutral"),
)
CORRECT = Act(
    text("{who} asked for corrections to the letter"), text("ask for corrections to the letter")
)
SKIP = Act(text("{who} skipped a letter"), text("skip a letter"))
PAUSE = Act(text("{who} paused the letter"), text("pause the letter"))
RESUME = Act(text("{who} ended the pause of the letter"), text("end the pause of the letter"))
RESTORE_SKIPPED = Act(text("{who} restored a skipped letter"), text("restore a skipped letter"))
CHANGE_TITLE = Act(
    text("{who} changed the title of the letter"), text("change the title of the letter")
)
CHANGE_GREETING = Act(
    text("{who} changed the greeting of the letter"), text("change the greeting of the letter")
)
CHANGE_INTRODUCTION = Act(
    text("{who} changed the introduction of the letter"),
    text("change the introduction of the letter"),
)
LOOK_AT_DRAFT = Act(
    text("{who} looked at the draft of the letter"), text("look at the draft of the letter")
)
CHANGE_WORDS = Act(
    text("{who} changed the words of the letter"), text("change the words of the letter")
)
EXPLAIN_NEWS = Act(
    text("{who} looked up how to add news to the letter"),
    text("look up how to add news to the letter"),
)
REORDER_NEWS = Act(
    text("{who} reordered the news in the letter"), text("reorder the news in the letter")
)
CHOOSE_DAYS = Act(text("{who} chose the day of the letter"), text("choose the day of the letter"))
