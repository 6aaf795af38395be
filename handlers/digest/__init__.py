"""The digest: news, draft, approval by two gardeners, sending."""

from handlers.digest.draft_changes import (
    add_to_digest,
    announce_next_digest,
    change_digest_day,
    remove_from_digest,
)
from handlers.digest.due_digest import (
    hold_doubtful_digest,
    miss_due_digest,
    remind_of_approvals,
    send_due_digest,
)
from handlers.digest.news_publication import (
    PUBLISHED_IN,
    NoRoomForNews,
    content_card,
    news_in_letter,
    post_news,
    remind_of_consultations,
)
from handlers.digest.words import signature_text

__all__ = [
    "PUBLISHED_IN",
    "NoRoomForNews",
    "add_to_digest",
    "announce_next_digest",
    "change_digest_day",
    "content_card",
    "hold_doubtful_digest",
    "miss_due_digest",
    "news_in_letter",
    "post_news",
    "remind_of_approvals",
    "remind_of_consultations",
    "remove_from_digest",
    "send_due_digest",
    "signature_text",
]
