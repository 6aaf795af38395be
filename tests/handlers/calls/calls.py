"""Calls as gardeners make them, and entries as members send them."""

from tests.core.files.test_photos import picture
from tests.town import Neighbour

TITLE = "Photos de nos jardins"
RULES = "Une photo par jardin."
AGREE, SEND = "J'ai lu le règlement et je l'accepte", "Envoyer ma participation"
NOBODY = "On ne reconnaît personne"


def makes_call(ana: Neighbour, *presses: str, title: str = TITLE) -> str:
    """Make a call of three weeks, and publish it."""
    ana.says(f"/appel {title}")
    ana.says("Montrez votre jardin.")
    ana.says(RULES)
    preview = ana.says("mardi 15 décembre 18h")
    for each in presses:
        preview = ana.presses(each)
    ana.presses("Publier l'appel")
    return preview


def drafts(who: Neighbour, title: str, team: str = "") -> str:
    """Agree to the rules of call 1, and write an entry; gives its preview."""
    who.says("/appel 1" if who.network == "telegram" else "!appel 1")
    who.presses("Participer")
    who.presses(AGREE)
    if team:
        who.says(team)
    else:
        who.presses("Mon propre nom")
    who.says(title)
    return who.says("Des tomates sous la pluie.")


def adds_picture(who: Neighbour, words: str = "Des tomates", people: str = NOBODY) -> str:
    """Send a picture to the entry that is shown."""
    who.presses("Ajouter une image")
    who.sends("IMG_2041.jpg", picture())
    who.presses(people)
    return who.says(words)


def enters(who: Neighbour, title: str, team: str = "") -> str:
    """Write an entry and send it."""
    drafts(who, title, team)
    return who.presses(SEND)


def accepts(ana: Neighbour, *numbers: int) -> None:
    """Accept these entries from the to-do list."""
    for each in numbers:
        ana.says("/afaire")
        ana.presses(f"Regarder la participation {each}")
        ana.presses("Accepter")
