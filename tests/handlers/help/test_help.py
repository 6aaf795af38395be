"""What one can do, and one command explained."""

import pytest

from tests.town import Town


def test_a_stranger_reads_what_a_stranger_can_do(town: Town) -> None:
    said = town.stranger("Zoé").says("/aide")

    assert "/rejoindre : Devenir membre : une courte notice, et votre accord." in said
    assert "/moi" not in said


def test_a_member_does_not_read_what_gardeners_do(town: Town) -> None:
    asked = town.member("Zoé").says("!aide").splitlines()

    assert "/moi : Voir ce que l'on sait de vous, qui voit quoi, et le changer." in asked
    assert "Jardiner la communauté" not in asked
    assert "Jardiner la communauté" in town.gardener("territory").says("/aide").splitlines()


def test_commands_are_typed_as_the_network_wants(town: Town) -> None:
    zoe = town.member("Zoé", on="matrix")

    assert "!moi : " in zoe.says("aide")
    assert "!me: Show" in town.member("Sam", on="matrix", locale="en").says("help")


@pytest.mark.parametrize("typed", ["/aide aide", "/aide /aide", "/help help", "aide aide"])
def test_one_command_is_explained_with_an_example(town: Town, typed: str) -> None:
    said = town.member("Zoé").says(typed)

    assert "/aide … : Expliquer une commande, avec un exemple." in said.splitlines() or (
        typed == "aide aide"
    )


def test_what_is_for_gardeners_says_so(town: Town) -> None:
    said = town.member("Zoé").says("/aide lettre soumettre")

    assert said.endswith("C'est réservé aux personnes qui jardinent la communauté.")


def test_a_command_that_does_not_exist_is_guessed(town: Town) -> None:
    assert town.member("Zoé").says("/aide sondag") == (
        "Je ne connais pas « sondag ». Vouliez-vous dire /sondage ?"
    )


def test_help_in_a_group_is_answered_in_private(town: Town) -> None:
    zoe = town.member("Zoé")

    assert zoe.says("/aide", room=zoe.square) == "Je vous ai répondu en privé."
    assert zoe.inbox[-1].startswith("Ce que vous pouvez faire ici")
