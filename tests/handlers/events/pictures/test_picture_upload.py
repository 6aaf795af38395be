"""An event's picture: sent in private, without where it was taken, and shown before the words."""

from datetime import datetime, timedelta

import pytest

from bot.core.messages.content import Document
from bot.transports.playground import Posted
from storage.events.events import PictureRow
from storage.files import FileRow
from storage.members import Identities, Members
from tests.core.files.test_photos import opened, picture, taken_somewhere
from tests.town import BACK_ROOM, CHANGED, CHANNEL, PARIS, SQUARE, Neighbour, Town

pytestmark = pytest.mark.slow

SEEN = "Le composteur du quartier"


def an_event(town: Town, by: Neighbour) -> None:
    by.says("/evenement Visite du composteur | samedi 5 décembre 14h30-16h30 | Besançon")


def gives(ana: Neighbour, content: bytes, words: str = SEEN) -> str:
    ana.says("/evenement 1 image")
    ana.sends("IMG_2041.jpg", content)
    return ana.says(words)


def shown(posted: Posted) -> bytes | None:
    """The bytes of the picture that came with a message."""
    said = posted.said.picture
    return said.content if isinstance(said, Document) else None


def files(town: Town) -> list[str]:
    with town.database.unit() as store:
        return [each.kind for each in store._session.query(FileRow).all()]


def test_a_picture_is_shown_in_every_room_before_the_card(town: Town, ana: Neighbour) -> None:
    an_event(town, ana)
    assert gives(ana, picture()).endswith(f"Image : {SEEN}")

    ana.presses("Relire")
    ana.presses("Annoncer")

    for room in (*SQUARE.values(), CHANNEL):
        image, card = town.said_in(room)
        assert (shown(image), image.text) != (None, "")
        assert image.text == f"Image : {SEEN}"
        assert image.said.quiet
        assert card.text.startswith("🗓 Visite du composteur")
        assert shown(card) is None
    assert town.said_in(BACK_ROOM) == []


def test_no_place_and_no_telephone_is_kept_with_a_picture(town: Town, ana: Neighbour) -> None:
    an_event(town, ana)
    sent = picture(exif=taken_somewhere(), comment=b"canary")

    gives(ana, sent)
    raw = shown(ana.direct[-1])

    assert raw is not None
    assert dict(opened(raw).getexif()) == {}
    assert town.database.folder is not None
    kept = [each.read_bytes() for each in town.database.folder.path.iterdir()]
    assert kept == [raw]
    assert b"canary" not in raw


def test_details_show_it_first_on_both_networks(town: Town, ana: Neighbour) -> None:
    an_event(town, ana)
    gives(ana, picture())
    ana.presses("Relire")
    ana.presses("Annoncer")
    yan, zoe = town.member("Yan", on="matrix"), town.member("Zoé")

    yan.says("!evenement 1")
    zoe.presses("Détails", town.said_in(zoe.square)[-1])

    for person in (yan, zoe):
        image, card = person.direct[-2:]
        assert image.text == f"Image : {SEEN}"
        assert shown(image) is not None
        assert card.text.startswith("🗓 ")


def test_a_picture_without_a_description_is_described_by_the_title(
    town: Town, ana: Neighbour
) -> None:
    an_event(town, ana)
    ana.says("/evenement 1 image")
    ana.sends("x.png", picture("PNG"))
    ana.presses("Passer")

    assert ana.inbox[-1] == "Image : Visite du composteur"


def test_a_picture_is_one_of_the_parts_to_change(town: Town, ana: Neighbour) -> None:
    an_event(town, ana)
    ana.presses("Modifier")

    assert "Envoyez-moi l'image" in ana.presses("Image")


def test_a_picture_is_replaced_and_removed(town: Town, ana: Neighbour) -> None:
    an_event(town, ana)
    gives(ana, picture())
    gives(ana, picture(size=(64, 48)), "Une autre")
    assert files(town) == ["event_picture"]

    assert ana.presses("Retirer l'image") == "L'événement 1 n'a plus d'image."
    assert CHANGED in ana.presses("Retirer l'image")
    assert files(town) == []
    ana.presses("Annoncer")
    (card,) = town.said_in(SQUARE["matrix"])
    assert shown(card) is None


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"not a picture", id="words"),
        pytest.param(picture("GIF"), id="GIF"),
        pytest.param(picture()[:300], id="half"),
    ],
)
def test_a_file_that_is_no_picture_is_explained_and_not_kept(
    town: Town, ana: Neighbour, content: bytes
) -> None:
    an_event(town, ana)

    said = gives(ana, content)

    assert "Je ne peux pas montrer cette image" in said
    assert files(town) == []
    with town.database.unit() as store:
        assert store._session.query(PictureRow).all() == []


def test_words_or_a_spreadsheet_are_no_picture(town: Town, ana: Neighbour) -> None:
    an_event(town, ana)
    ana.says("/evenement 1 image")

    assert ana.says("la voici").startswith("Envoyez-moi l'image elle-même")
    assert ana.sends("liste.csv", b"a;b").startswith("Envoyez-moi l'image elle-même")


def test_only_the_maker_of_an_event_or_a_gardener_adds_a_picture(
    town: Town, ana: Neighbour
) -> None:
    an_event(town, ana)
    zoe = town.member("Zoé")

    assert zoe.says("/evenement 1 image").startswith("Seules")
    assert files(town) == []


def test_a_picture_is_erased_with_its_sender(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    an_event(town, zoe)
    gives(zoe, picture())
    zoe.presses("Relire")
    zoe.presses("Proposer")
    ana.says("/afaire")
    ana.presses("Voir l'événement 1")
    ana.presses("Annoncer")

    with town.database.unit() as store:
        identity = store[Identities].get(zoe.address)
        assert identity is not None
        member = store[Members].get(identity.member_id)
        assert member is not None
        store.erase(member)

    assert files(town) == []
    ana.says("/evenement 1")
    assert all(shown(each) is None for each in ana.direct[-1:])
    assert ana.inbox[-1].startswith("🗓 ")


def test_a_picture_is_kept_for_a_year_after_the_event(town: Town, ana: Neighbour) -> None:
    an_event(town, ana)
    gives(ana, picture())

    with town.database.unit() as store:
        (file,) = store._session.query(FileRow).all()
        over = datetime(2026, 12, 5, 16, 30, tzinfo=PARIS)
        assert file.expires_at == over + timedelta(days=365)


def test_a_picture_that_comes_late_is_taken_once_confirmed(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé", on=ana.network)
    an_event(town, ana)
    ana.says("/evenement 1 image")
    town.move(timedelta(minutes=1))
    zoe.sends("message.ogg", b"bytes")
    zoe.presses("Envoyer ce message vocal à Ana")
    town.move(timedelta(minutes=1))

    asked = ana.sends("IMG_2041.jpg", picture())
    ana.presses("Oui, c'est ma réponse")

    assert asked.startswith(
        "Un autre message est arrivé entre-temps. Ce que vous avez envoyé est-il votre réponse ?"
    )
    assert ana.says(SEEN).endswith(f"Image : {SEEN}")


def test_an_old_button_removes_no_other_picture_and_publishes_no_other(
    town: Town, ana: Neighbour
) -> None:
    an_event(town, ana)
    preview = ana.direct[-1]
    gives(ana, picture())
    first = ana.direct[-1]
    gives(ana, picture(size=(64, 48)), "Une autre")

    ana.presses("Retirer l'image", first)
    ana.presses("Annoncer", preview)

    assert files(town) == ["event_picture"]
    assert town.said_in(SQUARE["matrix"]) == []
