"""Newcomers are asked once, and welcomed by an adult who offered it, or by the team."""

from datetime import timedelta

import pytest

from storage.members import Identities, Members
from storage.newcomers import Greetings
from storage.profile import Profiles
from storage.unit_of_work import Store
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.introductions.adults import grown, young
from tests.handlers.linking.accounts import linked
from tests.handlers.personal_data.departures import chooses
from tests.town import Neighbour, Town, labels

ASKED = "👋 Un membre peut-il vous accueillir ?"
YES = "Oui, avec plaisir"
ADULT = "Oui, 18 ans ou plus"
NOBODY = "Aucun membre n'est disponible"


def greeter(town: Town, name: str, on: str = "telegram") -> Neighbour:
    """An adult who offered to welcome newcomers."""
    person = grown(town.member(name, on=on).wants_messages())
    person.says("/reglages")
    person.presses("Accueillir les nouveaux membres")
    person.presses("Oui, j'en accueille")
    return person


def member_id(store: Store, person: Neighbour) -> int:
    """The number of a person's member."""
    identity = store[Identities].get(person.address)
    assert identity is not None
    return identity.member_id


def newcomer(town: Town, name: str, on: str = "telegram") -> Neighbour:
    """A new adult who would like to be welcomed."""
    person = town.member(name, on=on)
    person.presses(YES)
    person.presses(ADULT)
    return person


def proposed(ana: Neighbour, name: str) -> str:
    """Press the button of the list; gives the proposal."""
    ana.says("/afaire")
    return ana.presses(f"Accueillir {name}")


def test_nobody_is_asked_before_it_is_switched_on(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")

    assert ASKED not in "\n".join(zoe.inbox)
    assert "Nouveaux membres" not in zoe.says("/reglages")
    assert presses_forged(zoe, "greeting:yes").startswith("Cette question ne vous a pas été posée")
    assert "accueil" not in ana.says("/afaire")


@pytest.mark.slow
@pytest.mark.parametrize(("new", "old"), [("telegram", "matrix"), ("matrix", "telegram")])
def test_a_newcomer_is_asked_once_and_a_greeter_gets_one_message(
    town: Town, ana: Neighbour, new: str, old: str
) -> None:
    max_, zoe = greeter(town, "Max", on=old), town.member("Zoé", on=new)
    zoe.says("/menu")
    zoe.presses("Mon profil")
    asked, told = "\n".join(zoe.inbox), len(max_.inbox)
    age = zoe.presses(YES)
    noted = zoe.presses(ADULT)
    listed = ana.says("/afaire")
    proposal = ana.presses("Accueillir Zoé")
    sent = ana.presses("Demander à Max")
    after = ana.says("/afaire")
    town.move(timedelta(minutes=5))

    assert asked.count(ASKED) == 1
    assert "Elle recevrait votre nom, votre compte ici et ce que vous montrez" in asked
    assert "Avant 18 ans, l'accueil est fait par l'équipe de jardinage seulement." in age
    assert noted.startswith("C'est noté : quelqu'un vous écrira bientôt.")
    assert "Zoé vient d'arriver et aimerait un mot d'accueil." in listed
    assert proposal.startswith("Qui accueille Zoé ?\nMax : aucun accueil ce mois-ci.")
    assert sent == "Je demande à Max d'accueillir Zoé."
    assert "aimerait un mot d'accueil" not in after
    [letter] = max_.inbox[told:]
    assert letter.startswith("👋 Voulez-vous accueillir Zoé ?\nZoé vient de rejoindre Pionniers")
    assert "Contact : " in letter
    assert "Écrire à Zoé" in labels(max_)
    assert presses_forged(zoe, "greeting:no").startswith("Cette question ne vous a pas été posée")
    assert ("greet_ask", "done") in audited(town, ana)


@pytest.mark.slow
def test_only_what_is_shown_is_passed_on_and_never_the_same_greeter_twice_in_a_row(
    town: Town, ana: Neighbour
) -> None:
    max_, eva = greeter(town, "Max"), greeter(town, "Eva", on="matrix")
    zoe, yan, _ = (newcomer(town, name) for name in ("Zoé", "Yan", "Léa"))
    for person, visible in ((zoe, "name"), (yan, "no")):
        with town.database.unit() as store:
            member = store[Members].get(member_id(store, person))
            assert member is not None
            member.commune = "25056"
            store[Profiles].show(member, 1, visible)

    first = proposed(ana, "Zoé")
    ana.presses("Demander à Max")
    second = proposed(ana, "Yan")
    only = labels(ana)
    with town.database.reading() as store:
        again = f"greet_ask:{member_id(store, yan)}:{member_id(store, max_)}"
    refused = ana.forges(again, ana.direct[-1])
    ana.presses("Demander à Eva")
    third = proposed(ana, "Léa")

    assert "Max : aucun accueil" in first
    assert "Eva : aucun accueil" in second
    assert "Quelqu'un d'autre" not in only  # Max welcomed the last one
    assert "ne peut pas être sollicitée maintenant" in refused
    assert "Max : 1 accueil ce mois-ci." in third
    [letter] = [each for each in max_.inbox if "accueillir Zoé" in each]
    assert "Besançon" in letter
    assert eva.inbox[-1].startswith("👋 Voulez-vous accueillir Yan ?")
    assert "Besançon" not in eva.inbox[-1]


@pytest.mark.slow
def test_who_is_under_18_is_welcomed_by_the_team_alone(town: Town, ana: Neighbour) -> None:
    max_, zoe = greeter(town, "Max"), town.member("Zoé", on="matrix")
    zoe.presses(YES)
    zoe.presses("Non, moins de 18 ans")

    proposal = proposed(ana, "Zoé")
    offered = labels(ana)
    with town.database.reading() as store:
        press = f"greet_ask:{member_id(store, zoe)}:{member_id(store, max_)}"
    forged = ana.forges(press, ana.direct[-1])
    ana.presses("Écrire moi-même à Zoé")
    sent = ana.says("Bienvenue !")
    town.move(timedelta(minutes=5))

    assert proposal == "Qui accueille Zoé ?\nL'accueil de Zoé est fait par l'équipe."
    assert offered == ["Écrire moi-même à Zoé"]
    assert "ne peut pas être sollicitée" in forged
    assert sent == "Message envoyé à Zoé. Sa réponse viendra à l'équipe."
    assert zoe.inbox[-1].startswith("👋 Bienvenue de la part d'Ana, de l'équipe de jardinage\n")
    assert "attend une réponse" not in ana.says("/afaire")
    assert "mot d'accueil" not in ana.says("/afaire")


@pytest.mark.slow
def test_who_says_no_is_left_alone_and_members_decide_nothing(town: Town, ana: Neighbour) -> None:
    max_, zoe, yan = greeter(town, "Max"), town.member("Zoé"), newcomer(town, "Yan")
    no = zoe.presses("Non merci")
    ana.says("/afaire")
    card = ana.direct[-1]

    assert no == "C'est noté : personne ne vous écrit parce que vous venez d'arriver."
    assert "Zoé" not in card.text.replace("Zoé a rejoint", "")
    with town.database.reading() as store:
        press = f"greet:{member_id(store, zoe)}:0"
    assert ana.forges(press, card).startswith("Quelqu'un accueille déjà cette personne")
    for press in ("greet:4:0", "greet_ask:4:2", "greet_self:4", "greet_list"):
        assert presses_forged(zoe, press).startswith("Seule l'équipe de jardinage")
    assert yan.presses("Non, finalement") == no
    assert "mot d'accueil" not in ana.says("/afaire")
    max_.says("/reglages")
    max_.presses("Accueillir les nouveaux membres")
    assert max_.presses("Non, d'autres le font").startswith("C'est noté : vous n'accueillez pas")
    newcomer(town, "Léa")
    assert NOBODY in proposed(ana, "Léa")


@pytest.mark.slow
def test_minors_cannot_offer_to_welcome(town: Town, ana: Neighbour) -> None:
    eva = young(town.member("Eva").wants_messages())

    assert "Nouveaux membres" not in eva.says("/reglages")
    assert "moins de 18 ans" in presses_forged(eva, "greeter_set:yes")
    newcomer(town, "Zoé")
    assert NOBODY in proposed(ana, "Zoé")


@pytest.mark.slow
def test_a_greeter_is_asked_at_most_seven_times_a_month(town: Town, ana: Neighbour) -> None:
    max_, eva = greeter(town, "Max"), greeter(town, "Eva")
    newcomer(town, "Zoé")
    now = town.clock.now()
    with town.database.unit() as store:
        ids = {each: member_id(store, each) for each in (max_, eva)}
        for nth in range(8):
            member = store[Members].register_without_account(f"Membre {nth}", at=now)
            row = store[Greetings].begin(member.id, 1, now)
            row.greeter_id, row.greeted_at = ids[max_ if nth else eva], now
            row.greeted_at += timedelta(minutes=nth)
    refused = proposed(ana, "Zoé")
    with town.database.unit() as store:
        store[Greetings].begin(member.id, 1, now).greeter_id = ids[eva]
    now_six = proposed(ana, "Zoé")

    assert "Eva : 1 accueil ce mois-ci." in refused
    assert "Max : 6 accueils ce mois-ci." in now_six


@pytest.mark.slow
def test_leaving_erasing_and_merging_leave_no_trace_of_the_other(
    town: Town, ana: Neighbour
) -> None:
    max_, zoe = greeter(town, "Max", on="matrix"), newcomer(town, "Zoé")
    proposed(ana, "Zoé")
    ana.presses("Demander à Max")
    town.move(timedelta(minutes=5))
    held = max_.says("!mesdonnees")
    chooses(max_, "Effacer mes données")
    with town.database.unit() as store:
        zoe_id = member_id(store, zoe)
        greeting = store[Greetings].of(zoe_id, 1)
        untied = None if greeting is None else (greeting.greeter_id, greeting.greeted_at is None)
    other = newcomer(town, "Zoé", on="matrix")
    linked(zoe, other)
    with town.database.unit() as store:
        kept = store[Greetings].of(zoe_id, 1)
        assert kept is not None
        assert kept.greeted_at is not None
    chooses(zoe, "Quitter la communauté")
    with town.database.unit() as store:
        assert store[Greetings].of(zoe_id, 1) is None

    assert untied == (None, False)
    assert "Zoé" not in held
