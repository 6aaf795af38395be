"""A vote in plain words below the poll's card: “samedi oui, mardi si besoin”, “du pain”."""

import re

from bot.core import Answer, CommunityChoice, Context, Router
from bot.domain.polls.ballots import METHODS
from bot.domain.polls.kinds import PollKind
from bot.domain.words import fold
from bot.references.conversations import explained_words
from handlers.polls.poll_lookup import WORDS_ABOUT
from handlers.polls.voting.votes import vote
from storage.outbound import SentMessages
from storage.polls import Poll, Polls

router = Router()

_KINDS = frozenset({PollKind.ONE, PollKind.SEVERAL, PollKind.DATE, PollKind.BRING, PollKind.RANKED})
_LEAD = re.compile(
    r"(?:(?:oui|non|alors|moi|pour moi|finalement|plutot),? )*"
    r"(?:(?:je (?:prends?|peux|vote(?: pour)?|choisis|prefere|suis libre|apporte|ramene|viens avec)"
    r"|j'(?:apporte|amene)|i (?:take|bring|can|choose|prefer|vote for)|i'll (?:take|bring)) )?"
    r"(?:(?:le|la|les|du|de la|des|une?|the|some|an?) |l'|de l')?"
)


@router.contribution(explained_words)
def vote_in_plain_words(ctx: Context, words: str) -> Answer:
    """Count words that are a whole ballot right below the poll's card; None for others."""
    poll = _poll_above(ctx)
    if poll is None or poll.secret or poll.kind not in _KINDS:
        return None
    typed = fold(words).strip(" .!")
    for ballot in dict.fromkeys((typed, typed[_LEAD.match(typed).end() :])):  # type: ignore[union-attr]
        if METHODS[poll.kind].read(ballot, poll.options, ctx.today):
            return vote(ctx, poll.number, ballot)
    return None


def _poll_above(ctx: Context) -> Poll | None:
    """The open poll whose card is the newest message here."""
    if ctx.person.circle is None or ctx.community_choice is CommunityChoice.OPEN:
        return None
    about = ctx.store[SentMessages].newest_about(ctx.incoming.room) or ""
    kind, _, key = about.partition(":")
    poll = ctx.store[Polls].get(int(key)) if kind == WORDS_ABOUT else None
    is_here = poll is not None and poll.community_id == ctx.community.id
    return poll if is_here else None
