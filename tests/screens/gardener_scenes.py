"""Scenes of gardeners: first day, polls, events, letters, answers, announcements, lists."""

from tests.screens.performance import Performance

YES = ("J'ai 15 ans", "I am 15")


async def begin(play: Performance) -> None:
    """Join as the pair that runs the community."""
    for name, *join in (("Luc", "!rejoindre", "!join"), ("Ana", "/rejoindre", "/join")):
        await play.types(name, *join)
        await play.taps(name, *YES)
    play.keep("first-steps", play.direct("Ana"))
    await play.types("Ana", "/menu", "/menu")
    play.keep("gardener-menu", play.direct("Ana", 2, ring=("Publier…", "Publish…")))
    await play.taps("Ana", "Publier…", "Publish…")
    play.keep("publish-menu", play.direct("Ana"))


async def make_a_poll(play: Performance) -> None:
    """Make a poll step by step, look at it, publish it."""
    await play.taps("Ana", "Un sondage", "A poll")
    question = ("Quand visiter le composteur ?", "When shall we visit the compost heap?")
    await play.types("Ana", *question)
    await play.types("Ana", "mardi, jeudi, samedi", "Tuesday, Thursday, Saturday")
    skip, publish = ("Passer", "Skip"), ("Publier le sondage", "Publish the poll")
    play.keep("poll-form", play.direct("Ana", 5, ring=skip))
    await play.taps("Ana", *skip)
    play.keep("poll-preview", play.direct("Ana", ring=publish))
    await play.taps("Ana", *publish)


async def make_an_event(play: Performance) -> None:
    """Write an event in one line, look at it, announce it."""
    await play.types(
        "Ana",
        "/evenement Visite du composteur | samedi 14h30 | Besançon | 12 places",
        "/event Visit to the compost heap | Saturday 14:30 | Besançon | 12 places",
    )
    announce = ("Annoncer", "Announce")
    play.keep("event-preview", play.direct("Ana", 2, ring=announce))
    await play.taps("Ana", *announce)


async def answer_a_member(play: Performance) -> None:
    """Reply to a member's message in the gardeners' room."""
    answer = ("Merci Jeanne, je le répare demain.", "Thank you Jeanne, I will fix it tomorrow.")
    await play.replies("Ana", play.either(*answer))
    play.keep("reply", play.team("Ana", 2))
    await play.types("Ana", "/evenement 1", "/event 1")
    play.keep("event-list", play.direct("Ana", ring=("Liste de présence", "Who comes")))


async def answer_for_the_region(play: Performance) -> None:
    """Take a question, answer it, show it to members."""
    play.keep("question-to-region", play.direct("Luc"))
    await play.types("Luc", "!prendre 1 vendredi", "!take 1 Friday")
    await play.types(
        "Luc", "!repondre 1 Le 1er décembre, sur le site.", "!answer 1 On 1 December, on our site."
    )
    play.keep("answer-draft", play.direct("Luc"))
    await play.types("Luc", "1", "1")
    play.keep(
        "question-in-team", play.team("Ana", ring=("Montrer aux membres", "Show to the members"))
    )


async def introduce_two_people(play: Performance) -> None:
    """Find what is near a need, and introduce."""
    await play.types("Ana", "/afaire", "/todo")
    play.keep("todo", play.direct("Ana"))
    await play.types("Ana", "/besoin 1", "/need 1")
    introduce = ("Présenter Jeanne", "Introduce Jeanne")
    play.keep("need-near", play.direct("Ana", ring=introduce))
    await play.taps("Ana", *introduce)
    play.keep("introduced", play.direct("Ana"))


async def announce(play: Performance) -> None:
    """Write an announcement, choose its readers, look at it."""
    await play.types(
        "Ana",
        "/annonce Le marché du compost déménage à Planoise samedi.",
        "/announce The compost market moves to Planoise on Saturday.",
    )
    await play.taps("Ana", "Dans les salons", "In the rooms")
    play.keep("announcement-readers", play.direct("Ana"))
    await play.taps("Ana", "Continuer", "Continue")
    await play.taps("Ana", "Maintenant", "At once")
    ask = ("Demander l'accord de Luc", "Ask Luc to approve")
    play.keep("announcement", play.direct("Ana", ring=ask))
    await play.taps("Ana", *ask)
    await play.types("Luc", "!afaire", "!todo")
    play.keep("two-sides", play.direct("Ana"), play.direct("Luc", 3))


async def write_the_letter(play: Performance) -> None:
    """Add news from both sides, submit the letter, approve it on the other network."""
    await play.types(
        "Ana",
        "/actu Le composteur de Planoise | Il est plein : venez chercher du terreau.",
        "/news The compost heap of Planoise | It is full: come and fetch some soil.",
    )
    into = ("Mettre dans la lettre", "Put in the letter")
    play.keep("news", play.direct("Ana", 2, ring=into))
    await play.taps("Ana", *into)
    await play.types(
        "Luc",
        "!actu Aide au vélo | La Région ouvre les demandes le 1er décembre.",
        "!news Bike grant | The Region takes requests from 1 December.",
    )
    await play.taps("Luc", *into)
    await play.types("Ana", "/lettre", "/digest")
    submit = ("Soumettre à Luc", "Submit to Luc")
    play.keep("letter-draft", play.direct("Ana", ring=submit))
    await play.taps("Ana", *submit)
    play.keep("letter-approval", play.direct("Luc"))
    await play.types("Luc", "Approuver", "Approve")
    play.keep("letter-approved", play.direct("Ana"))


async def tell_the_outcome(play: Performance) -> None:
    """Close the poll, and say what comes of it."""
    await play.types("Ana", "/cloturer 1", "/close 1")
    outcome = ("Annoncer la suite", "Say what comes of it")
    play.keep("poll-closed", play.direct("Ana", 2, ring=outcome))
    play.keep("poll-result", play.square("Jeanne"))
    await play.taps("Ana", *outcome)
    await play.types("Ana", "La visite a lieu samedi.", "The visit is on Saturday.")
    await play.taps("Ana", "Passer", "Skip")
    play.keep("outcome", play.direct("Ana", ring=("Publier", "Publish")))


async def look_after_the_rest(play: Performance) -> None:
    """Lists, figures and absences."""
    await play.types("Ana", "/membres", "/members")
    export = ("Exporter", "Export")
    play.keep("members", play.direct("Ana", ring=export))
    await play.taps("Ana", *export)
    play.keep("export", play.direct("Ana"))
    await play.types("Ana", "/absence 1er août - 25 août", "/away 1 August - 25 August")
    play.keep("absence", play.direct("Ana", 2))


async def show_what_members_do(play: Performance) -> None:
    """Write a project for a member, who says yes; ask another one for a portrait."""
    await play.types(
        "Ana",
        "/projet pour Malik | Café réparation | On répare ce qui casse, le samedi. | Besançon",
        "/project for Malik | Repair café | We mend what breaks, on Saturdays. | Besançon",
    )
    await play.taps("Ana", "Demander à Malik", "Ask Malik")
    await play.types("Malik", "Oui, le montrer aux membres", "Yes, show it to the members")
    await play.types("Ana", "/projet 1", "/project 1")
    play.keep("project", play.direct("Ana", ring=("Proposer une visite", "Propose a visit")))
    await play.types("Ana", "/portrait de Jeanne", "/portrait of Jeanne")
    await play.types("Jeanne", "/portrait", "/portrait")
    await play.taps("Jeanne", "Voir la première question", "See the first question")
    for answer in (
        ("J'habite Besançon, j'aime ses collines.", "I live in Besançon, I love its hills."),
        ("Je fais du compost avec mes voisins.", "I compost with my neighbours."),
        ("Un verger dans ma rue.", "An orchard in my street."),
    ):
        await play.types("Jeanne", *answer)
    for _ in range(2):
        await play.taps("Jeanne", "Passer", "Skip")
    await play.taps("Jeanne", "Oui pour les salons", "Yes to the rooms")
    await play.types("Ana", "/portrait", "/portrait")
    await play.taps("Ana", "Portrait de Jeanne", "Portrait of Jeanne")
    publish = ("Publier dans les salons", "Publish in the rooms")
    play.keep("portrait", play.direct("Ana", ring=publish))
