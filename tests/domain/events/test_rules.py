"""Typed parts of an event: its kind, its place and places, the answers."""

import pytest

from bot.domain.circles import Sending
from bot.domain.events.rules import (
    EventKind,
    EventWithoutTitle,
    NoSuchKind,
    NotANumberOfPlaces,
    Rsvp,
    UnreadableRsvp,
    Venue,
    kind_of,
    read_capacity,
    read_kind,
    read_rsvp,
    read_title,
    read_where,
)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("Rencontre", EventKind.MEETING),
        ("visite", EventKind.VISIT),
        ("formation-action", EventKind.TRAINING),
        ("Webinaire", EventKind.WEBINAR),
        ("événement annuel", EventKind.YEARLY),
        ("événement de la Région", EventKind.REGIONAL),
        ("groupe de travail", EventKind.WORKGROUP),
        ("working group", EventKind.WORKGROUP),
    ],
)
def test_a_kind_is_read_in_both_languages(typed: str, kind: EventKind) -> None:
    assert read_kind(typed) is kind


def test_an_unknown_kind_says_which_there_are() -> None:
    with pytest.raises(NoSuchKind, match="rencontre, visite, formation-action"):
        read_kind("gala")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Visite du composteur", EventKind.VISIT),
        ("Webinaire solaire", EventKind.WEBINAR),
        ("Pique-nique", EventKind.MEETING),
    ],
)
def test_a_title_tells_its_kind(title: str, kind: EventKind) -> None:
    assert kind_of(title) is kind


def test_yearly_and_regional_events_are_big_events() -> None:
    big = [kind for kind in EventKind if kind.sending is Sending.BIG_EVENT]

    assert big == [EventKind.YEARLY, EventKind.REGIONAL]


@pytest.mark.parametrize(
    ("typed", "rsvp"),
    [
        ("oui", Rsvp.GOING),
        ("Je viens !", Rsvp.GOING),
        ("oui, avec plaisir", Rsvp.GOING),
        ("non merci", Rsvp.DECLINED),
        ("peut-être", Rsvp.MAYBE),
        ("NON.", Rsvp.DECLINED),
        ("no", Rsvp.DECLINED),
        ("going", Rsvp.GOING),
    ],
)
def test_an_answer_is_read(typed: str, rsvp: Rsvp) -> None:
    assert read_rsvp(typed) is rsvp


@pytest.mark.parametrize("typed", ["", "ok ok", "none"])
def test_an_unreadable_answer_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableRsvp):
        read_rsvp(typed)


@pytest.mark.parametrize(
    ("typed", "capacity"),
    [("20", 20), ("20 places", 20), ("1 seat", 1), ("sans limite", None), ("0", None)],
)
def test_places_are_read(typed: str, capacity: int | None) -> None:
    assert read_capacity(typed) == capacity


@pytest.mark.parametrize("typed", ["", "beaucoup", "-3", "1000000", "vingt"])
def test_a_wrong_number_of_places_is_refused(typed: str) -> None:
    with pytest.raises(NotANumberOfPlaces):
        read_capacity(typed)


@pytest.mark.parametrize(
    ("parts", "where"),
    [
        (["Besançon"], Venue("Besançon")),
        (["20 places", "Besançon"], Venue("Besançon", capacity=20)),
        (["https://exemple.fr/x"], Venue("", "https://exemple.fr/x")),
        (["Salle B", "https://exemple.fr", "3 places"], Venue("Salle B", "https://exemple.fr", 3)),
        (["3 rue des Lilas", "Dole"], Venue("3 rue des Lilas, Dole")),
        (["Maison de quartier, Dole, 20 places"], Venue("Maison de quartier, Dole", "", 20)),
        (["Dole (20 places)"], Venue("Dole", "", 20)),
        (["Dole 20 personnes"], Venue("Dole", "", 20)),
        (["12 places des Lilas"], Venue("12 places des Lilas")),
        (["\u202e", ""], Venue()),
    ],
)
def test_the_parts_of_a_place_are_read_in_any_order(parts: list[str], where: Venue) -> None:
    assert read_where(parts) == where


@pytest.mark.parametrize("typed", ["", "…", "\u200b", "!!!"])
def test_a_title_has_something_to_read(typed: str) -> None:
    with pytest.raises(EventWithoutTitle):
        read_title(typed)


def test_a_title_is_one_line() -> None:
    assert read_title("Grande\nvisite\u202e") == "Grande visite"
