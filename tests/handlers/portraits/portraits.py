"""Steps with portraits that several tests share."""

from storage.files import FileRow
from storage.portraits import Portrait, Portraits
from tests.town import SQUARE, Neighbour, Town

FIRST, SECOND = "Où vivez-vous ?", "Que faites-vous ?"
AUCH, BINS = "À Auch, <b>près</b> du marché.", "Des composteurs."
WHOLE = f"👤 Portrait de Zoé\n{FIRST}\n{AUCH}\n\n{SECOND}\n{BINS}"
ROOM, LETTER, WEB = "Oui pour les salons", "Oui pour la lettre", "Oui pour la page publique"


def own(person: Neighbour) -> str:
    """Type the command."""
    return person.says("/portrait" if person.network == "telegram" else "!portrait")


def asks(gardener: Neighbour, name: str) -> str:
    return gardener.says(f"/portrait de {name}")


def answers(person: Neighbour, *words: str) -> str:
    """Answer the questions one by one."""
    own(person)
    said = person.presses("Voir la première question")
    for each in words or (AUCH, BINS):
        said = person.says(each)
    return said


def agrees(person: Neighbour, *places: str) -> str:
    """Read the whole, and say yes to these places."""
    said = own(person)
    for each in places:
        said = person.presses(each)
    return said


def publishes(gardener: Neighbour, name: str = "Zoé") -> str:
    gardener.says("/portrait")
    gardener.presses(f"Portrait de {name}")
    return gardener.presses("Publier dans les salons")


def in_rooms(town: Town) -> list[str]:
    """The portraits in the rooms of both networks, as they are now."""
    posted = (each for room in SQUARE.values() for each in town.said_in(room))
    return [each.text for each in posted if "Zoé" in each.text and not each.deleted]


def portraits(town: Town) -> list[Portrait]:
    with town.database.reading() as store:
        return list(store[Portraits]._session.query(Portrait).all())


def files(town: Town) -> int:
    with town.database.reading() as store:
        return store[Portraits]._session.query(FileRow).count()
