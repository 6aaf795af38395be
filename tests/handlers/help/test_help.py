"""Help: a list of commands, and one command explained."""

import pytest

from tests.town import Town, labels

LONGEST = 15


def test_a_stranger_sees_the_commands_of_strangers(town: Town) -> None:
    zoe = town.stranger("Zoé")
    zoe.says("/aide")

    ways = labels(zoe)[-2:]
    said = zoe.presses("Vous")

    assert ways == ["Rejoindre", "Menu"]
    assert "/rejoindre : Devenir membre : une courte notice, et votre accord." in said
    assert "/moi" not in said


def test_a_member_does_not_see_the_commands_of_gardeners(town: Town) -> None:
    zoe, ana = town.member("Zoé"), town.gardener("territory")
    for each in (zoe, ana):
        each.says("/aide")

    asked = zoe.presses("Vous").splitlines()

    assert "/moi : Voir et modifier ce que l'on sait de vous, et qui le voit." in asked
    assert not any("/rejoindre" in line for line in asked)
    assert "Jardiner la communauté" not in labels(zoe)
    assert "Jardiner la communauté" in labels(ana)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["stranger", "member", "gardener"])
def test_help_unfolds_by_theme_in_few_lines(town: Town, kind: str) -> None:
    zoe = town.gardener("region") if kind == "gardener" else getattr(town, kind)("Zoé")
    folded = zoe.says("!aide" if kind == "gardener" else "/aide")
    themes = [each for each in labels(zoe) if each not in ("Rejoindre", "Menu")]
    messages = len(zoe.direct)

    unfolded = []
    for theme in themes:
        unfolded.append(zoe.presses(theme))
        zoe.presses("Aide")

    assert len(folded.splitlines()) <= LONGEST
    assert [len(each.splitlines()) > LONGEST for each in unfolded] == [False] * len(themes)
    assert len(zoe.direct) == messages + len(themes)


def test_commands_are_typed_as_the_network_wants(town: Town) -> None:
    zoe, sam = town.member("Zoé", on="matrix"), town.member("Sam", on="matrix", locale="en")
    zoe.says("aide")
    sam.says("help")

    assert "!moi : " in zoe.presses("Vous")
    assert "!me: See" in sam.presses("You")


@pytest.mark.parametrize(
    "typed", ["/aide aide", "/aide /aide", "/help help", "aide aide", "Aide help"]
)
def test_one_command_is_explained_with_an_example(town: Town, typed: str) -> None:
    said = town.member("Zoé").says(typed)

    assert "/aide … : Expliquer une commande, avec un exemple." in said.splitlines()


def test_help_for_something_else_explains_no_command(town: Town) -> None:
    zoe = town.member("Zoé")

    explained, other = zoe.says("aide sondage"), zoe.says("aide sondage de demain")

    assert "--classement" in explained
    assert "--classement" not in other


def test_a_theme_is_unfolded_by_its_title(town: Town) -> None:
    zoe = town.member("Zoé")
    zoe.says("/aide")

    unfolded = zoe.presses("Ce robot")

    assert [zoe.says(each) for each in ("/aide ce robot", "/aide This bot")] == [unfolded] * 2


def test_the_help_of_a_gardeners_command_says_so(town: Town) -> None:
    said = town.member("Zoé").says("/aide lettre soumettre")

    assert said.endswith("C'est réservé à l'équipe de jardinage.")


def test_a_command_that_does_not_exist_is_guessed(town: Town) -> None:
    assert town.member("Zoé").says("/aide sondag") == (
        "Je ne connais pas « sondag ». Vouliez-vous dire /sondage ?"
    )


def test_help_in_a_group_is_answered_in_private(town: Town) -> None:
    zoe = town.member("Zoé")

    assert zoe.says("/aide", room=zoe.square) == "Je vous ai répondu en privé."
    assert zoe.inbox[-1].startswith("Ce que vous pouvez faire ici")


@pytest.mark.parametrize(("on", "asked"), [("telegram", "evenement"), ("matrix", "event")])
def test_a_command_is_explained_in_few_lines(town: Town, on: str, asked: str) -> None:
    gardener = town.gardener("territory" if on == "telegram" else "region")
    mark = "/" if on == "telegram" else "!"
    poll = gardener.says(f"{mark}aide sondage")

    first = gardener.says(f"{mark}aide {asked}")
    more = [each for each in labels(gardener) if each.endswith("autres")]
    rest = gardener.presses(more[0])

    assert len(poll.splitlines()) <= LONGEST
    assert len(first.splitlines()) <= LONGEST
    assert "Options :" in first
    assert len(rest.splitlines()) <= LONGEST
    assert "Par exemple" not in rest


def test_a_bare_command_lists_and_offers_to_make_one(town: Town) -> None:
    ana = town.gardener("territory")
    for question in ("Quel jour ? | mardi | jeudi", "Quelle couleur ? | vert | bleu"):
        ana.publishes(f"/sondage {question}")
    ana.says("/evenement Visite | samedi 5 décembre 14h30 | Besançon")
    ana.presses("Annoncer")
    ana.says("/actu Le vélo | Il est là")
    ana.presses("Mettre dans la lettre")

    for typed, listed, offered in (
        ("/sondage", "2 · Quelle couleur ?", "Créer un sondage"),
        ("/evenement", "Visite", "Créer un événement"),
        ("/actu", "Le vélo", "Ajouter une actualité"),
    ):
        assert listed in ana.says(typed)
        assert offered in labels(ana)
