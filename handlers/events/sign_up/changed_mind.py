"""“I am not coming any more” in plain words: the one event that it can be about is shown."""

from bot.core import Answer, Context, Router
from bot.domain.conversations import CHANGED_MIND, Intents
from bot.domain.events.rules import Rsvp
from bot.references.conversations import explained_words
from bot.references.events import open_event
from storage.events import Attendances, Events

router = Router()

_INTENT = Intents({"changed mind": CHANGED_MIND})
_COMING = (Rsvp.GOING, Rsvp.MAYBE, Rsvp.WAITING)


@router.contribution(explained_words)
def show_own_event(ctx: Context, words: str) -> Answer:
    """The member's one upcoming event, with its buttons; None where there are several."""
    if _INTENT.read(words) is None:
        return None
    upcoming = [each.id for each in ctx.store[Events].upcoming(ctx.community.id, ctx.now)]
    answers = ctx.store[Attendances].by(ctx.member.id, upcoming)
    own = [event_id for event_id, each in answers.items() if each.answer in _COMING]
    return open_event.run(ctx, own[0]) if len(own) == 1 else None
