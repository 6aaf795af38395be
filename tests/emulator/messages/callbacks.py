"""Taps on buttons, and the one answer that each may get in time."""

from dataclasses import dataclass

from tests.emulator.calls.errors import misused, refused
from tests.emulator.clock import Clock

from .messages import Account, Message

LONGEST_ANSWER = 200
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """The answer that the person who tapped sees."""

    text: str = ""
    url: str | None = None
    show_alert: bool = False


@dataclass(slots=True)
class Query:
    id: str
    account: Account
    message: Message
    payload: str
    asked_at: float
    answered_at: float | None = None
    answer: CallbackAnswer | None = None


class Callbacks:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.seconds = 15.0
        self.queries: dict[str, Query] = {}

    def ask(self, account: Account, message: Message, payload: str) -> Query:
        number = str(4_400_000_000_000_001 + len(self.queries))
        query = Query(number, account, message, payload, self.clock.elapsed())
        self.queries[number] = query
        return query

    def answer(self, query_id: str, answer: CallbackAnswer) -> None:
        query = self.queries.get(query_id)
        if query is None or query.answer is not None:
            raise misused(_TOO_OLD)
        now = self.clock.elapsed()
        if now - query.asked_at > self.seconds:
            raise refused(_TOO_OLD)
        query.answered_at, query.answer = now, answer

    def unanswered(self) -> list[Query]:
        return [query for query in self.queries.values() if query.answer is None]

    def latencies(self) -> list[float]:
        """Give the seconds from tap to answer, of those answered."""
        return [
            query.answered_at - query.asked_at
            for query in self.queries.values()
            if query.answered_at is not None
        ]
