"""Audit labels of this feature."""

from bot.core import Act, Router, text

router = Router()

SEE_TO_THE_FEEDS = Act(
    text("{who} saw to the feeds that are followed"), text("see to the feeds that are followed")
)
LOOK_THROUGH_NEWS_OF_A_FEED = Act(
    text("{who} looked through the news of a feed"), text("look through the news of a feed")
)
DECIDE_ABOUT_NEWS_OF_A_FEED = Act(
    text("{who} decided about news of a feed"), text("decide about news of a feed")
)
POST_NEWS_OF_A_FEED = Act(
    text("{who} posted news of a feed in the rooms"), text("post news of a feed in the rooms")
)
POST_NEUTRAL_NEWS_OF_A_FEED = Act(
    text("{who} checked that news of a feed are neutral and posted them in the rooms"),
    text("post news of a feed that are neutral in the rooms"),
)
