"""The screens of members: joining, voting, coming, writing, asking, reading, leaving."""

from bot.operations.screens.performance import Performance


async def show_members(play: Performance) -> None:
    """Play what a member does, and keep a picture of each gesture."""
    await _open_the_community(play)
    await _join_and_vote(play)


async def _open_the_community(play: Performance) -> None:
    for name in ("Ana", "Luc"):
        await play.says(name, play.either("/rejoindre", "/join"))
        await play.presses(name, play.either("J'ai 15 ans", "I am 15"))


async def _join_and_vote(play: Performance) -> None:
    await play.says(
        "Ana",
        play.either(
            "/sondage Quand visiter le composteur ? | mardi | jeudi | samedi",
            "/poll When shall we visit the compost heap? | Tuesday | Thursday | Saturday",
        ),
    )
    await play.presses("Ana", play.either("Publier le sondage", "Publish"))
    play.player("Jeanne")
    saturday = play.either("samedi", "Saturday")
    await play.presses("Jeanne", saturday)
    await play.presses("Jeanne", play.either("J'ai 15 ans", "I am 15"))
    play.player("Malik", "matrix")
    await play.says("Malik", play.either("!rejoindre", "!join"))
    await play.presses("Malik", play.either("J'ai 15 ans", "I am 15"))
    await play.says("Malik", play.either("!voter 1 samedi", "!vote 1 Saturday"))
    await play.says("Luc", play.either("!voter 1 jeudi", "!vote 1 Thursday"))
    play.keep("one-poll-two-networks", play.square("Jeanne"), play.square("Malik"))
