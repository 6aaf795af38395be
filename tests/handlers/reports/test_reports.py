"""Messages reported to the gardeners, from all sides, on both networks."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.core import Answered
from bot.core.messages.rendering import Rendered
from bot.transports.playground import Posted
from storage.members import Identities, Members
from storage.reports import Report
from tests.town import BACK_ROOM, SQUARE, Neighbour, Town, labels

RUDE = "Bande d'incapables, arrêtez tout"
WROTE = "L'équipe de jardinage a examiné le message que vous avez signalé et a écrit à la personne."
REMOVED = "L'équipe de jardinage a examiné le message que vous avez signalé et l'a retiré."
NOTHING = "L'équipe de jardinage a examiné le message que vous avez signalé et le laisse tel quel."
PLACE = {"room": SQUARE["telegram"], "message_id": "7"}


@pytest.fixture
def paul(town: Town) -> Neighbour:
    return town.member("Paul", on="matrix")


@pytest.fixture
def zoe(town: Town) -> Neighbour:
    return town.member("Zoé")


def forwards(reporter: Neighbour, author: Neighbour, words: str = RUDE, **place: str) -> str:
    """Forward somebody's message in private; gives what is answered."""
    said = Answered(words, author.address, author.name, **place)
    return reporter.says(words, forwarded=said)


def reports(reporter: Neighbour, author: Neighbour, words: str = RUDE, **place: str) -> str:
    forwards(reporter, author, words, **place)
    return reporter.presses("Signaler à l'équipe")


def kept(town: Town) -> int:
    with town.database.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Report)) or 0


def test_a_forwarded_message_is_shown_with_its_readers_before_it_is_reported(
    town: Town, ana: Neighbour, luc: Neighbour, paul: Neighbour, zoe: Neighbour
) -> None:
    shown = forwards(zoe, paul)

    assert shown.startswith(f"🚩 Signaler ce message ?\nMessage de Paul\n{RUDE}\n")
    assert "Lu seulement par Ana et Luc.\nVotre nom n'est pas donné." in shown
    assert "Ou envoyez votre message tel quel" in shown
    assert kept(town) == 0

    zoe.presses("Ajouter une remarque")
    remarked = zoe.says("C'est la troisième fois.")
    assert "Votre remarque : « C'est la troisième fois. »" in remarked
    done = zoe.presses("Signaler à l'équipe")
    assert done == "Signalé à Ana et Luc, sans votre nom.\nVous saurez ici ce qui a été fait."
    for gardener in (ana, luc):
        card = gardener.inbox[-1]
        assert card.startswith(f"🚩 Un message de Paul est signalé\n{RUDE}\n")
        assert "C'est la troisième fois." in card
        assert "Zoé" not in card
    assert all("signalé" not in each.text for each in town.said_in(BACK_ROOM))
    assert all("signalé" not in each for each in paul.inbox)


def test_the_author_is_written_to_and_may_answer(
    ana: Neighbour, luc: Neighbour, paul: Neighbour, zoe: Neighbour
) -> None:
    reports(zoe, paul)

    asked = ana.presses("Écrire à Paul")
    sent = ana.says("Bonjour Paul, dites-le autrement ?")

    assert asked.startswith("Que voulez-vous écrire à la personne ? Elle le lira signé Ana")
    assert sent == "Message envoyé à Paul. Sa réponse viendra à l'équipe."
    title = "Ana, de l'équipe de jardinage, vous écrit au sujet d'un de vos messages"
    assert paul.inbox[-1].startswith(f"{title}\n{RUDE}\nBonjour Paul, dites-le autrement ?\n")
    assert "Zoé" not in paul.inbox[-1]
    assert zoe.inbox[-1] == WROTE
    assert "Ana a écrit à la personne, mardi 24 novembre" in luc.inbox[-1]
    paul.says("Pardon, je le réécris.", reply_to=paul.direct[-1])
    assert "Pardon, je le réécris." in ana.town.said_in(BACK_ROOM)[-1].text


def test_a_message_is_removed_where_the_bot_may(
    town: Town, ana: Neighbour, luc: Neighbour, paul: Neighbour, zoe: Neighbour
) -> None:
    square = town.networks["telegram"]
    message = town.do(square.says("telegram:9", "Max", RUDE, room=SQUARE["telegram"]))
    max_said = {"room": SQUARE["telegram"], "message_id": message}
    max_ = Neighbour(town, "telegram", "telegram:9", "Max", "fr")
    square.moderated.add(SQUARE["telegram"])
    reports(zoe, max_, **max_said)
    assert "Écrire à Max" not in labels(ana)

    asked = ana.presses("Retirer le message")
    removed = ana.presses("Le retirer pour tout le monde")

    assert asked.startswith("Retirer ce message ?\nIl disparaît du salon pour tout le monde")
    assert square.removed == [message]
    assert "Je le retire…" in removed or "Retiré, sur décision d'Ana" in removed
    assert "Retiré, sur décision d'Ana, mardi 24 novembre" in luc.inbox[-1]
    assert zoe.inbox[-1] == REMOVED


def test_where_the_bot_may_not_the_gardener_removes_it_and_says_so(
    town: Town, ana: Neighbour, luc: Neighbour, paul: Neighbour, zoe: Neighbour
) -> None:
    square = town.networks["telegram"]
    message = town.do(square.says("telegram:9", "Max", RUDE, room=SQUARE["telegram"]))
    reports(zoe, paul, room=SQUARE["telegram"], message_id=message)

    ana.presses("Retirer le message")
    ana.presses("Le retirer pour tout le monde")

    assert "Je n'ai pas le droit de retirer des messages dans ce salon." in luc.inbox[-1]
    assert zoe.inbox[-1] != REMOVED
    assert "Retiré, sur décision de Luc" in luc.presses("Je l'ai retiré")
    assert zoe.inbox[-1] == REMOVED


def test_one_report_is_made_of_the_same_message_and_no_number_is_shown(
    town: Town, ana: Neighbour, luc: Neighbour, paul: Neighbour, zoe: Neighbour
) -> None:
    max_ = town.member("Max", on="matrix")
    reports(zoe, paul, **PLACE)
    before = len(ana.inbox)

    reports(max_, paul, **PLACE)

    assert kept(town) == 1
    assert len(ana.inbox) == before
    assert "2" not in ana.inbox[-1].replace("24", "")
    assert "le laisse tel quel" in luc.presses("Rien à faire", luc.direct[-1])
    assert zoe.inbox[-1] == max_.inbox[-1] == NOTHING
    ben = town.member("Ben")
    assert reports(ben, paul, **PLACE) == NOTHING
    assert kept(town) == 1


def test_a_report_about_a_gardener_goes_to_the_other_and_to_the_cultivator(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    carl, before = town.cultivator(), len(ana.inbox)

    shown = forwards(zoe, ana)
    zoe.presses("Signaler à l'équipe")

    assert "Lu seulement par Luc et les responsables de ce service." in shown
    assert luc.inbox[-1].startswith("🚩 Un message d'Ana est signalé")
    assert carl.inbox[-1].startswith("🚩 Un message d'Ana est signalé")
    assert len(ana.inbox) == before
    assert all("signalé" not in each.text for each in town.said_in(BACK_ROOM))
    assert "signalé" not in ana.says("/afaire")
    assert "Un message a été signalé mardi 24 novembre" in luc.says("!afaire")
    gone = "Ce signalement n'est plus là"
    for press in ("report_look:1", "report_nothing:1", "report_write:1", "report_remove:1"):
        assert ana.forges(press, ana.direct[-1]).startswith(gone), press
    assert carl.presses("Rien à faire").startswith("🚩 Un message d'Ana est signalé")
    assert zoe.inbox[-1] == NOTHING


def test_none_of_many_reports_is_left_off_the_list(
    town: Town, ana: Neighbour, paul: Neighbour, zoe: Neighbour
) -> None:
    for nth in range(1, 5):
        reports(zoe, paul, f"{RUDE} {nth}")

    assert ana.says("/afaire").count("Un message a été signalé") == 4


def test_of_an_unknown_author_it_is_asked_whether_they_are_in_the_team(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    before = len(ana.inbox)
    zoe.says("https://t.me/c/1234567890/42")
    assert "Signaler : écrit par quelqu'un d'autre" in labels(zoe)

    zoe.presses("Signaler : écrit par Ana, de l'équipe")

    assert len(ana.inbox) == before
    assert luc.inbox[-1].startswith("🚩 Un message d'Ana est signalé\n")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("/signaler", "🚩 Signaler un message\nTransférez-moi le message ici, ou envoyez-moi"),
        ("/report", "🚩 Signaler un message\n"),
        ("/signaler demain", "Ce n'est pas le lien d'un message."),
        ("/signaler https://t.me/c/1234567890/42", "🚩 Signaler ce message ?\nVoir le message"),
        ("https://t.me/c/1234567890/9/42", "🚩 Signaler ce message ?\nVoir le message"),
    ],
)
@pytest.mark.usefixtures("ana", "luc")
def test_a_link_is_enough(zoe: Neighbour, words: str, answer: str) -> None:
    assert zoe.says(words).startswith(answer)


@pytest.mark.usefixtures("ana", "luc")
def test_a_reply_in_the_room_is_answered_in_private(
    town: Town, paul: Neighbour, zoe: Neighbour
) -> None:
    square = SQUARE["telegram"]
    said = town.do(town.networks["telegram"].says(paul.address, "Paul", RUDE, room=square))

    zoe.says("/signaler", square, reply_to=Posted(said, Rendered(())))

    assert zoe.inbox[-1].startswith(f"🚩 Signaler ce message ?\nMessage de Paul\n{RUDE}")
    assert [each.text for each in town.said_in(square)] == ["Je vous ai répondu en privé."]


def test_on_matrix_in_english_it_is_walked_by_numbers(town: Town, ana: Neighbour) -> None:
    ben = town.member("Ben", on="matrix", locale="en")
    max_ = town.member("Max")

    how = ben.says("!report")
    shown = forwards(ben, max_)
    assert how.startswith("🚩 Report a message\nSend me the link of the message")
    assert "Read by Ana only." in shown
    assert ben.says("Report to the team").startswith("Reported to Ana, without your name.")
    assert ana.inbox[-1].startswith("🚩 Un message de Max est signalé")


@pytest.mark.slow
def test_strangers_and_old_previews_report_nothing_and_reports_are_rated(
    town: Town, ana: Neighbour, luc: Neighbour, paul: Neighbour, zoe: Neighbour
) -> None:
    stranger = town.stranger("Nil")
    assert "Signaler" not in forwards(stranger, paul)
    forwards(zoe, paul)
    assert stranger.forges("report_send:1:0", zoe.direct[-1]) != ""
    assert kept(town) == 0
    for nth in range(5):
        reports(zoe, paul, f"{RUDE} {nth}")
    assert "Vous avez signalé 5 messages en une heure." in reports(zoe, paul, "encore")
    old = zoe.forges("report_send:1:0", zoe.direct[-1])
    assert "Vous avez signalé 5 messages" in old or "déjà envoyé, ou trop ancien" in old
    assert kept(town) == 5
    assert "signalé" in ana.inbox[-1]
    assert zoe.forges("report_nothing:1", zoe.direct[-1]) != ""
    assert NOTHING not in zoe.inbox


@pytest.mark.slow
def test_a_decision_waits_for_quiet_hours_and_is_taken_up_again(
    town: Town, ana: Neighbour, paul: Neighbour, zoe: Neighbour
) -> None:
    reports(zoe, paul)
    town.move(timedelta(hours=13))
    ana.presses("Rien à faire")
    assert zoe.inbox[-1] != NOTHING
    town.restart()
    town.move(timedelta(hours=10))
    assert zoe.inbox[-1] == NOTHING
    assert "Rien à faire" in labels(ana) or ana.presses("Revoir la décision")
    assert "Rien à faire" in labels(ana)


@pytest.mark.slow
def test_a_report_goes_60_days_after_its_decision(
    town: Town, ana: Neighbour, paul: Neighbour, zoe: Neighbour
) -> None:
    reports(zoe, paul)
    town.move(timedelta(days=61))
    assert kept(town) == 1
    ana.presses("Rien à faire")
    town.move(timedelta(days=59))
    assert kept(town) == 1
    town.move(timedelta(days=2))
    assert kept(town) == 0


def test_one_who_joins_under_two_accounts_reported_once(
    town: Town, ana: Neighbour, paul: Neighbour, zoe: Neighbour
) -> None:
    zoe_too = town.member("Zoé bis", on="matrix")
    reports(zoe, paul, **PLACE)
    reports(zoe_too, paul, **PLACE)
    with town.database.unit() as store:
        kept_, gone = (
            store[Members].get(store[Identities].get(each.address).member_id)  # type: ignore[union-attr]
            for each in (zoe, zoe_too)
        )
        assert kept_ is not None
        assert gone is not None
        store.merge(kept_, gone)

    before = len(zoe.inbox) + len(zoe_too.inbox)
    ana.presses("Rien à faire")
    assert len(zoe.inbox) + len(zoe_too.inbox) == before + 1


@pytest.mark.parametrize("who", ["author", "only reporter", "one of two"])
def test_a_report_goes_with_its_author_and_its_last_reporter(
    town: Town, ana: Neighbour, paul: Neighbour, zoe: Neighbour, who: str
) -> None:
    reports(zoe, paul)
    if who == "one of two":
        reports(town.member("Max"), paul)

    gone = paul if who == "author" else zoe
    gone.says("/effacer")
    gone.presses("Effacer mes données")
    gone.presses("Oui, tout effacer")

    assert kept(town) == (who == "one of two")
    assert ana.inbox[-1].startswith("🚩 Un message de Paul") == (who == "one of two")


def test_an_author_is_told_of_reports_and_never_by_whom(
    town: Town, ana: Neighbour, paul: Neighbour, zoe: Neighbour
) -> None:
    forwards(zoe, paul)
    zoe.presses("Ajouter une remarque")
    zoe.says("Je le dis en confiance.")
    zoe.presses("Signaler à l'équipe")
    del ana

    his = paul.says("!mesdonnees")
    hers = zoe.says("/mesdonnees")

    assert "Vos messages signalés à l'équipe de jardinage" in his
    assert "confiance" not in his
    assert "Zoé" not in his
    assert "Les messages que vous avez signalés" in hers
    with town.database.reading() as store:
        account = store[Identities].get(paul.address)
        assert account is not None
        member = store[Members].get(account.member_id)
        assert member is not None
        told = str(store.everything_about(store.whom(member)))
    assert RUDE in told
    assert "confiance" not in told
