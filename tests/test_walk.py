"""A person of 70, from an invitation to “who sees what”: few messages, few taps, few typed words.

The ceilings are the numbers of today: a higher one needs a reason.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from PIL import Image

from bot.core.messages.incoming import Kind
from tests.town import Neighbour, Town

MOST_LINES = 15
"""Maximum for a message, unless she asked for all details."""

FRENCH = {
    "yes": "J'ai 15 ans ou plus, j'accepte",
    "vote": "Voter",
    "day": "jeudi 10",
    "other day": "samedi 12",
    "agenda": "Agenda",
    "going": "Je viens",
    "not going": "je ne viens plus",
    "no": "Je ne viens pas",
    "write": "Écrire à Ana",
    "typo": "Mon pomier a des taches. Que faire ?",
    "words": "Mon pommier a des taches. Que faire ?",
    "who": "qui voit quoi ?",
    "voted": "Votre vote : samedi 12.",
    "comes": "ous venez",
    "stays": "ous ne venez pas",
    "sent": "Message envoyé à Ana.",
    "edit": "Je ne relis pas les messages modifiés",
    "notice": "Personne d'autre ne les reçoit",
}
ENGLISH = {
    "yes": "I am 15 or older, I accept",
    "vote": "Vote",
    "day": "jeudi 10",
    "other day": "samedi 12",
    "agenda": "Agenda",
    "going": "I am coming",
    "not going": "I am not coming any more",
    "no": "I am not coming",
    "write": "Write to Ana",
    "typo": "My aple tree has spots. What can I do?",
    "words": "My apple tree has spots. What can I do?",
    "who": "who sees what?",
    "voted": "Your vote: samedi 12.",
    "comes": "ou are coming",
    "stays": "ou are not coming",
    "sent": "Message sent to Ana.",
    "edit": "I do not read edited messages",
    "notice": "Nobody else gets it",
}


def picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "green").save(drawn, "PNG")
    return drawn.getvalue()


@dataclass(slots=True)
class Walk:
    """Her acts and the messages that she gets, counted."""

    jeanne: Neighbour
    taps: int = 0
    typed: int = 0
    lines: list[str] = field(default_factory=list)

    @property
    def messages(self) -> int:
        return len(self.jeanne.direct)

    def says(self, words: str, kind: Kind = Kind.WORDS) -> str:
        self.typed += len(words.split())
        return self._does(f"✎ {words}", lambda: self.jeanne.says(words, kind=kind))

    def follows(self, link: str) -> str:
        """Open an invitation: a tap, where links carry a word; else its code is typed."""
        if self.jeanne.network == "matrix":
            return self.says(f"!rejoindre {link}")
        self.taps += 1
        return self._does("☞ (le lien)", lambda: self.jeanne.says(f"/start {link}"))

    def presses(self, label: str) -> str:
        """Press a button; where there are none, write its number, or “oui” to consent."""
        if self.jeanne.network == "telegram":
            self.taps += 1
            return self._does(f"☞ [{label}]", lambda: self.jeanne.presses(label))
        if label == FRENCH["yes"]:
            return self.says("oui")
        newest = next(each for each in reversed(self.jeanne.direct) if each.choices)
        labels = [each.label for each in newest.choices if each.press]
        return self.says(str(1 + next(nth for nth, it in enumerate(labels) if label in it)))

    def sends_a_picture(self, caption: str) -> str:
        self.taps, self.typed = self.taps + 1, self.typed + len(caption.split())
        return self._does(
            f"▣ {caption}", lambda: self.jeanne.sends("pommier.png", picture(), caption)
        )

    def _does(self, what: str, act: Callable[[], str]) -> str:
        before = self.messages
        answered = act()
        self.lines.append(f"\n{self.jeanne.name}  {what}")
        for each in self.jeanne.direct[before:] or self.jeanne.direct[-1:]:
            self.lines += [f"    {line}" for line in each.text.split("\n")]
            rows = (*((one.label for one in row) for row in each.said.choices),)
            self.lines += ["    " + " ".join(f"[{one}]" for one in row) for row in rows]
            self.lines += [f"    ⌨ {' · '.join(row)}" for row in each.said.keys or ()]
            self.lines.append("")
        return answered


@pytest.fixture
def link(town: Town) -> str:
    """The word, or the code, of the invitation that a neighbour gives her."""
    ana = town.gardener("territory")
    ana.publishes("/sondage Quelle date pour l'atelier ? | mardi 8 | jeudi 10 | samedi 12")
    ana.says(
        "/evenement Visite du composteur | samedi 5 décembre 14h30-16h | 3 rue des Lilas, Besançon"
    )
    ana.presses("Annoncer")
    max_ = town.member("Max")
    max_.says("/inviter")
    found = re.search(r"start=(\S+)\n.*!rejoindre (\S+)", "\n".join(max_.inbox))
    assert found is not None
    return " ".join(found.groups())


@pytest.mark.parametrize(
    ("network", "locale", "ceilings"),
    [
        pytest.param("telegram", "fr", (9, 28, 11), id="telegram, in French"),
        pytest.param("telegram", "en", (9, 31, 11), id="telegram, in English"),
        pytest.param("matrix", "fr", (1, 37, 14), id="matrix, in French"),
    ],
)
def test_a_person_of_70_finds_her_way(
    town: Town, link: str, network: str, locale: str, ceilings: tuple[int, int, int]
) -> None:
    """The ceilings: taps, typed words, and messages that she gets."""
    words = FRENCH if locale == "fr" else ENGLISH
    word, code = link.split()
    walk = Walk(town.stranger("Jeanne", on=network, locale=locale))

    walk.follows(word if network == "telegram" else code)
    before = walk.messages
    walk.presses(words["yes"])
    joining = walk.messages - before
    walk.presses(words["vote"])
    walk.presses(words["day"])
    if network == "matrix":
        walk.presses("Changer mon vote")
    voted = walk.presses(words["other day"])
    walk.says(words["agenda"])
    walk.presses("1 · ")
    comes = walk.presses(words["going"])
    stays = walk.says(words["not going"])
    if words["stays"] not in stays:  # it names a button below the newest message on Matrix
        stays = walk.presses(words["no"])
    walk.says(words["write"])
    sent = walk.sends_a_picture(words["typo"])
    edited = walk.says(words["words"], Kind.EDIT)
    asked_most = walk.messages
    who = walk.says(words["who"])
    longest = max(each.text.count("\n") + 1 for each in walk.jeanne.direct[:asked_most])
    most_taps, most_typed, most_messages = ceilings

    assert joining <= (2 if network == "telegram" else 1)
    for shown, expected in (
        (voted, "voted"),
        (comes, "comes"),
        (stays, "stays"),
        (sent, "sent"),
        (edited, "edit"),
        (who, "notice"),
    ):
        assert words[expected] in shown
    assert walk.taps <= most_taps
    assert walk.typed <= most_typed
    assert walk.messages <= most_messages
    assert longest <= MOST_LINES
