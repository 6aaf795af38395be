"""After an event: gardeners tell what came of it, rooms and letter tell it on, and later."""

from collections.abc import Callable
from datetime import datetime

import pytest

from bot.core.messages.content import Document
from storage.events import Events
from storage.files.files import FileRow
from storage.members import Identities, Members
from tests.core.files.test_photos import picture
from tests.handlers.audit.traces import presses_forged
from tests.handlers.digest.news.writing import add_news
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, CHANNEL, SQUARE, WATER, Neighbour, Town, town_settings

pytestmark = pytest.mark.slow

DAY_AFTER = datetime(2026, 11, 26, 10, 5)  # noqa: DTZ001 - local, as the town takes it
NOON = datetime(2026, 11, 26, 12, 0)  # noqa: DTZ001
ACCOUNT = "Douze personnes sont venues."


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener of the territory, who announced an event of tomorrow."""
    ana = town.gardener("territory")
    ana.says("/evenement Visite du composteur | mercredi 25 novembre 14h30-16h30 | Besançon")
    ana.presses("Annoncer")
    return ana


@pytest.fixture
def luc(town: Town, ana: Neighbour) -> Neighbour:
    return town.gardener("region")


def tells(who: Neighbour, account: str = ACCOUNT, *, publish: bool = True) -> str:
    """Tell what came of the event, with a decision, and a step for the fourth of December."""
    mark = "/" if who.network == "telegram" else "!"
    who.says(f"{mark}suite 1")
    who.says(account)
    who.says("Un deuxième bac")
    who.says("Commander le bac")
    page = who.says("vendredi 4 décembre")
    return who.presses("Publier") if publish else page


def asked(town: Town) -> list[str]:
    return [each.text for each in town.said_in(BACK_ROOM) if "Et maintenant ?" in each.text]


def checked(town: Town) -> list[str]:
    return [each.text for each in town.said_in(BACK_ROOM) if "Est-ce fait ?" in each.text]


# Being asked


def test_gardeners_are_asked_the_day_after_at_ten_once(town: Town, ana: Neighbour) -> None:
    town.move_to(datetime(2026, 11, 26, 9, 55))  # noqa: DTZ001
    assert asked(town) == []

    town.move_to(DAY_AFTER)
    assert len(asked(town)) == 1
    town.restart()
    town.move_to(NOON)
    assert len(asked(town)) == 1


def test_after_a_pause_they_are_asked_once(town: Town, ana: Neighbour) -> None:
    town.sleep_until(datetime(2026, 12, 1, 8, 0))  # noqa: DTZ001
    assert len(asked(town)) == 1


def test_nobody_is_asked_about_what_was_called_off(town: Town, ana: Neighbour) -> None:
    ana.says("/evenement 1 annuler Il neige")
    town.move_to(NOON)
    assert asked(town) == []
    assert "annulé" in ana.says("/suite 1")


def test_it_waits_among_what_is_to_do_until_told_or_closed(town: Town, ana: Neighbour) -> None:
    town.move_to(DAY_AFTER)
    assert "Et maintenant ? Suite de l'événement 1" in ana.says("/afaire")

    assert ana.presses("Rien à raconter") == "Événement 1 : rien à raconter, c'est noté."
    assert "Et maintenant" not in ana.says("/afaire")
    assert "Qu'est-ce qui en est sorti" in ana.presses("Raconter quand même")


def test_who_told_it_before_is_not_asked(town: Town, ana: Neighbour) -> None:
    town.move_to(datetime(2026, 11, 25, 18, 0))  # noqa: DTZ001
    tells(ana)
    town.move_to(NOON)
    assert asked(town) == []


# Telling


def test_it_is_told_step_by_step_and_seen_before_it_is_posted(town: Town, ana: Neighbour) -> None:
    town.move_to(DAY_AFTER)
    page = tells(ana, publish=False)

    assert page.startswith(
        "Suite de l'événement 1 · Visite du composteur\n"
        "Douze personnes sont venues.\nDécisions\nUn deuxième bac\n"
        "Prochaine étape\nCommander le bac (pour le vendredi 4 décembre)\n"
    )
    assert "Personne d'autre ne le voit encore" in page
    assert len(town.said_in(ana.square)) == 1


def test_it_is_posted_in_the_rooms_and_joins_the_letter(town: Town, luc: Neighbour) -> None:
    town.move_to(DAY_AFTER)
    said = tells(luc)

    assert "Actualité 1 : elle est dans la lettre du mardi 1er décembre" in said
    for room in SQUARE.values():
        assert town.said_in(room)[-1].text.startswith("Suite de l'événement 1 · Visite")
    assert len(town.said_in(CHANNEL)) == 1
    letter = luc.reviews_letter()
    assert "Douze personnes sont venues." in letter
    assert "Luc, pour la Région" in letter


def test_a_second_tap_posts_nothing_more(town: Town, ana: Neighbour) -> None:
    town.move_to(DAY_AFTER)
    page = tells(ana, publish=False)
    shown = ana.direct[-1]
    assert "Personne d'autre" in page
    ana.presses("Publier", shown)
    count = len(town.said_in(ana.square))

    ana.says("/suite 1")
    assert "Publier" not in [choice.label for choice in ana.direct[-1].choices]
    with town.database.unit() as store:
        (event,) = store[Events].past(1, town.clock.now())
    again = presses_forged(ana, f"outcome_publish:{event.id}")
    assert "déjà publiée" in again
    assert len(town.said_in(ana.square)) == count


def test_only_the_account_is_needed(town: Town, ana: Neighbour) -> None:
    town.move_to(DAY_AFTER)
    ana.says("/suite 1")
    ana.says(ACCOUNT)
    ana.presses("Passer")
    page = ana.presses("Passer")

    assert "Décisions\n" not in page
    assert "Prochaine étape" not in page.split("Personne")[0]


def test_the_card_and_the_unsent_letter_follow_a_change(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.move_to(DAY_AFTER)
    tells(ana)
    ana.says("/suite 1")
    ana.presses("Récit")
    ana.says("Treize personnes sont venues.")

    assert "Treize personnes" in town.said_in(ana.square)[-1].text
    letter = luc.reviews_letter()
    assert "Treize personnes" in letter
    assert "Douze personnes" not in letter


def test_what_went_out_in_a_letter_stays_and_nothing_goes_out_twice(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.move_to(DAY_AFTER)
    tells(ana)
    luc.reviews_letter()
    luc.presses("Soumettre à Ana")
    ana.reviews_letter()
    ana.presses("Approuver")
    town.move_to(datetime(2026, 12, 1, 8, 5))  # noqa: DTZ001
    assert "Douze personnes" in town.said_in(ana.square)[-1].text

    ana.says("/suite 1")
    ana.presses("Récit")
    ana.says("Treize personnes sont venues.")
    assert "Treize" not in luc.reviews_letter()


def test_a_letter_already_read_through_is_a_draft_again(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.move_to(DAY_AFTER)
    add_news(ana, "/actu Le broyeur est arrivé")
    ana.reviews_letter()
    ana.presses("Soumettre à Luc")

    tells(luc)

    assert any("à nouveau un brouillon" in each or "brouillon" in each for each in ana.inbox[-2:])


def test_what_two_gardeners_tell_at_once_is_both_kept(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.move_to(DAY_AFTER)
    for who, mark in ((ana, "/"), (luc, "!")):
        who.says(f"{mark}suite 1")
    ana.says("Il a plu.")
    luc.says("Le tas fume.")
    for who in (ana, luc):
        who.presses("Passer")
        page = who.presses("Passer")

    assert "Il a plu.\nLe tas fume." in page


def test_two_who_tell_too_much_are_told_so(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    town.move_to(DAY_AFTER)
    for who, mark in ((ana, "/"), (luc, "!")):
        who.says(f"{mark}suite 1")
    for who in (ana, luc):
        who.says("Il a plu, mais pas trop. " * 40 + who.name)
        who.presses("Passer")
        last = who.presses("Passer")

    assert last.startswith("Avec ce que Ana a écrit, c'est trop long")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("/suite 9", "Il n'y a pas d'événement passé 9 ici", id="unknown"),
        pytest.param("/suite 2", "Il n'y a pas d'événement passé 2 ici", id="draft"),
        pytest.param("/suite 1", "L'événement 1 n'est pas encore terminé.", id="to come"),
    ],
)
def test_what_did_not_take_place_has_no_outcome(
    town: Town, ana: Neighbour, typed: str, answer: str
) -> None:
    ana.says("/evenement Pique-nique | samedi 5 décembre 12h | Parc")
    assert ana.says(typed).startswith(answer)


def test_members_read_it_and_do_not_write_it(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    town.move_to(DAY_AFTER)
    tells(ana)

    assert "l'équipe de jardinage" in zoe.says("/suite 1")
    zoe.says("/evenement 1")
    assert "Douze personnes" in zoe.presses("Lire la suite")


def test_a_forged_press_from_another_community_changes_nothing(
    fresh_database: Callable[[str], str],
    saved_towns: SavedTowns | None,
) -> None:
    town = Town(fresh_database("sqlite"), town_settings(WATER), saved=saved_towns)
    ana = town.gardener("territory", "Pionniers de l'énergie")
    ana.says("/evenement Visite | mercredi 25 novembre 14h30-16h30 | Besançon")
    ana.presses("Annoncer")
    stranger = Neighbour(town, "telegram", "telegram:53", "Eva", "fr").joins("Eau vive")
    town.move_to(DAY_AFTER)

    said = presses_forged(stranger, "outcome_tell:1")

    assert "Il n'y a pas d'événement passé" in said
    town.close()


# Photos


def adds_photo(who: Neighbour, words: str) -> str:
    who.says("/suite 1")
    who.presses("Ajouter une photo")
    who.sends("p.jpg", picture())
    return who.says(words)


def test_photos_stand_before_the_card(town: Town, ana: Neighbour) -> None:
    town.move_to(DAY_AFTER)
    tells(ana, publish=False)
    adds_photo(ana, "Le tas")
    adds_photo(ana, "Les gens")
    ana.says("/suite 1")
    assert "2 photos" in ana.inbox[-1]
    ana.presses("Publier")

    first, second, card = town.said_in(ana.square)[-3:]
    assert [first.text, second.text] == ["Image : Le tas", "Image : Les gens"]
    assert isinstance(first.said.picture, Document)
    assert card.text.startswith("Suite de l'événement 1")

    adds_photo(ana, "Plus tard")
    assert town.said_in(ana.square)[-1].text == "Image : Plus tard"


def test_five_photos_are_enough(town: Town, ana: Neighbour) -> None:
    town.move_to(DAY_AFTER)
    tells(ana, publish=False)
    for number in range(5):
        adds_photo(ana, f"photo {number}")
    ana.says("/suite 1")

    assert "a déjà 5 photos" in ana.presses("Ajouter une photo")
    ana.presses("Retirer cette photo")
    with town.database.unit() as store:
        assert store._session.query(FileRow).count() == 4


# The next step


def test_the_step_is_asked_about_on_its_day_until_it_is_settled(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.move_to(DAY_AFTER)
    tells(ana)
    town.move_to(datetime(2026, 12, 4, 9, 40))  # noqa: DTZ001
    assert checked(town) == []
    town.move_to(datetime(2026, 12, 4, 10, 20))  # noqa: DTZ001
    town.restart()
    town.move_to(datetime(2026, 12, 4, 18, 0))  # noqa: DTZ001
    assert len(checked(town)) == 1

    assert "Prochaine étape de l'événement 1" in luc.says("!afaire")
    luc.presses("Pas encore")
    assert "lundi 7 décembre" in luc.says("lundi 7 décembre")
    assert "Prochaine étape" not in luc.says("!afaire")
    assert "lundi 7 décembre" in town.said_in(ana.square)[-1].text
    town.move_to(datetime(2026, 12, 7, 10, 20))  # noqa: DTZ001
    assert len(checked(town)) == 2

    luc.presses("Oui, c'est fait", room=BACK_ROOM)
    assert "C'est fait." in town.said_in(ana.square)[-1].text
    town.move_to(datetime(2026, 12, 9, 12, 0))  # noqa: DTZ001
    assert len(checked(town)) == 1, "the answered one says what was answered"


def test_a_step_given_up_may_be_taken_up_again(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    town.move_to(DAY_AFTER)
    tells(ana)
    town.move_to(datetime(2026, 12, 4, 10, 20))  # noqa: DTZ001
    ana.says("/afaire")
    assert ana.presses("Abandonné") == "C'est abandonné : Commander le bac"
    assert "C'est abandonné." in town.said_in(ana.square)[-1].text

    ana.presses("Finalement, pas encore")
    ana.says("mardi 8 décembre")
    assert "C'est abandonné." not in town.said_in(ana.square)[-1].text


def test_a_step_while_the_program_was_down_is_asked_about_once(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.move_to(DAY_AFTER)
    tells(ana)
    town.sleep_until(datetime(2026, 12, 20, 11, 0))  # noqa: DTZ001
    town.move_to(datetime(2026, 12, 20, 18, 0))  # noqa: DTZ001
    assert len(checked(town)) == 1


# When people go


def test_an_account_stays_without_whoever_wrote_it(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.move_to(DAY_AFTER)
    tells(ana)
    with town.database.unit() as store:
        identity = store[Identities].get(ana.address)
        assert identity is not None
        member = store[Members].get(identity.member_id)
        assert member is not None
        store.erase(member)
    page = luc.says("!suite 1")
    assert ACCOUNT in page
    assert "Ana" not in page
