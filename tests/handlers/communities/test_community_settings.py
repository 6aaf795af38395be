"""Settings of a community: by buttons, in writing, refused, and by others."""

from collections import Counter

import pytest

from bot.core.messages.incoming import Kind
from storage.audit import Audit
from storage.inbound import Forms
from tests.handlers.communities.communities import EAU, ENERGY, made, sets, stored
from tests.town import Town


@pytest.mark.parametrize(
    ("what", "then", "key", "value"),
    [
        ("Langue", "English", "locale", "en"),
        ("Fuseau horaire", "La Réunion", "timezone", "Indian/Reunion"),
        ("Sondages", "Tous les membres", "polls_by", "members"),
        ("Sondages", "L'équipe de jardinage", "polls_by", "gardeners"),
        ("Qui lit la lettre", "Toute personne qui a le lien", "public_channel", True),
        ("Qui lit la lettre", "Ses membres", "public_channel", False),
        ("Lettre", "Pas de lettre", "digest", ""),
        ("Charte", "Pas de charte", "charter_url", ""),
        ("Domaines", "Les domaines habituels", "domains", None),
    ],
)
def test_a_value_is_set_by_a_button_and_stays(
    town: Town, what: str, then: str, key: str, value: object
) -> None:
    carl = made(town)

    said = sets(carl, what, then)
    town.restart()

    assert said.startswith(EAU)
    assert getattr(stored(town), key) == value
    assert carl.presses("Revenir aux réglages").startswith("Eau vive\nNom court : eau-vive\n")


@pytest.mark.parametrize(
    ("what", "then", "typed", "key", "value"),
    [
        ("Nom", (), "Sources  vives", "name", "Sources vives"),
        (
            "Fuseau horaire",
            ("Une autre ville",),
            "Fort-de-France",
            "timezone",
            "America/Martinique",
        ),
        ("Fuseau horaire", ("Une autre ville",), "Pacific/Noumea", "timezone", "Pacific/Noumea"),
        (
            "Charte",
            ("Donner son adresse",),
            "https://exemple.fr/charte",
            "charter_url",
            "https://exemple.fr/charte",
        ),
        (
            "Domaines",
            ("Ses propres domaines",),
            "Rivières\nZones humides",
            "domains",
            ["Rivières", "Zones humides"],
        ),
    ],
)
def test_a_value_is_written_and_stays(
    town: Town, what: str, then: tuple[str, ...], typed: str, key: str, value: object
) -> None:
    carl = made(town)
    sets(carl, what, *then)

    carl.says(typed)
    town.restart()

    assert getattr(stored(town), key) == value


@pytest.mark.parametrize(
    ("typed", "shown", "kept"),
    [
        ("jeudi 7h30", "La lettre partirait chaque jeudi à 7 h 30.\n", "thu 07:30"),
        ("le 5 et le 20 à 9h", "le 5 et le 20 de chaque mois à 9 h.\n", "monthly 5,20 09:00"),
        (
            "tous les 15 jours le lundi 9h, reporté si férié",
            "La lettre partirait toutes les 2 semaines, le lundi à 9 h",
            "weekly/2 mo 09:00 20261130 moved",
        ),
    ],
)
def test_the_days_of_the_letter_are_kept_once_their_dates_were_seen(
    town: Town, typed: str, shown: str, kept: str
) -> None:
    carl = made(town)
    sets(carl, "Lettre", "Choisir le jour")

    proposed = carl.says(typed)
    before = stored(town).digest
    said = carl.presses("Garder ces dates")
    town.restart()

    assert shown in proposed
    assert "Les prochaines dates :\n" in proposed
    assert before == "monthly 1tu 08:00"
    assert "La lettre part " in said
    assert stored(town).digest == kept


@pytest.mark.parametrize(
    ("what", "then", "typed", "answer"),
    [
        ("Nom", (), "***", "Le nom d'une communauté fait de 1 à 80 caractères"),
        ("Nom", (), ENERGY, f"Il y a déjà une communauté « {ENERGY} »"),
        ("Nom court", (), "7", "« 7 » ne peut pas être un nom court."),
        ("Nom court", (), "energie", "Le nom court « energie » est celui d'une autre communauté"),
        ("Fuseau horaire", ("Une autre ville",), "la Lune", "Je ne sais pas quelle heure il est"),
        ("Lettre", ("Choisir le jour",), "bientôt", "Je ne comprends pas"),
        ("Charte", ("Donner son adresse",), "exemple", "« exemple » n'est pas une adresse web."),
        ("Domaines", ("Ses propres domaines",), ",", "Écrivez chaque domaine sur une ligne"),
    ],
)
def test_a_wrong_value_is_explained_and_another_one_taken(
    quick: Town, what: str, then: tuple[str, ...], typed: str, answer: str
) -> None:
    carl = made(quick)
    sets(carl, what, *then)

    assert carl.says(typed).startswith(answer)
    with quick.database.unit() as store:
        assert store[Forms].open_in(carl.address, quick.clock.now()) is not None


def test_a_community_may_be_renamed(quick: Town) -> None:
    carl = made(quick)
    sets(carl, "Nom")

    assert carl.says("EAU VIVE").startswith("EAU VIVE\nC'est noté")


def test_the_short_name_changes_where_no_file_has_it(two: Town) -> None:
    carl = made(two, "Air pur")
    sets(carl, "Nom court", slug="air-pur")
    carl.says("Vents")

    refused = sets(carl, "Nom court", slug="eau")

    assert stored(two, "vents").name == "Air pur"
    assert refused == (
        "Eau vive est dans le fichier de configuration sous ce nom court : elle doit le garder."
    )


FORGED = [
    "community_set:1:name",
    "community_put:1:locale:en",
    "community_put:1:zone:Indian/Reunion",
    "community_ask:1:letter",
    "community_drop:1",
    "community_gone:1",
    "ask:community_new",
    "ask:community_name",
]


def test_only_permitted_people_change_settings(quick: Town) -> None:
    people = [quick.gardener("territory"), quick.member("Zoé"), quick.stranger("Xavier")]
    before = stored(quick, "energie")
    kept = (before.name, before.locale, before.timezone)

    for person in people:
        for press in FORGED:
            person.says("", kind=Kind.PRESS, press=press, press_id=press)
            only = "Seules les personnes qui gèrent ce robot peuvent faire cela."
            assert person.inbox[-1] == only, press

    after = stored(quick, "energie")
    assert (after.name, after.locale, after.timezone) == kept
    with quick.database.unit() as store:
        refused = [row.actor for row in store[Audit].latest(50) if row.outcome == "refused"]
        assert Counter(refused) == {person.address: len(FORGED) for person in people}


def test_forged_values_set_nothing(quick: Town) -> None:
    carl = quick.cultivator()

    for press in (
        *("put:1:locale:xx", "put:1:zone:Nowhere", "put:1:polls:everybody", "put:1:letter:now"),
        *("put:1:name:none", "set:1:nothing", "set:1:new", "ask:1:new", "ask:1:name"),
    ):
        said = carl.says("", kind=Kind.PRESS, press=f"community_{press}", press_id=press)
        nothing = "Ce réglage n'existe pas. /communaute montre ce qui peut être changé."
        assert said == nothing, press
    with quick.database.unit() as store:
        assert store[Forms].open_in(carl.address, quick.clock.now()) is None
