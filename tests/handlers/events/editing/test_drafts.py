"""Events as they are made, previewed and announced."""

import pytest

from tests.handlers.events.editing.previews import CHANNEL, VISIT, ana_made_one
from tests.town import SQUARE, Town


def made(town: Town, words: str = VISIT) -> str:
    """Make an event as Ana; return her preview."""
    return town.gardener("territory").says(words)


def test_an_event_is_previewed_before_others_see_it(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé").wants_messages()
    seen = len(zoe.inbox)

    shown = ana.says(VISIT)

    assert shown == (
        "🗓 Visite du composteur\n"
        "Samedi 5 décembre, 14 h 30 – 16 h 30\n"
        "📍 3 rue des Lilas, Besançon\n"
        "Visite, à l'initiative du territoire\n"
        "20 places\n"
        "\n"
        "Personne d'autre ne le voit encore. Il sera publié dans 3 salons et envoyé à 1 personne "
        "en privé.\n"
        "Événement 1"
    )
    assert not town.said_in(ana.square)
    assert len(zoe.inbox) == seen
    assert zoe.says("/evenement 1").startswith("Il n'y a pas d'événement 1 ici.")
    assert zoe.says("/inscription 1 oui").startswith("L'événement 1 n'est pas encore annoncé")


def test_announced_it_stands_in_rooms_and_channels_and_reaches_subscribers(
    town: Town,
) -> None:
    ana = town.gardener("territory")
    zoe, yan = town.member("Zoé").wants_messages(), town.member("Yan", on="matrix")
    before = len(yan.inbox)

    ana.says(VISIT)
    told = ana.presses("Annoncer")

    assert told == (
        "🗓 Visite du composteur\nIl est annoncé : tout le monde le voit maintenant.\nÉvénement 1"
    )
    for room in (*SQUARE.values(), CHANNEL):
        assert town.said_in(room)[-1].text.startswith("🗓 Visite du composteur\nSamedi 5")
    assert zoe.inbox[-1].startswith("🗓 Visite du composteur\nSamedi 5 décembre")
    assert len(yan.inbox) == before, "who did not ask to be told is not"


def test_the_card_says_what_people_need_to_know(town: Town) -> None:
    ana = ana_made_one(town)
    ana.presses("Annoncer")

    card = town.said_in(ana.square)[-1]

    assert card.text == (
        "🗓 Visite du composteur\n"
        "Samedi 5 décembre, 14 h 30 – 16 h 30\n"
        "📍 3 rue des Lilas, Besançon\n"
        "👥 Soyez la première personne à répondre · 20 places libres\n"
        "Événement 1 · par écrit : /inscription 1 oui"
    )
    labels = [choice.label for choice in card.choices]
    assert labels == ["Je viens", "Peut-être", "Je ne viens pas", "Détails"]


def test_an_event_is_made_step_by_step_over_a_restart(town: Town) -> None:
    ana = town.gardener("territory")

    ana.says("/agenda")
    asked = ana.presses("Créer un événement")
    when = ana.says("Pique-nique")
    again = ana.says("un de ces jours")
    town.restart()
    where = ana.says("dimanche 6 décembre 12h")
    places = ana.presses("Passer")
    repeats = ana.says("20")
    shown = ana.presses("Passer")

    assert asked.startswith("De quoi s'agit-il ?")
    assert when.startswith("Quand ?")
    assert again.startswith("Je ne comprends pas la date")
    assert where.startswith("Où ?")
    assert places.startswith("Combien y a-t-il de places ?")
    assert repeats == (
        "Se répète-t-il ? Passez s'il a lieu une seule fois, ou écrivez un autre rythme.\n"
        "chaque dimanche : dimanche 13 décembre, dimanche 20 décembre et dimanche 27 décembre\n"
        "chaque 1er dimanche du mois : dimanche 3 janvier, dimanche 7 février et dimanche 7 mars\n"
        "le 6 de chaque mois : mercredi 6 janvier, samedi 6 février et samedi 6 mars"
    )
    assert "\n20 places\n" in shown
    assert shown.startswith("🗓 Pique-nique\nDimanche 6 décembre à 12 h\n")


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        pytest.param("| Besançon", "📍 Besançon", id="a commune"),
        pytest.param("| https://exemple.fr/x", "En ligne : https://exemple.fr/x", id="online"),
        pytest.param("| Salle B | https://exemple.fr/x", "📍 Salle B", id="both"),
        pytest.param("| 12 places", "12 places", id="seats alone"),
        pytest.param("--region", "Rencontre, à l'initiative de la Région", id="the Region's"),
        pytest.param("--type webinaire", "Webinaire, à l'initiative du territoire", id="kind"),
        pytest.param(
            "--question Végétarien ?", "Question à l'inscription : Végétarien ?", id="asks"
        ),
        pytest.param("--invites", "On peut venir avec quelqu'un.", id="guests"),
        pytest.param(
            "--limite vendredi 4 décembre 18h",
            "Inscriptions jusqu'au vendredi 4 décembre à 18 h.",
            id="deadline",
        ),
        pytest.param(
            "--fuseau Martinique",
            "Samedi 5 décembre à 19 h 30",
            id="by the clocks of another zone",
        ),
    ],
)
def test_all_that_an_event_may_say_is_typed_on_one_line(town: Town, typed: str, line: str) -> None:
    shown = made(town, f"/evenement Réunion | samedi 5 décembre 14h30 {typed}")

    assert line in shown.split("\n")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("Fête | hier 14h", "Cette date est passée", id="past"),
        pytest.param("Fête | samedi", "À quelle heure ?", id="without an hour"),
        pytest.param(f"{'T' * 121} | samedi 14h", "trop long : écrivez 120 caractères", id="long"),
        pytest.param("… | samedi 14h", "Le titre de cet événement est vide", id="no title"),
        pytest.param(
            "Fête | samedi 14h --places beaucoup", "« beaucoup » n'est pas un", id="seats"
        ),
        pytest.param("Fête | samedi 14h --type gala", "Je ne connais pas de type", id="kind"),
        pytest.param(
            "Fête | samedi 14h --limite dimanche 8h",
            "Les inscriptions doivent finir",
            id="late end",
        ),
        pytest.param(
            "Fête | samedi 14h --fuseau Indian/Reunion --limite samedi 13h",
            "Les inscriptions doivent finir",
            id="late end by the clocks there",
        ),
        pytest.param("Fête | samedi 14h | https://", "« https:// » n'est pas", id="link"),
        pytest.param("Fête | samedi 14h-12h", "La fin est avant le début", id="backwards"),
    ],
)
def test_a_bad_event_is_explained(town: Town, typed: str, answer: str) -> None:
    assert answer in made(town, f"/evenement {typed}")


def test_a_day_without_an_hour_is_completed_by_the_hour_alone(town: Town) -> None:
    ana = town.gardener("territory")

    asked = ana.says("/evenement Réunion | jeudi en huit | Besançon")
    wrong = ana.says("bientôt")
    shown = ana.says("18h30-20h")

    assert asked == (
        "Jusqu'ici : « Réunion », « Besançon » et « jeudi en huit »\n"
        "À quelle heure ? Écrivez par exemple : jeudi en huit 18h."
    )
    assert "« jeudi en huit »" in wrong
    assert shown.startswith("🗓 Réunion\nJeudi 3 décembre, 18 h 30 – 20 h\n📍 Besançon")


def test_a_wrong_date_of_a_command_is_asked_again_and_the_rest_is_kept(town: Town) -> None:
    ana = town.gardener("territory")

    asked = ana.says("/evenement Réunion | vendredi 5 décembre 14h | Besançon")
    shown = ana.says("samedi 5 décembre 14h")

    assert asked.startswith(
        "Le jour de la semaine et la date ne correspondent pas. Est-ce samedi 5 décembre, "
        "ou vendredi 4 décembre ?\nJusqu'ici : « Réunion » et « Besançon »\nQuand ?"
    )
    assert shown.startswith("🗓 Réunion\nSamedi 5 décembre à 14 h\n📍 Besançon")


def test_a_title_cannot_break_the_card_or_call_anybody(town: Town) -> None:
    shown = made(town, "/evenement Fête @everyone\u202e <b>là</b> | samedi 14h")

    assert shown.startswith("🗓 Fête @\u2060everyone <b>là</b>\n")


def test_light_formatting_is_shown_as_every_network_can(town: Town) -> None:
    ana = ana_made_one(town)

    shown = ana.says(
        "/evenement 1 description **Au programme**\n\n- visite *guidée*\n- goûter\n\n"
        "[Le plan](https://exemple.fr/plan)"
    )

    assert "Au programme\n• visite guidée\n• goûter\nLe plan (https://exemple.fr/plan)\n" in shown


def test_the_words_typed_around_a_wrong_date_are_kept(town: Town) -> None:
    luc = town.gardener("region")
    luc.says("!evenement Fête | 32 décembre | Auch")

    assert "J'ai gardé votre brouillon." in luc.says("agenda")
    assert "Jusqu'ici : « Fête » et « Auch »" in luc.presses("Reprendre")
    assert "🗓 Fête" in luc.says("5 décembre 14h")
