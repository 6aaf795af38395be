"""References of digest that several files use."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from bot.core import (
    Act,
    Answer,
    ButtonRef,
    Card,
    CardRef,
    CommandRef,
    Contributions,
    DownloadRef,
    FormRef,
    JobContext,
    Replace,
    RevisedRef,
    text,
)
from bot.domain.digest.composing import Key
from bot.vocabulary.letter_items import LetterItem
from storage.digest import Digest

ADD_NEWS = Act(text("{who} added a news item"), text("add a news item"))
KEEP_NEWS = Act(text("{who} put a news item in the letter"), text("put a news item in the letter"))
CHANGE_NEWS = Act(text("{who} changed a news item"), text("change a news item"))
REMOVE_NEWS = Act(
    text("{who} removed a news item from the letter"), text("remove a news item from the letter")
)
LOOK_AT_DRAFT = Act(
    text("{who} looked at the draft of the letter"), text("look at the draft of the letter")
)

DRAFT_SUBJECT = "digest_draft"
"""The subject of the draft card, for replies to it."""
ORDER_SUBJECT = "digest_ordered"
"""The subject of the line that tells of a new order."""

letter_thing: RevisedRef = RevisedRef("letter")
"""A letter in the making, in full: its draft in the gardeners' room shows its headlines only."""
news_thing: RevisedRef = RevisedRef("news")
approve_shown_digest: ButtonRef[[int], Answer] = ButtonRef("digest_approve")
submit_shown_digest: ButtonRef[[int], Answer] = ButtonRef("digest_submit")
approve_neutral_digest: ButtonRef[[int], Answer] = ButtonRef("digest_approve_neutral")
submit_neutral_digest: ButtonRef[[int], Answer] = ButtonRef("digest_submit_neutral")
ask_digest_correction: ButtonRef[[int], Answer] = ButtonRef("digest_correct")
choose_news_audience: ButtonRef[[int], Card] = ButtonRef("news_audience")
edit_news: ButtonRef[[int], Card] = ButtonRef("news_edit")
publish_news: ButtonRef[[int], Replace] = ButtonRef("news_publish")
publish_neutral_news: ButtonRef[[int], Replace] = ButtonRef("news_publish_neutral")
put_into_digest: ButtonRef[[int], Answer] = ButtonRef("news_keep")
change_digest_part: ButtonRef[[str], Answer] = ButtonRef("digest_part")
order_digest: ButtonRef[[], Answer] = ButtonRef("digest_order")
read_digest: ButtonRef[[int], Answer] = ButtonRef("digest")
preview_digest_as: ButtonRef[[str], Answer] = ButtonRef("digest_as")
preview_digest: ButtonRef[[], Answer] = ButtonRef("digest_preview")
resume_paused_digest: ButtonRef[[], Replace] = ButtonRef("digest_pause_end")
show_digest_draft: ButtonRef[[], Answer] = ButtonRef("digest_draft")
draft_card: CardRef[Card] = CardRef("digest_draft")
digest_card: CardRef[Card] = CardRef("digest")
digest_mailed_card: CardRef[Card] = CardRef("digest_mailed")
news_card: CardRef[Card] = CardRef("news")
news_post_card: CardRef[Card] = CardRef("news_post")
digest_command: CommandRef[..., Any] = CommandRef("digest", "lettre")
digest_schedule_command: CommandRef[..., Any] = CommandRef("digest schedule", "lettre programme")
pause_digest_command: CommandRef[..., Any] = CommandRef("digest pause", "lettre pause")
new_news_form: FormRef[..., Any] = FormRef("news_new")
news_command: CommandRef[..., Any] = CommandRef("news", "actu")
letter_link_download: DownloadRef[..., Any] = DownloadRef("letter_link")
news_page_download: DownloadRef[..., Any] = DownloadRef("news_page")
news_image_download: DownloadRef[..., Any] = DownloadRef("news_image")
letter_items: Contributions[JobContext, [], Sequence[LetterItem]] = Contributions("letter items")
"""Items for the community's next letter, for any reader: those of a lower order first."""
linked_items: Contributions[JobContext, [Sequence[LetterItem]], Mapping[Key, str]] = Contributions(
    "linked items"
)
"""Links that the letter does not show, but that one press on an item opens."""
settled_items: Contributions[
    JobContext, [Sequence[LetterItem], Collection[int]], Mapping[int, Collection[Key]]
] = Contributions("settled items")
"""Items that need no more action, by member."""
letters_sent: Contributions[JobContext, [Digest], None] = Contributions("letters sent")
"""Further effects of a letter that has just gone out."""
outdated_items: Contributions[JobContext, [Sequence[LetterItem]], Collection[Key]] = Contributions(
    "outdated items"
)
"""Approved items that are no longer true: closed, called off, changed."""
