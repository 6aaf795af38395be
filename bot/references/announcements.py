"""References of announcements that several files use."""

from typing import Any

from bot.core import (
    Act,
    Answer,
    ButtonRef,
    Card,
    CardRef,
    CommandRef,
    DownloadRef,
    JobRef,
    Replace,
    RevisedRef,
    text,
)

PREPARE = Act(text("{who} prepared an announcement"), text("prepare an announcement"))

announcement_thing: RevisedRef = RevisedRef("announcement")
choose_recipients: ButtonRef[[int], Replace] = ButtonRef("announce_whom")
choose_time: ButtonRef[[int], Replace] = ButtonRef("announce_when")
preview_announcement: ButtonRef[[int], Replace] = ButtonRef("announce_look")
ask_words: ButtonRef[[int], Answer] = ButtonRef("announce_words")
send_announcement: ButtonRef[[int, int], Answer] = ButtonRef("announce_send")
"""An announcement, and 1 if the button says that the other gardener is asked first."""
approve_announcement: ButtonRef[[int], Answer] = ButtonRef("announce_approve")
send_neutral_announcement: ButtonRef[[int, int], Answer] = ButtonRef("announce_send_neutral")
approve_neutral_announcement: ButtonRef[[int], Answer] = ButtonRef("announce_approve_neutral")
ask_correction: ButtonRef[[int], Answer] = ButtonRef("announce_correct")
call_off_announcement: ButtonRef[[int], Replace] = ButtonRef("announce_off")
discard_announcement: ButtonRef[[int], Replace] = ButtonRef("announce_away")
look_at_run: ButtonRef[[int], Card] = ButtonRef("announce_follow")
announcement_command: CommandRef[..., Any] = CommandRef("announce", "annonce")
announcement_run_card: CardRef[Card] = CardRef("announcement_run")
announcement_job: JobRef[..., Any] = JobRef("announcement")
room_size_download: DownloadRef[..., Any] = DownloadRef("room_size")
