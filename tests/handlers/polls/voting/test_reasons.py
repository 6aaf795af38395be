"""Reasons of votes: added by a reply, read by the gardeners alone."""

import pytest

from tests.town import SQUARE, Town

ASKED = "/sondage On se voit quand ? | mardi | jeudi"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("option", "named", "read"),
    [
        ("", "sans votre nom", "On se voit quand ?\nJe travaille le mardi.\nLe soir."),
        (
            " --public",
            "avec votre nom",
            "On se voit quand ?\nZoé\nJe travaille le mardi.\nYan\nLe soir.",
        ),
    ],
)
def test_reasons_are_read_by_the_gardeners_as_the_poll_shows_names(
    town: Town, option: str, named: str, read: str
) -> None:
    ana, zoe, yan = town.gardener("territory"), town.member("Zoé"), town.member("Yan", on="matrix")
    ana.publishes(ASKED + option)
    card = town.said_in(zoe.square)[-1]
    without = zoe.says("Peut-être", room=zoe.square, reply_to=card)
    zoe.presses("jeudi", card, zoe.square)
    zoe.says("Je travaille le mardi.", room=zoe.square, reply_to=card)
    yan.says("!sondage 1")
    early = yan.says("Le soir.", reply_to=yan.direct[-1])
    yan.says("!voter 1 2")
    told = yan.says("Le soir.", reply_to=yan.direct[-1])
    posts = len(town.said_in(SQUARE["telegram"]))
    ana.says("/sondage 1")
    shown = ana.presses("Toutes les raisons")
    forged = zoe.forges("poll_words:1", zoe.direct[-1]) if zoe.direct else ""

    assert not without
    assert "Votez d'abord, puis répondez avec votre raison." in early
    assert named in told
    assert read in shown
    assert "Publier" not in shown
    assert "travaille" not in forged
    assert len(town.said_in(SQUARE["telegram"])) == posts

    yan.says("!voter 1 retirer")
    ana.says("/sondage 1")
    assert "Le soir" not in ana.presses("Toutes les raisons")
    ana.says("/cloturer 1")
    zoe.says("Une autre raison", room=zoe.square, reply_to=card)
    ana.says("/sondage 1")
    assert "autre" not in ana.presses("Toutes les raisons")
    zoe.says("/sondage 1")
    late = zoe.says("Une autre raison", reply_to=zoe.direct[-1])
    assert "Votre texte n'a pas été transmis : ici, on ne peut pas ajouter de raison." in late
    assert "/ecrire" in late
    assert "travaille" not in town.said_in(SQUARE["telegram"])[-1].text


def test_a_reply_is_no_objection_and_a_secret_poll_takes_no_reasons(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.publishes("/sondage Se retrouver le samedi --consentement")
    card = town.said_in(zoe.square)[-1]
    zoe.presses("Pas d'objection", card, zoe.square)
    zoe.says("Sauf en août.", room=zoe.square, reply_to=card)
    shown = town.said_in(zoe.square)[-1].text
    zoe.says("/voter 1 objection : trop tôt")
    zoe.says("Et trop loin.", reply_to=zoe.direct[-1])
    ana.says("/sondage 1")
    read = ana.presses("Toutes les objections")
    ana.publishes(ASKED + " --secret")
    zoe.says("Mardi, quelle idée", room=zoe.square, reply_to=town.said_in(zoe.square)[-1])
    ana.says("/sondage 2")

    assert "Objection : 0" in shown
    assert "Zoé\nEt trop loin." in read
    assert "raisons" not in ana.direct[-1].text
