"""Where the bot may show a person a message alone, they join and vote without leaving the group."""

from datetime import timedelta

import pytest

from tests.town import SQUARE, Neighbour, Town

ACCEPT = "J'ai 15 ans ou plus, j'accepte"
GROUP = SQUARE["telegram"]
NOT_YET = (
    "Rien de privé ne vous parvient avant que vous n'ouvriez notre conversation privée, une fois."
)


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener, who has asked a question in the group that the bot leads."""
    town.networks["telegram"].led.add(GROUP)
    ana = town.gardener("territory")
    ana.publishes("/sondage Quelle date ? | mardi | jeudi | samedi")
    return ana


def poll(town: Town) -> str:
    return town.said_in(GROUP)[-1].text


def test_a_newcomer_votes_without_leaving_the_group(town: Town, ana: Neighbour) -> None:
    bob = town.stranger("Bob")
    bob.presses("samedi", town.said_in(GROUP)[-1], GROUP)
    notice = bob.alone()[-1]
    assert notice.text.startswith("Rejoindre Pionniers de l'énergie")
    assert "1 vote" not in poll(town)

    bob.presses(ACCEPT, notice, GROUP)

    assert [each.text for each in bob.alone()] == [notice.text]
    assert notice.text.startswith("👋 Bienvenue, Bob.")
    assert "Votre vote : samedi." in notice.text
    assert notice.text.endswith(NOT_YET)
    assert "samedi : ▇▇▇▇▇▇▇▇ 1 (100 %)" in poll(town)
    assert bob.inbox == []
    assert len(town.said_in(GROUP)) == 1


def test_who_reads_or_declines_does_it_in_the_same_message(town: Town, ana: Neighbour) -> None:
    bob = town.stranger("Bob")
    bob.presses("samedi", town.said_in(GROUP)[-1], GROUP)
    notice = bob.alone()[-1]

    bob.presses("Lire la notice", notice, GROUP)
    assert notice.text.startswith("Confidentialité")
    bob.presses("Non merci", notice, GROUP)

    assert notice.text.startswith("Je n'ai rien gardé sur vous.")
    assert len(bob.alone()) == 1
    assert "1 vote" not in poll(town)


def test_a_second_tap_leads_into_the_private_chat(town: Town, ana: Neighbour) -> None:
    bob = town.stranger("Bob")
    card = town.said_in(GROUP)[-1]
    bob.presses("samedi", card, GROUP)

    again = bob.presses("samedi", card, GROUP)

    assert again.startswith("Rejoindre Pionniers de l'énergie")
    assert len(bob.alone()) == 1
    town.move(timedelta(minutes=3))
    bob.presses("samedi", card, GROUP)
    assert len(bob.alone()) == 2


def test_where_the_bot_leads_nothing_the_tap_opens_the_private_chat(
    town: Town, ana: Neighbour
) -> None:
    town.networks["telegram"].led.clear()
    bob = town.stranger("Bob")

    notice = bob.presses("samedi", town.said_in(GROUP)[-1], GROUP)

    assert notice.startswith("Rejoindre Pionniers de l'énergie")
    assert bob.alone() == []


def test_nobody_says_yes_by_a_forged_press(town: Town, ana: Neighbour) -> None:
    bob = town.stranger("Bob")

    bob.forges("join:1:in1-vote-1-3", town.said_in(GROUP)[-1], GROUP)

    assert "1 vote" not in poll(town)
    assert bob.says("/moi").startswith("Rejoindre Pionniers de l'énergie")


def test_who_joined_so_gets_the_notice_again_in_private_and_is_counted_until_then(
    town: Town, ana: Neighbour
) -> None:
    bob = town.stranger("Bob")
    bob.presses("samedi", town.said_in(GROUP)[-1], GROUP)
    bob.presses(ACCEPT, bob.alone()[-1], GROUP)
    assert "1 membre est arrivé par un groupe" in ana.says("/afaire")
    shown = ana.presses("Les inviter à l'ouvrir")
    before = len(town.said_in(GROUP))
    posted = ana.presses("Publier dans les groupes")
    again = ana.forges("open_chats_post", ana.direct[-1])
    invitation = town.said_in(GROUP)[-1]

    assert "Vous avez rejoint Pionniers de l'énergie ici, dans le groupe ?" in shown
    assert posted == "C'est publié. Qui ouvre la conversation sort de votre liste."
    assert again.startswith("Vous l'avez fait 1 fois en une heure.")
    assert len(town.said_in(GROUP)) == before + 1
    assert [each.label for each in invitation.choices] == ["Ouvrir la conversation privée"]

    bob.presses("Ouvrir la conversation privée", bob.alone()[-1], GROUP)

    assert bob.inbox[0].startswith("✅ Vous êtes membre de Pionniers de l'énergie.")
    assert bob.inbox[1].startswith("Vous êtes membre de Pionniers de l'énergie")
    assert "Vous avez accepté ceci dans le groupe" in bob.inbox[1]
    assert "par un groupe" not in ana.says("/afaire")
    bob.says("/menu")
    assert sum("Vous avez accepté ceci" in each for each in bob.inbox) == 1


def test_what_cannot_be_done_before_others_goes_on_in_private(town: Town, ana: Neighbour) -> None:
    ana.publishes("/sondage Des idées ? --ouverte")
    bob = town.stranger("Bob")
    bob.presses("Répondre", town.said_in(GROUP)[-1], GROUP)

    bob.presses(ACCEPT, bob.alone()[-1], GROUP)
    assert [each.label for each in bob.alone()[-1].choices] == ["Continuer en privé"]
    bob.presses("Continuer en privé", bob.alone()[-1], GROUP)

    assert bob.inbox[-1].startswith("Quelle est votre réponse ?")


def test_details_of_an_event_are_for_who_asks_alone(town: Town, ana: Neighbour) -> None:
    ana.says("/evenement Visite du composteur | samedi 5 décembre 14h30 | Besançon | 20 places")
    ana.presses("Annoncer")
    zoe = town.member("Zoé")
    before = len(zoe.inbox)

    zoe.presses("Détails", town.said_in(GROUP)[-1], GROUP)
    shown = zoe.alone()[-1]

    assert shown.text.startswith("🗓 Visite du composteur")
    assert len(zoe.inbox) == before
    assert zoe.presses("Je viens", shown, GROUP).startswith("C'est noté, vous venez")
    zoe.presses("Détails", town.said_in(GROUP)[-1], GROUP)


def test_a_typed_vote_that_only_the_bot_sees_is_answered_so(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    before = len(zoe.inbox)

    assert zoe.says("/voter 1 samedi", GROUP, ephemeral_id="7") == ""

    assert "Votre vote : samedi." in zoe.alone()[-1].text
    zoe.says("/voter 1 dimanche", GROUP, ephemeral_id="8")
    assert "dimanche" in zoe.alone()[-1].text
    assert (len(zoe.inbox), len(town.said_in(GROUP))) == (before, 1)


def test_a_typed_command_that_cannot_be_answered_alone_is_answered_in_private(
    town: Town, ana: Neighbour
) -> None:
    zoe, bob = town.member("Zoé"), town.member("Bob")
    town.networks["telegram"].led.clear()

    zoe.says("/voter 1 samedi", GROUP, ephemeral_id="7")

    assert "Votre vote : samedi." in zoe.inbox[-1]
    assert bob.alone() == []
    assert len(town.said_in(GROUP)) == 1


def test_a_newcomer_of_the_group_is_welcomed_alone_and_joins_there(
    town: Town, ana: Neighbour
) -> None:
    before = len(town.said_in(GROUP))
    bob = town.stranger("Bob").enters()
    town.move(timedelta(hours=1))
    (welcome,) = bob.alone()
    assert welcome.text.startswith("Bienvenue, Bob.")

    bob.presses("Rejoindre", welcome, GROUP)
    bob.presses(ACCEPT, welcome, GROUP)

    assert welcome.text.startswith("👋 Bienvenue, Bob.")
    assert len(town.said_in(GROUP)) == before
    assert bob.inbox == []


def test_a_welcome_that_cannot_be_shown_alone_is_for_all(town: Town, ana: Neighbour) -> None:
    network = town.networks["telegram"]
    network.gone.add(GROUP)  # it refuses what is for one person
    bob = town.stranger("Bob").enters()
    network.gone.discard(GROUP)
    town.move(timedelta(minutes=2))

    assert bob.alone() == []
    assert town.said_in(GROUP)[-1].text.startswith("Bienvenue, Bob.")


def test_who_asks_to_come_in_is_let_in_after_the_yes(town: Town, ana: Neighbour) -> None:
    network, bob = town.networks["telegram"], town.stranger("Bob")
    assert "le groupe vous sera ouvert" in bob.asks_to_enter()

    bob.presses("Rejoindre")
    assert network.let == []
    bob.presses(ACCEPT)

    assert network.let == [(GROUP, bob.address)]
    assert "Le groupe vous est ouvert" in "".join(bob.inbox)


def test_members_are_let_in_at_once_and_others_are_left_to_the_leaders(
    town: Town, ana: Neighbour
) -> None:
    network, bob, zoe = town.networks["telegram"], town.stranger("Bob"), town.member("Zoé")
    zoe.asks_to_enter()
    bob.asks_to_enter()
    bob.presses("Rejoindre")
    bob.presses("Non merci")

    assert network.let == [(GROUP, zoe.address)]
    ana.says("/accueil non")
    assert bob.asks_to_enter() == ""
