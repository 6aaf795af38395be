"""Details of an audit row: numbers, days and names of things, never words of people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.domain.dates.recurrence.recurrence import Recurring
from storage.audit import About, Audit
from storage.members import Member, Members
from storage.unit_of_work import Store


@dataclass(slots=True)
class ActUnderWay:
    """An act to be audited."""

    account: str
    """The account that acts."""
    member: Member | None
    """Its member; a row about a member who is erased meanwhile names nobody."""
    community_id: int | None
    """The community in which it happens."""
    about: Member | None = None
    """The member whom it is about."""
    facts: dict[str, str | int] = field(default_factory=dict)
    """Numbers and names of things."""
    asked_for: bool = False
    """True if it is audited even where no role asks for it."""
    only_asks: bool = False
    """True if nothing was done yet: the person is asked first, and no row is written."""

    def take(self, values: Mapping[str, object]) -> None:
        """Add the arguments of the call; words are left out, since they may name anybody."""
        for name, value in values.items():
            match value:
                case Member():
                    self.about = self.about or value
                case bool():
                    self.facts |= {name: "yes"} if value else {}
                case int():
                    self.facts[name] = value
                case date() | timedelta() | Recurring():
                    self.facts[name] = str(value)
                case [int(), *_]:
                    self.facts[name] = ", ".join(map(str, value))

    def tell(self, about: Member | None, facts: Mapping[str, str | int]) -> None:
        """Add details, and ask for a row."""
        self.asked_for = True
        self.about = about or self.about
        self.facts |= facts

    def leave(self, store: Store, action: str, outcome: str, at: datetime) -> None:
        """Write the audit row."""
        erased = self.member is not None and store[Members].get(self.member.id) is None
        about = self.about
        told = About(self.facts)
        if about is not None and store[Members].get(about.id) is not None:
            told = About({**self.facts, "name": about.name}, about.id)
        store[Audit].note(
            "" if erased else self.account,
            action,
            self.community_id,
            outcome,
            at,
            member_id=None if erased or self.member is None else self.member.id,
            about=told,
        )
