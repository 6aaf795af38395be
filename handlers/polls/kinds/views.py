"""The view of each kind of poll."""

from collections.abc import Mapping

from bot.core import JobContext
from bot.domain.polls.kinds import PollKind
from handlers.polls.kinds.bring import BringView
from handlers.polls.kinds.choices import ChoicesView
from handlers.polls.kinds.consent import ConsentView
from handlers.polls.kinds.dates import DatesView
from handlers.polls.kinds.open_question import OpenQuestionView
from handlers.polls.kinds.ranked import RankedView
from handlers.polls.kinds.view import PollView
from storage.polls import Poll


def view_of(ctx: JobContext, poll: Poll) -> PollView:
    """A poll as its votes are now."""
    return _VIEWS[poll.kind](ctx, poll)


_VIEWS: Mapping[str, type[PollView]] = {
    PollKind.ONE: ChoicesView,
    PollKind.SEVERAL: ChoicesView,
    PollKind.DATE: DatesView,
    PollKind.CONSENT: ConsentView,
    PollKind.BRING: BringView,
    PollKind.RANKED: RankedView,
    PollKind.OPEN: OpenQuestionView,
}
