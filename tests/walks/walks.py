"""Walks of people through the whole bot, counted: taps, typed words, and messages that they get."""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

from bot.core.messages.incoming import Kind
from bot.core.messages.rendering import is_of_form, numbered, numbered_act
from bot.operations.stage import A_MOMENT
from tests.town import Neighbour

MOST_LINES = 15
"""Maximum for a message, unless a person asked for all details."""
CONSENTS = ("J'ai 15 ans ou plus, j'accepte", "I am 15 or older, I accept")


def picture() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "green").save(drawn, "PNG")
    return drawn.getvalue()


@dataclass(slots=True)
class Walk:
    """A person's acts and the messages that they get, counted."""

    person: Neighbour
    taps: int = 0
    typed: int = 0
    lines: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    begins_at: int = field(init=False)

    def __post_init__(self) -> None:
        self.begins_at = len(self.person.direct)

    @property
    def messages(self) -> int:
        return len(self.person.direct) - self.begins_at

    @property
    def longest(self) -> int:
        """The most lines of a message that came on the way."""
        new = self.person.direct[self.begins_at :]
        return max(each.text.count("\n") + 1 for each in new)

    @property
    def costs(self) -> tuple[int, int, int]:
        """Taps, typed words and messages."""
        return self.taps, self.typed, self.messages

    def says(self, words: str, kind: Kind = Kind.WORDS) -> str:
        self.typed += len(words.split())
        return self._does(f"✎ {words}", lambda: self.person.says(words, kind=kind))

    def follows(self, link: str) -> str:
        """Open an invitation: a tap, where links carry a word; else its code is typed."""
        if self.person.network == "matrix":
            return self.says(f"!rejoindre {link}")
        self.taps += 1
        return self._does("☞ (le lien)", lambda: self.person.says(f"/start {link}"))

    def presses(self, label: str) -> str:
        """Press a button; where there are none, write its number or label, or “oui” to consent."""
        if self.person.network == "telegram":
            self.taps += 1
            return self._does(f"☞ [{label}]", lambda: self.person.presses(label))
        if label in CONSENTS:
            return self.says("oui")
        newest = next(each for each in reversed(self.person.direct) if each.choices)
        choices = numbered(newest.said.choices, direct=True)
        found = next(each for each in choices if label in each.label)
        act = numbered_act(newest.said.choices, direct=True)
        if (found.deliberate and found is not act) or is_of_form(found.press):
            return self.says(found.label)
        self.person.town.move(A_MOMENT)
        return self.says(str(1 + choices.index(found)))

    def sends_a_picture(self, caption: str) -> str:
        self.taps, self.typed = self.taps + 1, self.typed + len(caption.split())
        return self._does(
            f"▣ {caption}", lambda: self.person.sends("pommier.png", picture(), caption)
        )

    def _does(self, what: str, act: Callable[[], str]) -> str:
        before = len(self.person.direct)
        answered = act()
        self.answers.append(answered)
        self.lines.append(f"\n{self.person.name}  {what}")
        for each in self.person.direct[before:] or self.person.direct[-1:]:
            self.lines += [f"    {line}" for line in each.text.split("\n")]
            rows = (*((one.label for one in row) for row in each.said.choices),)
            self.lines += ["    " + " ".join(f"[{one}]" for one in row) for row in rows]
            self.lines += [f"    ⌨ {' · '.join(row)}" for row in each.said.keys or ()]
            self.lines.append("")
        return answered
