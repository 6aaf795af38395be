"""How many files and functions of the program a reader passes who follows one act through it.

python -m tests.house.walks        # the table; --files names the files of each walk
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType

from storage.operations.migrations import migrate
from storage.unit_of_work import Database
from tests.house.source_tree import PACKAGES, ROOT
from tests.town import Neighbour, Town

PRODUCT = tuple(f"{ROOT / package}/" for package in PACKAGES)


@dataclass
class Walk:
    """What ran of the program while one act was handled."""

    codes: set[CodeType] = field(default_factory=set)

    @property
    def files(self) -> set[str]:
        """Paths from the root of the tree."""
        return {str(Path(code.co_filename).relative_to(ROOT)) for code in self.codes}

    @property
    def functions(self) -> set[tuple[str, str]]:
        """Each a file and a name; comprehensions and lambdas belong to the function around them."""
        return {
            (code.co_filename, code.co_qualname) for code in self.codes if code.co_name[0] != "<"
        }


class Follower:
    """Notes what runs, in every thread that begins after `threading.setprofile` was given it."""

    def __init__(self) -> None:
        self.walk: Walk | None = None

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if self.walk and event == "call" and code.co_filename.startswith(PRODUCT):
            self.walk.codes.add(code)

    @contextmanager
    def follows(self) -> Iterator[Walk]:
        """Follow what is done in this block."""
        self.walk = walk = Walk()
        try:
            yield walk
        finally:
            self.walk = None


@contextmanager
def followed() -> Iterator[Follower]:
    """Within it, threads that begin are followed, and this one."""
    follower, before = Follower(), sys.getprofile()
    threading.setprofile(follower)
    sys.setprofile(follower)
    try:
        yield follower
    finally:
        sys.setprofile(before)
        threading.setprofile(None)


def votes(town: Town) -> Callable[[], object]:
    """A member votes in a poll in which another has voted."""
    town.gardener("territory").publishes("/sondage Quelle date ? | mardi | jeudi")
    first, second = town.member("Zoé"), town.member("Bob")
    vote(first)
    return lambda: vote(second)


def vote(who: Neighbour) -> str:
    shown = next(each for each in who.town.shown_in(who.square) if "Quelle date" in each.text)
    return who.presses("mardi", shown, who.square)


def signs_up(town: Town) -> Callable[[], object]:
    """A member signs up for an event for which another has signed up."""
    ana = town.gardener("territory")
    ana.says("/evenement Visite | samedi 5 décembre 14h30 | Besançon")
    ana.presses("Annoncer")
    first, second = town.member("Zoé"), town.member("Bob")
    sign_up(first)
    return lambda: sign_up(second)


def sign_up(who: Neighbour) -> str:
    shown = next(each for each in who.town.shown_in(who.square) if "Visite" in each.text)
    return who.presses("Je viens", shown, who.square)


def sends_question(town: Town) -> Callable[[], object]:
    """A member sends a question to the Region, after another has sent one."""
    town.gardener("territory")
    town.gardener("region")
    first, second = town.member("Zoé"), town.member("Bob")
    for who in (first, second):
        who.says(f"/question Quand ouvre l'aide au vélo de {who.name} ?")
    first.presses("Envoyer avec mon nom")
    return lambda: second.presses("Envoyer avec mon nom")


ACTS = {"a vote": votes, "a sign-up": signs_up, "sending a question": sends_question}


def walked(act: Callable[[Town], Callable[[], object]], url: str) -> Walk:
    """Follow an act of a town of its own."""
    with followed() as follower:
        town = Town(url)
        try:
            do = act(town)
            with follower.follows() as walk:
                do()
        finally:
            town.close()
    return walk


def main() -> None:
    """Print the files and the functions of each walk."""
    write = sys.stdout.write
    for name, act in ACTS.items():
        with TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/town.db"
            with closing(Database(url)) as database:
                migrate(database)
            walk = walked(act, url)
        write(f"{name:20} {len(walk.files):4} files {len(walk.functions):4} functions\n")
        if "--files" in sys.argv:
            write("".join(f"    {file}\n" for file in sorted(walk.files)))


if __name__ == "__main__":
    main()
