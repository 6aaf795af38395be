"""A vote in plain words below the poll's card: “samedi oui, mardi si besoin”, “du pain”."""

import re
from datetime import date

from bot.core import Answer, Button, CommunityChoice, Context, Router, text
from bot.domain.polls.ballots import METHODS
from bot.domain.polls.kinds import PollKind
from bot.domain.words import fold
from bot.references.conversations import explained_words, other_uses
from bot.references.polls import open_poll
from handlers.polls.poll_lookup import WORDS_ABOUT, is_open
from handlers.polls.voting.votes import vote
from storage.outbound import SentMessages
from storage.polls import Poll, Polls

router = Router()

_KINDS = frozenset({PollKind.ONE, PollKind.SEVERAL, PollKind.DATE, PollKind.BRING, PollKind.RANKED})
_LEAD = re.compile(
    r"(?:(?:oui|non|alors|moi|pour moi|finalement|plutot),? )*"
    r"(?:(?:je (?:prends?|peux|vote(?: pour)?|choisis|prefere|suis libre|apporte|ramene|viens avec)"
    r"|j'(?:apporte|amene)|i (?:take|bring|can|choose|prefer|vote for)|i'll (?:take|bring)) )?"
)
_END = re.compile(
    r"(?:,? (?:plutot|merci|svp|stp|s'il (?:vous|te) plait|please|thanks|thank you))*$"
)
_ARTICLE = re.compile(
    r"(?:(?<=^)|(?<=,)|(?<=, )|(?<=\bet )|(?<=\band ))"
    r"(?:(?:le|la|les|du|de la|des|une?|the|some|an?) |(?:de )?l')"
)


@router.contribution(explained_words)
def vote_in_plain_words(ctx: Context, words: str) -> Answer:
    """Count words that are a whole ballot right below the poll's card; None for others."""
    poll = _poll_above(ctx)
    if poll is None or poll.secret or poll.kind not in _KINDS:
        return None
    ballot = _ballot_in(poll, fold(words).strip(" .!"), ctx.today)
    return None if ballot is None else vote(ctx, poll.number, ballot)


@router.contribution(other_uses)
def poll_of_other_words(ctx: Context, _mark: int) -> Button | None:
    """The button back to the poll below whose card words were not understood."""
    poll = _poll_above(ctx)
    if poll is None or not is_open(poll):
        return None
    return open_poll.button(text("Back to the poll"), poll.id)


def _ballot_in(poll: Poll, typed: str, today: date) -> str | None:
    """The ballot in folded words, with or without a verb, courtesies and articles."""
    read = METHODS[poll.kind].read
    said = _END.sub("", _LEAD.sub("", typed, count=1))
    bare = _ARTICLE.sub("", said)
    for ballot in (typed, said, bare):
        if read(ballot, poll.options, today):
            return ballot
    if poll.kind == PollKind.DATE:
        return None
    chosen = read(bare, [_ARTICLE.sub("", fold(each)) for each in poll.options], today)
    return ", ".join(map(str, chosen)) if chosen else None


def _poll_above(ctx: Context) -> Poll | None:
    """The poll of this community whose card is the newest message here."""
    if ctx.community_choice is CommunityChoice.OPEN:
        return None
    about = ctx.store[SentMessages].newest_about(ctx.incoming.room) or ""
    kind, _, key = about.partition(":")
    if kind != WORDS_ABOUT:
        return None
    poll = ctx.store[Polls].get(int(key))
    return poll if poll.community_id == ctx.community.id else None
