"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

OPEN_A_POLL = Act(text("{who} opened a poll"), text("open a poll"))
PROPOSE_A_POLL = Act(text("{who} proposed a poll"), text("propose a poll"))
DECIDE_A_PROPOSED_POLL = Act(
    text("{who} decided about a proposed poll"), text("decide about a proposed poll")
)
CLOSE_A_POLL = Act(text("{who} closed a poll"), text("close a poll"))
WITHDRAW_A_POLL = Act(text("{who} withdrew a poll"), text("withdraw a poll"))
CORRECT_A_POLL = Act(text("{who} corrected a poll"), text("correct a poll"))
EXPORT_THE_RESULT_OF_A_POLL = Act(
    text("{who} exported the result of a poll"), text("export the result of a poll")
)
PREPARE_A_POLL = Act(text("{who} prepared a poll"), text("prepare a poll"))
READ_WORDS_OF_A_POLL = Act(text("{who} read the words in a poll"), text("read the words in a poll"))
KEEP_QUESTIONS_OF_THE_WEEK = Act(
    text("{who} kept the list of the questions of the week"),
    text("keep the list of the questions of the week"),
)
ASK_FOR_THE_LETTER = Act(
    text("{who} asked an author whether the letter may have their answer"),
    text("ask an author whether the letter may have their answer"),
)
READ_WHO_HAS_NOT_VOTED = Act(
    text("{who} read who has not voted in a poll"), text("read who has not voted in a poll")
)
READ_VOTER_LIST = Act(
    text("{who} read the list of voters of a poll"), text("read the list of voters of a poll")
)
PUBLISH_WORDS_OF_A_POLL = Act(
    text("{who} published the words in a poll"), text("publish the words in a poll")
)
