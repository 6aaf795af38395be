"""Roles: seats of the gardeners, posts beside them, roles that a declaration names."""

from enum import IntEnum, StrEnum


class Seat(StrEnum):
    """One of the two seats that tend a community, and the side that stands behind it."""

    TERRITORY = "territory"
    REGION = "region"

    @property
    def other(self) -> "Seat":
        """The seat that gives the second approval."""
        return Seat.REGION if self is Seat.TERRITORY else Seat.TERRITORY


class Post(StrEnum):
    """Posts that cultivators give and take: a seat, its deputy, an agent."""

    TERRITORY = "territory"
    REGION = "region"
    TERRITORY_DEPUTY = "territory_deputy"
    REGION_DEPUTY = "region_deputy"
    AGENT = "agent"

    @property
    def side(self) -> Seat:
        """The side that it belongs to; None for both."""
        return Seat.TERRITORY if self.startswith(Seat.TERRITORY) else Seat.REGION

    @property
    def seat(self) -> "Post":
        """The seat on the same side."""
        return Post(self.side)

    @property
    def is_seat(self) -> bool:
        """True if it is a seat itself, which one person holds at a time."""
        return self is self.seat

    @property
    def deputy(self) -> "Post":
        """The deputy's place on the same side."""
        return Post.TERRITORY_DEPUTY if self.side is Seat.TERRITORY else Post.REGION_DEPUTY


class Hand(StrEnum):
    """The one who acts for a seat: its holder, a deputy during an absence, or no person at all.

    Nobody acts while the holder is away without a deputy; a seat is silent that did not answer in
    the time that its community gives it.
    """

    HOLDER = "holder"
    DEPUTY = "deputy"
    NOBODY = "nobody"
    SILENT = "silent"


class Role(IntEnum):
    """Roles of a person in a community; each may do what the ones before it may."""

    ANYONE = 0
    MEMBER = 1
    GARDENER = 2
    CULTIVATOR = 3


class Circle(StrEnum):
    """The closeness that a member wants, never a rank."""

    ENGAGED = "engaged"
    INFORMED = "informed"
    CITIZEN = "citizen"
