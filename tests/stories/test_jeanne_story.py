"""The whole story of Jeanne, 70, who has a mailbox and nothing else: from an invitation to STOP."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.transports.playground import Posted
from tests.handlers.events.gatherings import announces
from tests.handlers.invitations.lists import SOURCE, invites
from tests.handlers.own_page.own_visit import CODE, LINK, OwnVisit, code_for
from tests.networks.mail.people import names, settings_with_mail
from tests.networks.mail.test_joining_page import asked, link_in
from tests.networks.mail.test_letter_by_mail import goes_out
from tests.networks.mail.test_mailed_invitations import SOON
from tests.town import Neighbour, Town
from tests.web.own_pages import with_pages

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

MAILBOX = "jeanne.martin@example.org"
LIST = f"Nom;Prénom;E-mail;Commune\nMartin;Jeanne;{MAILBOX};Besançon\n"
POLL = "Quelle date pour l'atelier ?"
SECRET = "Garder la gardienne ?"
QUESTION = "Quand ouvre l'aide au vélo ?"
ANSWER = "En mai, pour tous les vélos."


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    made = Town(database_url, settings_with_mail())
    with_pages(made)
    yield made
    made.close()


@pytest.fixture
def ana(town: Town) -> Neighbour:
    return town.gardener("territory")


@pytest.fixture
def luc(town: Town) -> Neighbour:
    return town.gardener("region")


def test_jeanne_takes_part_by_mail_alone(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    town.crowd(4)
    jeanne = Neighbour(town, "mail", f"mail:{MAILBOX}", "Jeanne Martin", "fr")

    joins(town, ana, jeanne)
    gets_the_letter(town, ana, jeanne)
    votes(town, ana, jeanne)
    votes_in_secret(town, ana, jeanne)
    signs_up(ana, jeanne)
    asks_the_region(luc, jeanne)
    no_mail_is_a_dead_end(jeanne)
    stops(town, ana, jeanne)

    assert twice(jeanne) == []


def joins(town: Town, ana: Neighbour, jeanne: Neighbour) -> None:
    """Ana has the people of a list written to; Jeanne reads where her address comes from."""
    invites(ana, LIST)
    ana.presses("Écrire à qui a une adresse")
    ana.presses("Écrire à 1 personne")
    town.move(SOON)
    [invitation] = jeanne.direct
    assert "Ana vous invite à rejoindre Pionniers de l'énergie." in invitation.text
    assert f"Votre adresse nous vient de : {SOURCE}." in invitation.text
    assert [each.label for each in invitation.choices] == ["Rejoindre", "Non merci"]

    link = link_in(town, MAILBOX)
    _, notice = asked(town, link)
    assert "Région Exemple garde votre nom" in notice
    assert "Jeanne Martin" not in names(town)
    _, done = asked(town, link, {"name": "Jeanne Martin"})
    assert "Un courriel vous arrive : répondez-y pour participer." in done
    assert "Jeanne Martin" in names(town)

    welcome = jeanne.direct[-1]
    assert "Bienvenue, Jeanne Martin." in welcome.text
    assert "commune Besançon" in welcome.text
    jeanne.says("Les garder", reply_to=welcome)
    told = jeanne.says("Recevoir la lettre par courriel", reply_to=jeanne.direct[-1])
    assert "la prochaine lettre vous arrivera" in told


def gets_the_letter(town: Town, ana: Neighbour, jeanne: Neighbour) -> None:
    """The letter that she asked for when she joined comes, with what she can do."""
    ana.publishes(f"/sondage {POLL} | mardi 8 | jeudi 10")
    announces(ana)

    goes_out(town)

    letter = jeanne.direct[-1]
    assert letter.text.startswith("📰 Pionniers de l'énergie : lettre du mardi 1er décembre")
    assert "Le broyeur est arrivé" in letter.text
    assert f"Voter : {POLL}" in [each.label for each in letter.choices]
    assert "répondez STOP" in letter.text


def votes(town: Town, ana: Neighbour, jeanne: Neighbour) -> None:
    """She votes on the page that a button of the letter opens, and changes it by a number."""
    letter = jeanne.direct[-1]
    browser = OwnVisit(town)
    assert POLL in browser.follows(way(letter, "Voter"))
    assert "Votre vote : jeudi 10." in browser.presses("jeudi 10", "poll")

    jeanne.says("1", reply_to=letter)
    answer = jeanne.says("1", reply_to=jeanne.direct[-1])

    assert "Votre vote : mardi 8." in answer
    assert "1 vote" in ana.says("/sondage 1")


def votes_in_secret(town: Town, ana: Neighbour, jeanne: Neighbour) -> None:
    """Secrets go by no mail: a code proves who votes, and the page has the receipt."""
    ana.publishes(f"/sondage {SECRET} | oui | non --secret")
    jeanne.says("sondages")
    jeanne.says(SECRET, reply_to=jeanne.direct[-1])
    browser = OwnVisit(town)
    browser.follows(way(jeanne.direct[-1], "Voter sur ma page"))
    waiting = browser.presses("non", "poll")
    voted = browser.goes_on("poll", code=code_for(jeanne))

    assert "Je vous ai envoyé un code, par courriel" in waiting
    assert "Votre vote : non." in voted
    assert "Votre reçu" in voted
    assert "Votre vote : oui." in browser.presses("Changer pour : oui", "poll")
    assert not any("Votre reçu" in each for each in jeanne.inbox)


def signs_up(ana: Neighbour, jeanne: Neighbour) -> None:
    jeanne.says("agenda")
    jeanne.says("1", reply_to=jeanne.direct[-1])
    answer = jeanne.says("Je viens", reply_to=jeanne.direct[-1])

    assert "C'est noté, vous venez : samedi 5 décembre" in answer
    assert "1 personne" in ana.says("/evenement 1")


def asks_the_region(luc: Neighbour, jeanne: Neighbour) -> None:
    """She asks by answering the mail that she has before her, and says thanks for the answer."""
    jeanne.says(f"Question : {QUESTION}", reply_to=jeanne.direct[-1])
    preview = jeanne.says("1", reply_to=jeanne.direct[-1])
    assert "Elle n'est pas encore envoyée." in preview
    jeanne.says("Envoyer avec mon nom", reply_to=jeanne.direct[-1])
    assert any("En attente de la Région" in each for each in jeanne.inbox)

    luc.says(f"!repondre 1 {ANSWER}")
    luc.presses("Publier la réponse")

    mailed = jeanne.direct[-1]
    assert mailed.text.startswith("💬 Réponse à la question 1")
    assert ANSWER in mailed.text
    assert jeanne.says("Merci beaucoup !", reply_to=mailed).startswith("Avec plaisir.")
    assert "Vous avez répondu : Réponse utile." in jeanne.says("1", reply_to=mailed)


def stops(town: Town, ana: Neighbour, jeanne: Neighbour) -> None:
    """After STOP, nothing comes by itself; her answers are answered."""
    told = jeanne.says("STOP", reply_to=jeanne.direct[-1])
    before = len(jeanne.inbox)
    ana.publishes("/sondage Encore une fois ? | oui | non")
    town.move(timedelta(days=8))

    assert told.startswith("Désormais, je ne fais que vous répondre")
    assert "Reprendre" in [each.label for each in jeanne.direct[-1].choices]
    assert len(jeanne.inbox) == before
    assert "Agenda" in jeanne.says("menu") + jeanne.direct[-1].typed


def way(mail: Posted, label: str) -> str:
    """The path that a button of an e-mail leads to."""
    found = LINK.search(mail.choice(label).url)
    assert found is not None, [(each.label, each.url) for each in mail.choices]
    return found[1]


def no_mail_is_a_dead_end(jeanne: Neighbour) -> None:
    """Each e-mail has a button or the link to her page; but for a code, which a page waits for."""
    for mail in jeanne.direct:
        leads = any(span.url for span in mail.said.spans)
        assert mail.choices or leads or CODE.search(mail.text), mail.text


def twice(jeanne: Neighbour) -> list[str]:
    """Mails that came more than once without being asked for."""
    unasked = Counter(each.text for each in jeanne.direct if each.reply_to is None)
    return [words for words, times in unasked.items() if times > 1]
