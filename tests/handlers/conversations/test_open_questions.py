"""Words typed while a question is open: its answer, unless they may mean something else as well.

All declared forms are tried, so that a new one is guarded too.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import get_args

import pytest

from bot.app import declarations
from bot.core.declarations.arguments import Param
from bot.core.declarations.declaration import Declaration
from bot.core.inbound.forms.questions import LATE_WORDS, PATIENCE, SKIPPED, questions_of
from bot.domain.roles import Role, Seat
from storage.communities import Communities
from storage.inbound import Forms, OpenForm
from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.handlers.introductions.adults import grown
from tests.handlers.introductions.introduced import introduces
from tests.neighbour import Neighbour
from tests.plugins.sweeps import Sweep
from tests.town import BACK_ROOM, CHANGED, SQUARE, Town, labels

ASKED = "ou est-ce votre réponse"
TAKEN = "Votre numéro vient d'être pris en compte : celui-ci n'a rien fait de plus."
MINUTE = timedelta(minutes=1)
DECLARED = declarations()


def _questions() -> Iterator[tuple[Declaration, Param]]:
    """The questions of all forms that take any words."""
    for form in DECLARED.forms.values():
        for each in questions_of(form):
            takes_words = str in {each.kind, *get_args(each.kind)}
            if takes_words and (each.many or each.reads is None):
                yield form, each


QUESTIONS = list(_questions())


def _open(town: Town, person: Neighbour, form: Declaration, param: Param) -> None:
    """Ask a person this question, as if those before it were answered."""
    before = {each.name: SKIPPED for each in questions_of(form) if each is not param}
    with town.database.unit() as store:
        here = store[Communities].all()[0].id
        held = OpenForm(form.name, here, before)
        store[Forms].put(person.address, held, town.now + PATIENCE)


def _state(town: Town, person: Neighbour) -> OpenForm | None:
    with town.database.reading() as store:
        return store[Forms].open_in(person.address, town.now)


def _who_is_asked(
    form: Declaration, member: Neighbour, ana: Neighbour, luc: Neighbour
) -> Neighbour | None:
    """A person who may answer this form; None where only cultivators may."""
    with_community = form.permission.role(None)
    if with_community >= Role.CULTIVATOR:
        return None
    if form.permission.seat is Seat.REGION:
        return luc
    return ana if with_community >= Role.GARDENER or form.permission.seat else member


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["aide", "envoyer à Ana", "Menu"])
def test_no_form_takes_a_label_or_a_command_without_asking(
    town: Town, sweep: Sweep, typed: str
) -> None:
    ana, luc, zoe = town.gardener("territory"), town.gardener("region"), town.member("Zoé")
    for each in (ana, luc, zoe):
        each.says("Le robinet du fond fuit depuis hier")  # a card with “Send … to Ana” and “Menu”
    taken: list[str] = []
    tried = 0

    for form, param in QUESTIONS:
        if not sweep.picks(f"{form.name}.{param.name} {typed}", form):
            continue
        person = _who_is_asked(form, zoe, ana, luc)
        if person is None or (typed == "envoyer à Ana" and person is ana):  # hers says “to Luc”
            continue
        _open(town, person, form, param)
        said = person.says(typed)
        state = _state(town, person)
        if "réservé" in said or "seul" in said.casefold():
            continue
        tried += 1
        is_kept = state is not None and state.answers.get(LATE_WORDS) == typed
        if ASKED not in said or not is_kept or param.name in (state.answers if state else ()):
            taken.append(f"{form.name}.{param.name}: {said[:120]!r}")

    if sweep.is_whole:
        assert tried > 20
    assert not taken, "\n".join(taken)


def test_a_command_typed_for_a_correction_takes_nothing_back(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")
    zoe.says("/ecrire")

    asked = zoe.says("lettre")

    assert asked.startswith("Voulez-vous « La lettre », ou est-ce votre réponse : « lettre » ?")
    assert "« lettre »" not in zoe.presses("Oui, c'est ma réponse")
    assert zoe.presses("Envoyer « lettre » à Ana").startswith("Message envoyé à")


def test_words_that_nearly_name_the_button_are_asked_about(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé", on="matrix")
    zoe.says("Le robinet du fond fuit depuis hier")
    zoe.says("!ecrire")
    sent = len(ana.inbox)

    asked = zoe.says("envoyer à Ana")

    assert ASKED in asked
    assert len(ana.inbox) == sent
    assert "Envoyer « Le robinet du fond… » à Ana" in labels(zoe)


@pytest.mark.slow
@pytest.mark.parametrize("on", ["telegram", "matrix"])
def test_a_card_that_came_by_itself_does_not_take_the_answer(town: Town, on: str) -> None:
    ana, zoe = grown(town.gardener("territory")), town.member("Zoé", on=on).wants_messages()
    mark = "/" if on == "telegram" else "!"
    zoe.says(f"{mark}ecrire")
    town.move(timedelta(minutes=1))
    introduces(ana, "/presenter Zoé | Ana | Vous aimez le compost")
    assert "18 ans" in zoe.inbox[-1]

    shown = zoe.says("Peut-on apporter des feuilles ?")

    assert shown.startswith("Votre message à Ana\nPeut-on apporter des feuilles ?")


def test_a_gardeners_message_in_between_is_asked_about(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    zoe.says("/ecrire Bonjour, le portail ferme mal")
    zoe.says("/ecrire")
    town.move(timedelta(minutes=1))
    letter = next(each for each in reversed(town.said_in(BACK_ROOM)) if "portail" in each.text)
    ana.says("Merci, lequel ?", room=BACK_ROOM, reply_to=letter)

    asked = zoe.says("Celui du fond")

    assert asked.startswith("Un autre message est arrivé entre-temps.")


# Numbers


def _event_shown(town: Town, on: str) -> Neighbour:
    """A member who was shown an event and then, by an edit, what is missing of the profile."""
    ana, zoe = town.gardener("territory"), town.member("Zoé", on=on)
    zoe.presses("Compléter mon profil")
    profile = zoe.direct[-1]
    ana.says("/evenement Visite du composteur | samedi 14h | Besançon")
    ana.presses("Annoncer")
    zoe.says("visite du composteur")
    assert "Je viens" in labels(zoe)
    zoe.presses("Choisir mes domaines", profile)
    zoe.presses("Terminer", profile)
    return zoe


@pytest.mark.parametrize("on", ["telegram", "matrix"])
def test_a_number_after_an_edit_presses_what_was_edited(town: Town, on: str) -> None:
    zoe = _event_shown(town, on)

    zoe.says("2")  # of what is missing, not “Maybe” of the event

    assert "Je participe activement" in labels(zoe)
    assert "Soyez la première personne à répondre" in town.said_in(SQUARE[on])[-1].text


@pytest.mark.parametrize("on", ["telegram", "matrix"])
def test_words_after_an_edit_answer_what_was_edited(town: Town, on: str) -> None:
    zoe = _event_shown(town, on)

    assert zoe.says("Dole").startswith("C'est noté, vous habitez Dole")


# Without buttons


def test_the_main_act_is_choice_1_where_there_are_no_buttons(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé", on="matrix")
    zoe.says("Le robinet du fond fuit depuis hier")
    before = len(town.said_in(BACK_ROOM))

    assert zoe.direct[-1].typed == (
        "Envoyer « Le robinet du fond… » à Ana : écrivez 1 ou envoyer\n"
        "Ou répondez par un numéro :\n2. Menu"
    )
    town.move(MINUTE)
    assert zoe.says("1").startswith("Message envoyé à Ana.")
    assert zoe.says("1") == TAKEN
    town.move(MINUTE)
    assert zoe.says("1").startswith("Un autre message est arrivé entre-temps.")
    town.move(MINUTE)
    assert zoe.says("1").startswith("Déjà envoyé.")
    assert len(town.said_in(BACK_ROOM)) == before + 1
    assert "Le robinet du fond" in town.said_in(BACK_ROOM)[-1].text


def test_the_word_told_publishes_what_it_stands_on(town: Town) -> None:
    luc = town.gardener("region")
    luc.says("!sondage Quelle couleur ? | vert | bleu")

    assert luc.direct[-1].typed.startswith("Publier le sondage : écrivez 1 ou publier\n")
    luc.says("publier")

    assert "Quelle couleur ?" in town.said_in(SQUARE["matrix"])[-1].text


def test_a_number_publishes_only_what_was_shown_last(town: Town) -> None:
    """It changes before it is pressed; then it is shown anew, and not published by an echo."""
    ana, luc = town.gardener("territory"), town.gardener("region")
    ana.says("/evenement Visite du composteur | samedi 14h | Besançon")
    luc.says("!evenement 1")
    ana.says("/evenement 1 lieu Dole")

    shown = luc.says("1")
    echoed = luc.says("1")

    assert CHANGED in shown
    assert "Dole" in shown
    assert echoed == "Est-ce bien cela ?"
    assert town.said_in(SQUARE["matrix"]) == []
    town.move(MINUTE)
    luc.says("1")
    assert "Visite du composteur" in town.said_in(SQUARE["matrix"])[-1].text


def test_a_number_that_may_answer_a_question_approves_nothing(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")
    add_news(ana, "/actu Le broyeur | Il est là")
    luc.says("!ecrire")
    town.move(MINUTE)
    submit_letter(ana)
    assert luc.direct[-1].typed.startswith("Approuver : écrivez 1\n")

    asked, ways = luc.says("1"), luc.direct[-1].typed
    town.move(MINUTE)
    luc.says("1")

    assert asked.startswith("Voulez-vous « Approuver », ou est-ce votre réponse : « 1 »")
    assert ways.startswith("Écrivez : Approuver\n")
    assert "Il manque encore votre accord" in luc.says("!afaire")


def test_what_leaves_or_takes_back_has_no_number(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé", on="matrix")
    zoe.says("!quitter")

    zoe.presses("Quitter la communauté")
    left = zoe.direct[-1]

    assert left.typed.startswith("Écrivez : Oui, quitter")
    assert zoe.says("1") == "Rien n'a changé."


# Several communities


def test_plain_words_ask_which_community_is_meant(twin: Town) -> None:
    zoe = twin.member("Zoé", of=["Pionniers de l'énergie", "Gardiens de l'eau"])

    asked = zoe.says("qu'est-ce qu'il y a à l'agenda")
    answered = zoe.presses("Gardiens de l'eau")

    assert asked.startswith("Pour quelle communauté ?")
    assert "Il n'y a pas" in answered or "vénement" in answered


def test_a_blank_within_a_commands_name_is_understood(town: Town) -> None:
    ana = town.gardener("territory")

    assert ana.says("/a faire") == ana.says("/afaire") == ana.says("a faire")
