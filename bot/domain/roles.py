"""Who may do what: seats of the gardeners, roles that a declaration names."""

from enum import IntEnum, StrEnum


class Seat(StrEnum):
    """One of the two seats that tend a community."""

    TERRITORY = "territory"
    REGION = "region"

    @property
    def other(self) -> "Seat":
        """The seat that holds the second key."""
        return Seat.REGION if self is Seat.TERRITORY else Seat.TERRITORY


class Role(IntEnum):
    """What a person is in a community; each may do what the ones before it may."""

    ANYONE = 0
    MEMBER = 1
    GARDENER = 2
    CULTIVATOR = 3


class Circle(StrEnum):
    """How close a member wants to be, never a rank."""

    ENGAGED = "engaged"
    INFORMED = "informed"
    CITIZEN = "citizen"
