"""The things of others stay theirs and unread, whichever of their numbers is pressed or typed."""

from collections.abc import Collection, Iterator

import pytest

from bot.app import declarations
from bot.core.declarations.declaration import ButtonCall
from bot.core.messages.content import with_revision
from storage.revisions import Revisions
from tests.core.people import pressed
from tests.databases import Fresh
from tests.handlers.calls.calls import keeps_call, keeps_entry
from tests.handlers.introductions.adults import grown
from tests.handlers.introductions.introduced import introduces
from tests.handlers.portraits.portraits import answers, asks
from tests.handlers.visits.steps import hosts, makes_series
from tests.hostile.test_forged_presses import kept
from tests.saved_towns import SavedTowns
from tests.town import Neighbour, Town

FEATURES = (
    *("needs", "introductions", "rides", "directory", "map", "polls", "outcomes"),
    *("calls", "groups", "projects", "portraits", "visits"),
)
OF_OTHERS = frozenset(
    [
        *("needs", "introductions", "introduction_sides", "introduction_accounts", "rides"),
        *("polls", "ballots", "poll_words", "poll_entitlements", "ballot_boxes", "poll_outcomes"),
        *("calls", "call_entries", "call_pictures", "working_groups", "projects"),
        *("project_makers", "portraits", "portrait_answers", "visit_series"),
    ]
)
JOINED = frozenset(["group_members", "visit_hosts"])
"""Rows of things in which each member has a part of their own."""
HIDDEN = (
    *("coffre", "motif", "rapace", "pelouse", "\u2060yan"),
    *("pastèque", "tomates", "brouette", "girouette", "hérisson"),
)
"""Words and a contact that were not meant for other members."""
NUMBERS = ("1", "2", "3", "4")
TYPED = (
    *("/besoin", "/besoin 1", "/offre 1", "/rencontres", "/covoiturage 1", "/annuaire Zoé"),
    *("/sondage 1", "/sondage 2", "/sondage 3", "/voter 1 objection", "/voter 2 un pré"),
    *("/cloturer 3", "/suite sondage 1", "/presenter Zoé | Yan | pour voir"),
    *("/appel 1", "/groupe 1", "/groupe ici 1", "/evenement 2", "/sondage 5", "/voter 5 1"),
    *("/projet 1", "/portrait", "/portrait de Zoé", "/visite 1"),
)


@pytest.fixture
def light(fresh_database: Fresh, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """A town over one SQLite file: permissions are the same on every database."""
    made = Town(fresh_database("sqlite"), saved=saved_towns)
    yield made
    made.close()


@pytest.fixture
def zoe(light: Town) -> Neighbour:
    """Zoé, with a need for the gardener, half an introduction to Yan, a ride, and votes.

    She has an entry in a call, leads a group, previews a project, answers questions for a portrait,
    and wants to host a visit.
    """
    ana, _ = light.gardener("territory"), light.gardener("region")
    ana.says("/evenement Visite du composteur | samedi 5 décembre 14h30 | Besançon")
    ana.presses("Annoncer")
    zoe, yan = grown(light.member("Zoé")), grown(light.member("Yan", on="matrix"))
    light.member("Tia")  # a secret vote takes five
    zoe.says("/besoin un coffre")
    zoe.presses("Montrer à Ana seulement")
    introduces(ana, "/presenter Zoé | Yan | Le motif")
    yan.says("!rencontres")
    yan.presses("Zoé : à vous de répondre")
    yan.presses("Oui, donner ce contact")
    zoe.says("/covoiturage 1")
    zoe.presses("Je propose des places en voiture")
    for words in ("Dole", "3"):
        zoe.says(words)
    votes = (
        ("--consentement Un local ?", "objection un rapace"),
        ("--ouverte Quoi ?", "une pelouse"),
        ("--date Quand ? | mardi 8 décembre | jeudi 10 décembre", "mardi"),
        ("--secret Qui ? | un | deux", "un"),
    )
    for number, (poll, vote) in enumerate(votes, start=1):
        ana.publishes(f"/sondage {poll}")
        zoe.says(f"/voter {number} {vote}")
    for number in (1, 2, 3):
        ana.says(f"/cloturer {number}")
    keeps_call(light)
    keeps_entry(light, zoe, "La pastèque")
    zoe.says("/groupe Compost | Pour tous")
    ana.says("/groupe 1")
    ana.presses("Ouvrir le groupe")
    zoe.says("/groupe 1")
    zoe.presses("Rejoindre sur demande")
    zoe.says("/evenement La brouette | samedi 12 décembre 10h | Dole --groupe 1")
    zoe.presses("Annoncer au groupe")
    zoe.says("/sondage Une brouette ? | oui | non --groupe 1")
    zoe.presses("Publier dans le groupe")
    zoe.says("/projet La girouette | On la répare | Dole | Des outils")
    asks(ana, "Zoé")
    answers(zoe, "Un hérisson")
    makes_series(ana)
    hosts(zoe)
    return zoe


def forged(town: Town) -> list[str]:
    """Presses of all buttons of these features, with the number and revision of each thing."""
    buttons: list[ButtonCall] = [
        each
        for each in declarations().buttons.values()
        if each.call.__module__.split(".")[1] in FEATURES
    ]
    with town.database.unit() as store:
        return [
            with_revision(
                pressed(each).replace(":1", f":{number}"),
                0 if each.of is None else store[Revisions].of(each.of, int(number)),
            )
            for each in buttons
            for number in (NUMBERS if ":1" in pressed(each) else NUMBERS[:1])
        ]


def of_others(town: Town, names: Collection[str] = OF_OTHERS) -> dict[str, set[tuple[str, ...]]]:
    """The rows of things that members have."""
    return {name: set(rows) for name, rows in kept(town) if name in names}


@pytest.mark.slow
def test_no_other_member_changes_or_reads_them(light: Town, zoe: Neighbour) -> None:
    kim, before = grown(light.member("Kim")), of_others(light)
    joined = of_others(light, JOINED)

    said = [kim.forges(press, kim.direct[-1]) for press in forged(light)]
    said += [kim.says(words) for words in TYPED]

    assert {name for name, rows in before.items() if rows} == OF_OTHERS
    assert of_others(light) == before
    assert all(rows and rows <= of_others(light, JOINED)[name] for name, rows in joined.items())
    assert [each for each in said + kim.inbox if any(map(each.count, HIDDEN))] == []
    zoe.says("/besoin 1")
    zoe.presses("C'est trouvé")
    assert of_others(light) != before
