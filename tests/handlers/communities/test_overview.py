"""Communities: made, shown, set up from chat, and removed while nobody was in them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bot.core.messages.incoming import Kind
from bot.domain.roles import Seat
from storage.audit import Audit
from storage.communities import Communities, Community, Cultivators, SeatHolders
from storage.inbound import Forms
from storage.schedules import Schedules
from tests.databases import Fresh
from tests.handlers.digest.news.writing import add_news
from tests.saved_towns import SavedTowns
from tests.town import WATER, Neighbour, Town, town_settings

ENERGY, EAU = "Pionniers de l'énergie", "Eau vive"
YES = "J'ai 15 ans ou plus, j'accepte"


@pytest.fixture
def quick(fresh_database: Fresh, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """The town on SQLite alone, for what no database can change."""
    made = Town(fresh_database("sqlite"), saved=saved_towns)
    yield made
    made.close()


@pytest.fixture
def two(fresh_database: Fresh, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """The same with two communities in the file."""
    made = Town(fresh_database("sqlite"), town_settings(WATER), saved=saved_towns)
    yield made
    made.close()


def made(town: Town, name: str = EAU) -> Neighbour:
    """A community made in chat; gives whoever made it."""
    carl = town.cultivator()
    carl.says(f"/communaute {name}")
    carl.presses("Passer")
    return carl


def stored(town: Town, slug: str = "eau-vive") -> Community:
    with town.database.unit() as store:
        found = store[Communities].named(slug)
        assert found is not None, slug
        return found


def buttons(person: Neighbour) -> list[str]:
    return [choice.label for choice in person.direct[-1].choices]


def sets(person: Neighbour, what: str, *then: str, slug: str = "eau-vive") -> str:
    """Open a setting's question from the card, and press on."""
    person.says(f"/communaute {slug}")
    said = person.presses(what, person.direct[-1])
    for label in then:
        said = person.presses(label)
    return said


# Made


def test_a_community_is_made_from_its_name(town: Town) -> None:
    carl = town.cultivator()

    listed = carl.says("/communautes")
    asked = carl.presses("Nouvelle communauté")
    named = carl.says("Eau vive")
    card = carl.presses("Passer")
    town.restart()

    assert listed.startswith(f"Communautés\n{ENERGY}\nPas encore de membre, 4 salons.\n")
    assert asked == "Quel nom pour la nouvelle communauté ?"
    assert named == (
        "« Eau vive » sera une nouvelle communauté. Son nom court dans les commandes : « "
        "eau-vive ». Écrivez-en un autre, ou passez cette question."
    )
    assert card == (
        "Eau vive\n"
        "Nom court : eau-vive\n"
        "Langue : Français\n"
        "Fuseau horaire : Paris (Europe/Paris)\n"
        "Lettre : chaque 1er mardi du mois à 8 h. La prochaine : mardi 1er décembre à 8 h.\n"
        "Lettres : lues par les membres.\n"
        "Sondages : ouverts par l'équipe de jardinage.\n"
        "Charte : aucune.\n"
        "Domaines : les domaines habituels.\n"
        "Équipe : personne pour l'instant, les deux rôles sont à pourvoir.\n"
        "Pas encore de salon.\n"
        "Pas encore de membre.\n"
        "Prochaines étapes\n"
        "– Choisir les deux personnes de l'équipe : /jardinier.\n"
        "– M'inviter dans son salon, puis y écrire /salon."
    )
    assert carl.says("/communaute eau-vive") == card
    assert carl.says("/communaute EAU VIVE") == card


def test_another_short_name_is_written(quick: Town) -> None:
    carl = quick.cultivator()
    carl.says("/communaute Eau vive")

    wrong = carl.says("123")
    carl.says("Rivières")

    assert wrong.startswith("« 123 » ne peut pas être un nom court.")
    assert stored(quick, "rivieres").name == EAU


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("energie", "Le nom court « energie » est celui d'une autre", id="taken"),
        pytest.param("***", "« *** » ne peut pas être un nom court.", id="nothing"),
    ],
)
def test_a_wrong_short_name_is_explained_and_asked_again(
    quick: Town, typed: str, answer: str
) -> None:
    carl = quick.cultivator()
    carl.says("/communaute Eau vive")

    assert carl.says(typed).startswith(answer)
    assert carl.says("eau").startswith("Eau vive\nNom court : eau\n")


def test_it_lives_at_once(town: Town) -> None:
    """People join it, its room shows what is asked in it, and its letter is due."""
    carl = made(town)
    sets(carl, "Sondages", "Tous les membres")
    carl.says("/salon eau-vive communauté", "telegram:-5005")
    zoe = town.stranger("Zoé")
    zoe.says("/rejoindre")
    zoe.presses(EAU)
    zoe.presses(YES)

    zoe.publishes("/sondage Quel jour ? | lundi | mardi")

    assert "Quel jour ?" in town.said_in("telegram:-5005")[-1].text
    assert carl.says("/communautes").splitlines()[5:7] == [EAU, "1 membre, 1 salon."]


def test_a_name_that_exists_is_shown_and_not_made_again(quick: Town) -> None:
    carl = made(quick)
    carl.says("/communautes")
    carl.presses("Nouvelle communauté")
    carl.says("eau vive")

    assert carl.presses("Passer") == (
        "Il y a déjà une communauté « eau vive » : choisissez un autre nom.\n"
        "Quel nom pour la nouvelle communauté ?"
    )


# At a glance


def test_at_a_glance_each_tells_its_people_rooms_seats_and_letter(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    add_news(ana, "/actu Le broyeur | En prêt à la mairie")
    ana.says("/lettre soumettre")
    luc.says("!lettre approuver")
    luc.presses("Approuver")
    town.move_to(datetime(2026, 12, 1, 9))  # noqa: DTZ001 - in Paris
    carl = made(town)

    assert carl.says("/communautes") == (
        "Communautés\n"
        f"{ENERGY}\n"
        "2 membres, 4 salons.\n"
        "Équipe : Ana (territoire) et Luc (Région).\n"
        "Dernière lettre : mardi 1er décembre.\n"
        f"{EAU}\n"
        "Pas encore de membre, pas encore de salon.\n"
        "Équipe : personne pour l'instant, les deux rôles sont à pourvoir.\n"
        "Aucune lettre n'est encore partie."
    )
    assert buttons(carl) == [ENERGY, EAU, "Nouvelle communauté"]


def test_many_are_shown_by_pages(quick: Town) -> None:
    carl = quick.cultivator()
    for nth in range(12):
        made(quick, f"Groupe {nth}")

    carl.says("/communautes")
    first = buttons(carl)
    listing = carl.direct[-1]
    carl.presses("D'autres communautés", listing)
    second = [choice.label for choice in listing.choices]

    assert first == [
        ENERGY,
        *(f"Groupe {nth}" for nth in range(9)),
        "D'autres communautés",
        "Nouvelle communauté",
    ]
    assert second == ["Groupe 9", "Groupe 10", "Groupe 11", "Nouvelle communauté"]


def test_a_gardener_reads_theirs_and_changes_nothing(town: Town) -> None:
    ana = town.gardener("territory")
    made(town)

    mine = ana.says("/communaute")

    assert mine.startswith(f"{ENERGY}\nNom court : energie\n")
    assert mine.endswith("Les responsables du service peuvent changer ces réglages.")
    assert buttons(ana) == []
    assert ana.says("/communaute energie") == mine
    assert ana.says("/communaute Eau vive") == (
        "Je ne connais pas de communauté « Eau vive ». /communaute en donne la liste."
    )


def test_on_matrix_it_is_set_up_by_numbers(town: Town) -> None:
    with town.database.unit() as store:
        store[Cultivators].replace_all(["matrix:@carl"])
    carl = town.stranger("Carl", on="matrix")
    carl.says("!communaute Eau vive")
    carl.says("passer")

    asked = carl.says("3")
    said = carl.says("2")

    assert asked == "Quelle langue dans les salons de Eau vive ?"
    assert said == "Eau vive\nLangue de ses salons : English."
    assert stored(town).locale == "en"


def test_a_gardener_of_several_sees_those(two: Town) -> None:
    bea = Neighbour(two, "telegram", "telegram:53", "Béa", "fr").joins(EAU).joins()
    with two.database.unit() as store:
        energy = store[Communities].named("energie")
        assert energy is not None
        store[SeatHolders].put(energy, Seat.REGION, "telegram:53")

    assert bea.says("/communautes").startswith(f"Communautés\n{ENERGY}\n")
    assert buttons(bea) == [ENERGY, EAU]


def test_a_member_is_told_whose_it_is(quick: Town) -> None:
    zoe = quick.member("Zoé")

    for typed in ("/communautes", "/communaute energie", "/communaute Eau vive"):
        assert zoe.says(typed) == ("Seule une équipe de jardinage peut faire cela.")


# Set up


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


def test_the_name_of_a_community_may_be_written_anew(quick: Town) -> None:
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


# What a change does


def test_another_day_opens_a_submitted_letter_and_is_told(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    add_news(ana, "/actu Le broyeur | En prêt à la mairie")
    ana.says("/lettre soumettre")
    carl = town.cultivator()
    sets(carl, "Lettre", "Choisir le jour", slug="energie")

    carl.says("vendredi 9h")
    said = carl.presses("Garder ces dates")

    assert said == (
        f"{ENERGY}\nLa lettre part chaque vendredi à 9 h. La prochaine : vendredi 27 novembre à "
        "9 h."
    )
    reopened = (
        "Carl a changé le jour de la lettre. La lettre redevient un brouillon : il faut de "
        "nouveau la soumettre et l'approuver."
    )
    assert ana.inbox[-1] == luc.inbox[-1] == reopened
    assert "Lettre 1 : brouillon." in ana.says("/lettre")


def test_another_zone_moves_the_letter_and_is_told(town: Town) -> None:
    ana, _ = town.gardener("territory"), town.gardener("region")
    carl = town.cultivator()

    sets(carl, "Fuseau horaire", "La Réunion", slug="energie")
    told = ana.inbox[-1]
    town.restart()

    assert told == (
        f"Carl a réglé le fuseau horaire de {ENERGY} : La Réunion.\n"
        "La prochaine est prévue le mardi 1er décembre à 8 h."
    )
    with town.database.unit() as store:
        due = store[Schedules].next_due("digest/1")
    assert due is not None
    assert due.isoformat() == "2026-12-01T04:00:00+00:00"


def test_no_letter_goes_out_where_none_is_wanted(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    add_news(ana, "/actu Le broyeur | En prêt à la mairie")
    carl = town.cultivator()
    sets(carl, "Lettre", "Pas de lettre", slug="energie")
    told = luc.inbox[-1]
    ana.says("/lettre soumettre")
    luc.says("!lettre approuver")
    luc.presses("Approuver")
    town.restart()
    town.move(timedelta(days=9))

    assert told == (
        "Carl a changé le jour de la lettre.\n"
        "Aucune lettre ne part tant qu'un jour n'est pas choisi de nouveau."
    )
    assert not any("Le broyeur" in each.text for each in town.said_in(ana.square))


def test_another_language_is_spoken_in_its_rooms(town: Town) -> None:
    town.gardener("territory")
    carl = town.cultivator()
    ana = Neighbour(town, "telegram", "telegram:43", "Ana", "fr")
    ana.publishes("/sondage Quel jour ? | lundi | mardi")
    card = town.said_in(ana.square)[-1]

    sets(carl, "Langue", "English", slug="energie")
    ana.presses("lundi", card, ana.square)
    room = ana.says("/salon", ana.square)

    assert card.text.startswith("📊 Quel jour ?")
    assert "This is the room of the community." in room
    assert ana.says("/salon").startswith("Salons"), "in private one's own language stays"


def test_every_change_leaves_a_trace(quick: Town) -> None:
    carl = made(quick)
    sets(carl, "Langue", "English")
    sets(carl, "Nom")
    carl.says("Sources")

    with quick.database.unit() as store:
        done = [row.action for row in store[Audit].latest(50) if row.actor == carl.address]
    assert {"community_new", "community_put", "community_name"} <= set(done)


# Removed


def test_a_community_of_nobody_is_removed_in_two_steps(town: Town) -> None:
    carl = made(town)
    carl.says("/salon eau-vive communauté", "telegram:-5005")
    sets(carl, "Lettre", "Choisir le jour")
    carl.says("jeudi 7h30")
    carl.says("/menu")
    carl.presses(EAU)
    carl.says("/communaute eau-vive")

    asked = carl.presses("Supprimer cette communauté")
    card = carl.direct[-1]
    done = carl.presses("Oui, la supprimer")
    town.restart()

    assert asked == "Supprimer Eau vive, avec ses salons et ses rôles ?"
    assert done == "Eau vive est supprimée."
    assert carl.presses("Toutes les communautés", card)
    assert EAU not in carl.says("/communautes")
    assert carl.says("/salon", "telegram:-5005").startswith("Ce salon n'appartient encore à")
    assert carl.says("/menu").startswith(ENERGY)
    with town.database.unit() as store:
        assert store[Schedules].get("digest/2") is None


def test_an_old_button_of_what_is_removed_says_so(quick: Town) -> None:
    carl = made(quick)
    card, kept = carl.direct[-1], carl.direct[-1].said
    carl.presses("Supprimer cette communauté", card)
    carl.presses("Oui, la supprimer", card)
    card.said = kept

    for label in ("Langue", "Supprimer cette communauté"):
        assert carl.presses(label, card).startswith("Ce bouton n'est plus valable.")


def test_one_in_which_somebody_is_or_was_stays(town: Town) -> None:
    carl = made(town)
    carl.says("/communaute eau-vive")
    removable = carl.direct[-1]
    zoe = town.stranger("Zoé")
    zoe.says("/rejoindre")
    zoe.presses(EAU)
    zoe.presses(YES)

    while_there = carl.presses("Supprimer cette communauté", removable)
    carl.says("/communaute eau-vive")
    offered = buttons(carl)
    zoe.says("/quitter")
    zoe.presses("Quitter la communauté")
    zoe.presses("Oui, quitter")
    carl.presses("Supprimer cette communauté", removable)
    after = carl.presses("Oui, la supprimer", removable)

    why = "Eau vive a eu des membres : on ne peut plus la supprimer."
    assert while_there == after == why
    assert "Supprimer cette communauté" not in offered
    assert stored(town).name == EAU


def test_one_of_the_file_would_come_back(two: Town) -> None:
    carl = two.cultivator()
    carl.says("/communaute eau")

    assert carl.presses("Supprimer cette communauté") == (
        "Eau vive est dans le fichier de configuration : elle reviendrait au prochain démarrage."
    )


# Nobody else


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


@pytest.mark.parametrize("press", FORGED)
def test_nobody_else_sets_anything_up(quick: Town, press: str) -> None:
    people = [quick.gardener("territory"), quick.member("Zoé"), quick.stranger("Xavier")]
    before = stored(quick, "energie")
    kept = (before.name, before.locale, before.timezone)

    for person in people:
        person.says("", kind=Kind.PRESS, press=press, press_id="forged")
        assert person.inbox[-1] == "Seules les personnes qui gèrent ce robot peuvent faire cela."

    after = stored(quick, "energie")
    assert (after.name, after.locale, after.timezone) == kept
    with quick.database.unit() as store:
        refused = {row.actor for row in store[Audit].latest(9) if row.outcome == "refused"}
        assert refused == {person.address for person in people}


@pytest.mark.parametrize(
    "press",
    [
        "community_put:1:locale:xx",
        "community_put:1:zone:Nowhere",
        "community_put:1:polls:everybody",
        "community_put:1:letter:now",
        "community_put:1:name:none",
        "community_set:1:nothing",
        "community_set:1:new",
        "community_ask:1:new",
        "community_ask:1:name",
    ],
)
def test_what_no_button_says_sets_nothing(quick: Town, press: str) -> None:
    carl = quick.cultivator()

    carl.says("", kind=Kind.PRESS, press=press, press_id="forged")

    assert carl.inbox[-1] == (
        "Ce réglage n'existe pas. /communaute montre ce qui peut être changé."
    )
    with quick.database.unit() as store:
        assert store[Forms].open_in(carl.address, quick.clock.now()) is None
