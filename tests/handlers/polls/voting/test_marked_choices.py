"""One's own card of a poll marks what was chosen, and says what one more tap does."""

from tests.town import Neighbour, Town, labels


def test_several_choices_are_marked_and_removed_by_a_tap(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    ana.publishes("/sondage Quels jours ? | mardi | jeudi | samedi --multiple")
    asked = zoe.says("/sondage 2")
    zoe.presses("mardi")
    two = zoe.presses("jeudi")
    marked = labels(zoe)[:3]

    one = zoe.presses("mardi")

    assert "Touchez un choix pour l'ajouter, à nouveau pour le retirer." in asked
    assert marked == ["✓ mardi", "✓ jeudi", "samedi"]
    assert "Votre vote : mardi et jeudi." in two
    assert "Votre vote : jeudi." in one
    assert labels(zoe)[:3] == ["mardi", "✓ jeudi", "samedi"]


def test_a_date_says_what_a_second_tap_does(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé", locale="en")
    ana.publishes("/sondage Quand ? | mardi 1er décembre | jeudi 3 décembre --date")
    asked = zoe.says("/poll 2")
    first = labels(zoe)[0]
    zoe.presses(first)
    sure = labels(zoe)[0]

    zoe.presses(first)

    assert "Tap a date for “yes”, again for “if need be”, again for “no”." in asked
    assert sure == f"✓ {first}"
    assert labels(zoe)[0] == f"✓ {first} (if need be)"


def test_without_buttons_a_choice_is_marked_and_named_without_its_mark(
    town: Town, ana: Neighbour
) -> None:
    yan = town.member("Yan", on="matrix")
    yan.says("!sondage 1")
    yan.says("2")

    again = yan.says("!sondage 1")
    marked = labels(yan)[:3]
    kept = yan.says("jeudi")

    assert marked == ["mardi", "✓ jeudi", "samedi"]
    assert "Touchez" not in again
    assert "Votre vote : jeudi." in kept
