"""The first words."""

from tests.town import Town


def test_a_stranger_reads_what_this_is_and_how_to_begin(town: Town) -> None:
    zoe = town.stranger("Zoé")

    said = zoe.says("/start")

    assert said == (
        "Bonjour Zoé\n"
        "Je vous relie à Pionniers de l'énergie : vous votez, vous recevez les actualités et vous "
        "écrivez à l'équipe de jardinage.\n"
        "Un geste suffit pour rejoindre, et vous pouvez partir quand vous voulez."
    )
    assert zoe.presses("Rejoindre").startswith("Rejoindre Pionniers de l'énergie")


def test_a_member_is_led_to_the_menu(town: Town) -> None:
    zoe = town.member("Zoé")

    zoe.says("/start")

    assert zoe.presses("Menu").startswith("Pionniers de l'énergie\nQue voulez-vous faire ?")


def test_a_link_that_leads_nowhere_welcomes_all_the_same(town: Town) -> None:
    assert town.stranger("Zoé").says("/start nothing-1-2").startswith("Bonjour Zoé")


def test_a_welcome_requested_in_a_group_stays_private(town: Town) -> None:
    zoe = town.stranger("Zoé")

    assert zoe.says("/start", room=zoe.square) == "Continuons en privé."
    assert town.member("Max", on="matrix").says("!start", room="matrix:!square") == (
        "Je vous ai répondu en privé."
    )
