"""Write a news item in one step, as tests of other things do."""

from tests.town import Neighbour


def add_news(person: Neighbour, typed: str) -> str:
    """Type a news item, look at it, and put it in the letter; gives the answer."""
    person.says(typed)
    return person.presses("Mettre dans la lettre")


def propose_news(person: Neighbour, typed: str) -> str:
    """Type a news item, look at it, and propose it; gives the answer."""
    person.says(typed)
    return person.presses("La proposer")


def submit_letter(person: Neighbour) -> str:
    """Look at the letter, and submit it in writing; gives the answer."""
    mark = "/" if person.network == "telegram" else "!"
    person.says(f"{mark}lettre")
    return person.says(f"{mark}lettre soumettre")
