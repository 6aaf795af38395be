"""A network that refuses the bot's account is to be done by those who run the machine."""

from tests.town import Town


def test_cultivators_read_which_network_refuses_the_bot(town: Town) -> None:
    ida = town.cultivator().joins()
    with town.networks["matrix"].refuses_us():
        told = ida.says("/afaire")
        explained = ida.presses("Que faire ?")
    healed = ida.says("/afaire")

    assert "Matrix refuse mon compte depuis " in told
    assert explained.startswith("Matrix refuse mon compte\nMon mot de passe ou mon jeton d'accès")
    assert "« terreau check »" in explained
    assert "refuse mon compte" not in healed


def test_gardeners_cannot_mend_it(town: Town) -> None:
    ana, _ = town.gardener("territory"), town.gardener("region")
    with town.networks["matrix"].refuses_us():
        told = ana.says("/afaire")

    assert told == "Rien ne vous attend aujourd'hui. Profitez du jardin."
