"""A link that a gardener pastes: its page becomes a draft, with title, summary and picture."""

from io import BytesIO

import pytest
from PIL import Image

from storage.files import Files
from tests.town import BACK_ROOM, Town, labels

URL = "https://gazette.example/broyeur"
PICTURE = "https://gazette.example/images/broyeur.png"
PAGE = b"""<!doctype html><html><head><title>La Gazette</title>
<meta property="og:title" content="Le broyeur est arriv&eacute;">
<meta property="og:description" content="En pr&ecirc;t &agrave; la mairie.">
<meta property="og:image" content="/images/broyeur.png"></head><body>...</body></html>"""


def png() -> bytes:
    content = BytesIO()
    Image.new("RGB", (40, 30), "green").save(content, "PNG")
    return content.getvalue()


@pytest.mark.slow
def test_a_pasted_link_is_offered_as_news(town: Town) -> None:
    ana = town.gardener("territory")
    town.web.pages |= {URL: PAGE, PICTURE: png()}

    said = ana.says(URL)
    heard = len(town.said_in(BACK_ROOM))

    assert said.startswith("Un lien pour les actualités ? Je récupère son titre et son image.")
    assert town.web.asked == [URL, PICTURE]
    shown = ana.inbox[-1]
    assert shown.startswith("Le broyeur est arrivé\nEn prêt à la mairie.\n")
    assert "Personne d'autre ne la voit encore." in shown
    assert "Mettre dans la lettre" in labels(ana)
    assert any(each.said.picture for each in ana.direct[-2:])
    assert len(town.said_in(BACK_ROOM)) == heard


def test_a_page_that_does_not_answer_leaves_the_link(town: Town) -> None:
    ana = town.gardener("territory")

    ana.says(URL)

    assert URL in ana.inbox[-1]
    assert "Annuler" in labels(ana)


def test_a_members_link_is_passed_on_like_words(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")

    zoe.says(URL)

    assert labels(zoe)[0].startswith("Envoyer « https://gazette.exampl")
    assert town.web.asked == []


def test_a_thrown_away_draft_takes_no_picture(town: Town) -> None:
    ana = town.gardener("territory")
    town.web.pages |= {URL: PAGE, PICTURE: png()}
    ana.says(URL)

    ana.presses("Annuler")

    assert "C'est annulé. Rien n'en a été gardé." in ana.direct[-1].text
    with town.database.unit() as store:
        assert store[Files].get(1) is None
