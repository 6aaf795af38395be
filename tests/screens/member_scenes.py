"""Scenes of members: joining, voting, coming, writing, asking, reading, leaving."""

from datetime import timedelta

from tests.screens.performance import Performance

YES = ("J'ai 15 ans", "I am 15")
SATURDAY = ("samedi", "Saturday")
COMING = ("Je viens", "I am coming")
NOT_COMING = ("Je ne viens pas", "I am not coming")
MORE = ("Lire la suite", "Read on")


async def join_and_vote(play: Performance) -> None:
    """Vote by button on Telegram and in writing on Matrix; the first vote makes one a member."""
    play.player("Jeanne")
    play.keep("vote", play.square("Jeanne", ring=SATURDAY))
    await play.taps("Jeanne", *SATURDAY)
    play.keep("join", play.direct("Jeanne", ring=YES))
    await play.taps("Jeanne", *YES)
    play.keep("joined", play.direct("Jeanne", 3))
    play.player("Malik", "matrix")
    await play.types("Malik", "!rejoindre", "!join")
    play.keep("join-on-matrix", play.direct("Malik", 2))
    await play.types("Malik", "1", "1")
    await play.types("Malik", "!voter 1 samedi", "!vote 1 Saturday")
    play.keep("vote-in-writing", play.direct("Malik", 2))
    await play.types("Luc", "!voter 1 jeudi", "!vote 1 Thursday")
    play.keep("one-poll-two-networks", play.square("Jeanne"), play.square("Malik"))


async def come_to_the_event(play: Performance) -> None:
    """Come by button, and take it back in words."""
    await play.taps("Jeanne", *COMING)
    play.keep("coming", play.square("Jeanne", ring=COMING))
    await play.types("Malik", "!inscription 1 oui", "!rsvp 1 yes")
    play.keep("coming-in-writing", play.direct("Malik", 2))
    await play.types("Jeanne", "Je ne viens plus", "I am no longer coming")
    play.keep("not-coming", play.direct("Jeanne", 2, ring=NOT_COMING))


async def write_to_ana(play: Performance) -> None:
    """Write plain words, and send them on."""
    words = (
        "Bonjour Ana, le robinet du fond fuit depuis hier",
        "Hello Ana, the tap at the back is leaking",
    )
    await play.types("Jeanne", *words)
    send = ("Envoyer", "Send")
    play.keep("write", play.direct("Jeanne", 2, ring=send))
    await play.taps("Jeanne", *send)


async def ask_the_region(play: Performance) -> None:
    """See Ana's answer, then ask the Region."""
    play.keep("answered", play.direct("Jeanne"))
    question = (
        "/question Quand ouvre l'aide au vélo ?",
        "/ask When can we apply for the bike grant?",
    )
    await play.types("Jeanne", *question)
    named = ("Envoyer avec mon nom", "Send with my name")
    play.keep("ask", play.direct("Jeanne", 2, ring=named))
    await play.taps("Jeanne", *named)


async def publish_a_need(play: Performance) -> None:
    """Publish a need, and an offer that is near."""
    play.keep("region-answered", play.direct("Jeanne"))
    grown, publish = (
        ("Oui, 18 ans", "Yes, 18"),
        ("Publier pour les membres", "Publish to the members"),
    )
    await play.types(
        "Jeanne",
        "/besoin Je cherche une remorque à vélo à Besançon",
        "/need I am looking for a bike trailer in Besançon",
    )
    await play.taps("Jeanne", *grown)
    play.keep("need", play.direct("Jeanne", ring=publish))
    await play.taps("Jeanne", *publish)
    await play.types(
        "Malik",
        "!offre Je prête une remorque à vélo à Besançon",
        "!offer I lend a bike trailer in Besançon",
    )
    await play.taps("Malik", *grown)
    await play.taps("Malik", *publish)


async def read_the_letter(play: Performance) -> None:
    """Read the letter's titles in the room, then all of it in private."""
    await play.move(timedelta(hours=23, seconds=1))
    play.keep("letter", play.square("Jeanne", ring=MORE))
    await play.taps("Jeanne", *MORE)
    play.keep("letter-whole", play.direct("Jeanne"))


async def look_at_own_data(play: Performance) -> None:
    """Find the menu, see what is kept, and how to leave."""
    await play.types("Jeanne", "/menu", "/menu")
    play.keep("menu", play.direct("Jeanne", 2))
    await play.types("Jeanne", "/moi", "/me")
    play.keep("own-card", play.direct("Jeanne"))
    await play.types("Jeanne", "/quitter", "/leave")
    play.keep("leave", play.direct("Jeanne"))
