"""The to-do lines of announcements: those that wait for an approval, and those that are paused."""

from bot.core import Context, Router, Todo, joined, text
from bot.domain.announcements.approvals import AnnouncementState
from bot.domain.announcements.sendings import RunState
from bot.references.announcements import look_at_run, preview_announcement
from handlers.announcements.announcement_words import announcement_title, may_approve, state_line
from storage.announcements import AnnouncementRuns, Announcements

router = Router()


@router.todo
def waiting_announcements(ctx: Context) -> list[Todo]:
    """Announcements that wait for an approval."""
    return [
        Todo(
            joined(announcement_title(each), state_line(ctx, each, is_own=may_approve(ctx, each))),
            (preview_announcement.button(text("Look at it"), each.id),),
        )
        for each in ctx.store[Announcements].open(ctx.community.id)
        if each.state is AnnouncementState.SUBMITTED
    ]


@router.todo
def paused_announcements(ctx: Context) -> list[Todo]:
    """Announcements that somebody paused."""
    runs = ctx.store[AnnouncementRuns]
    paused = [each for each in runs.under_way(ctx.community.id) if each.state is RunState.PAUSED]
    return [
        Todo(
            joined(announcement_title(runs.announcement_of(each)), text("Suspended")),
            (look_at_run.button(text("Look at it"), each.id),),
        )
        for each in paused
    ]
