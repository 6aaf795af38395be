"""Members whose age is known."""

from tests.town import Neighbour


def grown(person: Neighbour) -> Neighbour:
    """Answer the question of the age as an adult."""
    return _answered(person, "adult")


def young(person: Neighbour) -> Neighbour:
    """Answer the question of the age as a minor."""
    return _answered(person, "minor")


def _answered(person: Neighbour, answer: str) -> Neighbour:
    def answers() -> None:
        person.says("/menu")
        person.forges(f"age:{answer}:cmd-menu", person.direct[-1])

    person.town.once((person.address, "is", answer), answers)
    return person
