"""Sentences are shown with the typography of their language; people's words are left alone."""

from collections.abc import Iterator
from datetime import date, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po

from bot.core.messages.content import Button, Typed, text
from bot.core.messages.i18n import Reader, typeset
from bot.core.messages.rendering import Rendered, meant
from bot.operations.copied_text import AtTheTerminal
from tests.core.messages.language.sentences import FRENCH, forms, translated
from tests.plain_text import PlainPlayground, plain
from tests.town import Town

NO_BREAK, NARROW = "\u00a0", "\u202f"
TODAY = date(2026, 11, 24)
NAME = "Pionniers de l'énergie"


def reader(locale: str) -> Reader:
    return Reader(locale, ZoneInfo("Europe/Paris"), TODAY)


# A checker of its own, word by word


def faults(shown: str) -> Iterator[str]:
    """The words of a French message whose typography is wrong."""
    for word in shown.replace("\n", " ").split(" "):
        if "://" in word or (word[:1] in ("/", "!") and word[1:2].isalnum()):
            continue
        if word[:1] in (":", ";", "!", "?", "»") or word[-1:] == "«":
            yield f"a line may break at {word!r}"
        for before, mark in pairwise(word):
            if mark in ";!?" and before not in f"{NARROW};!?({NO_BREAK}":
                yield f"no narrow space in {word!r}"
            if (before == "«" and mark != NO_BREAK) or (mark == "»" and before != NO_BREAK):
                yield f"no space inside {word!r}"
            if mark == "'" and before.isalnum():
                yield f"a straight apostrophe in {word!r}"
        if word.endswith(":") and word[-2:-1] not in ("", NO_BREAK, ":"):
            yield f"no space before the colon of {word!r}"


@pytest.mark.parametrize("wrong", ["Quand ?", "Quand?", "l'eau", "« eau »", "Eau :", "Eau: oui"])
def test_the_checker_finds_wrong_typography(wrong: str) -> None:
    assert list(faults(wrong))


def test_every_french_sentence_is_set_rightly() -> None:
    with FRENCH.open("rb") as file:
        told = [each for _, all_ in translated(read_po(file, locale="fr")) for each in all_]

    wrong = [fault for each in told for fault in faults(typeset(each, "fr"))]

    assert len(told) > 1000
    assert wrong == []


def test_every_english_sentence_has_curly_apostrophes_and_quotes() -> None:
    with FRENCH.open("rb") as file:
        said = [each for all_, _ in translated(read_po(file, locale="fr")) for each in forms(all_)]

    assert len(said) > 1000
    assert [each for each in said if set("'\"") & set(typeset(each, "en"))] == []


def test_cards_are_set_rightly(town: Town) -> None:
    zoe, ana = town.member("Zoé"), town.gardener("territory")
    for words in ("/menu", "/aide", "/moi", "/reglages", "/agenda", "/confidentialite", "/quitter"):
        zoe.says(words)
    ana.says("/evenement Visite | samedi 5 décembre 14h30-16h | Besançon | 20 places")
    ana.publishes("/sondage Quelle date | mardi | jeudi")
    ana.reviews_letter()
    zoe.says("/voter 1 1")
    zoe.says("bonjour")

    shown = [each for network in town.networks.values() for each in _typeset(network)]

    assert len(shown) > 10
    assert [fault for each in shown for fault in faults("\n".join(_words(each)))] == []


def _typeset(network: object) -> list[Rendered]:
    assert isinstance(network, PlainPlayground)
    return network.typeset


def _words(said: Rendered) -> Iterator[str]:
    """All that it says, without the community's name, which a person wrote."""
    labels = [choice.label for row in said.choices for choice in row]
    yield from (each.replace(NAME, "X") for each in (said.plain, said.typed, *labels))


# Single rules


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Quand ? Oui; non!", "Quand~? Oui~; non~!"),
        ("Quoi ?! (sûr ?)", "Quoi~?! (sûr~?)"),
        ("«{x}» : l'eau d'{y}", "«_{x}_»_: l’eau d’{y}"),
        ("de 14 h 30 à {hour} h", "de 14~h~30 à {hour}~h"),
        ("12 000 voix, {share} %", "12~000 voix, {share}_%"),
        ("jusqu'à 22h - 7h30", "jusqu’à 22h - 7h30"),
        ("Écrivez !voter 1 ou /voter 1", "Écrivez !voter 1 ou /voter 1"),
        ("Adresse : https://example.org/?a:b!c", "Adresse_: https://example.org/?a:b!c"),
    ],
)
def test_french_sentences_are_set_by_the_rules(typed: str, shown: str) -> None:
    assert typeset(typed, "fr") == shown.replace("_", NO_BREAK).replace("~", NARROW)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("It's the members' \"list\": why?", "It’s the members’ “list”: why?"),
        ('key="value"', 'key="value"'),
    ],
)
def test_english_sentences_are_set_by_the_rules(typed: str, shown: str) -> None:
    assert typeset(typed, "en") == shown


def test_the_words_of_people_are_left_alone() -> None:
    typed = "L'eau : c'est quoi ? « oui »; non !"

    twin = Typed("/vote 1 a", "/voter 1 l'eau : ?")
    shown = reader("fr").say(text("{command}: {summary}", command=typed, summary=twin))

    assert shown == f"{typed}{NO_BREAK}: /voter 1 l'eau : ?"
    assert reader("fr").say(typed) == typed


def test_hours_do_not_break() -> None:
    assert reader("fr").show(time(14, 30)) == f"14{NARROW}h{NARROW}30"


def test_a_button_is_pressed_by_its_label_typed_plainly_or_copied() -> None:
    french = reader("fr")
    agreed = Button(text("I am 15 or older, I accept"), press="a")

    copied = french.say(agreed.label)

    assert plain(copied) != copied
    assert meant(copied, [agreed], [french]) == meant(plain(copied), [agreed], [french]) == agreed


def test_a_terminal_keeps_plain_typing() -> None:
    assert AtTheTerminal("fr").say(text("L'eau : {x} ?", x=1)) == "L'eau : 1 ?"
