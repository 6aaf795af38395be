"""The wizard at a real terminal: answers, hidden answers, the end of the input, Ctrl-C."""

import os
import pty
import subprocess
import sys
from select import select

import pytest

ASK = """
import fcntl, signal, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # Ctrl-C comes from this terminal
signal.signal(signal.SIGINT, signal.default_int_handler)  # even if the tests ignore it
from bot.operations.init.asking import Terminal
for _ in range({questions}):
    try:
        print("answer:", repr(Terminal().ask("Votre choix ? ", hidden={hidden})))
    except EOFError:
        print("nobody")
    except KeyboardInterrupt:
        print("interrupted")
"""
ANSWERS = [
    ("2\n", "answer: '2'"),
    ("\n", "answer: ''"),
    ("\x04", "nobody"),
    ("\x03", "interrupted"),
]
"""Typed input (an answer, Enter, the end of the input, Ctrl-C), and its result."""


class Screen:
    """The output of a terminal, read bit by bit."""

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self._unread = ""

    def up_to(self, word: str, *, again: str = "") -> str:
        """The output up to a word; `again` is typed once more while nothing comes."""
        waits = 0
        while word not in self._unread:
            if select([self._terminal], [], [], 3)[0]:
                self._unread += os.read(self._terminal, 1024).decode()
            else:
                waits += 1
                assert waits < 10, self._unread
                os.write(self._terminal, again.encode())
        before, _, self._unread = self._unread.partition(word)
        return before + word


@pytest.mark.slow
@pytest.mark.parametrize("hidden", [False, True], ids=["shown", "hidden"])
def test_questions_at_a_terminal(*, hidden: bool) -> None:
    ours, theirs = pty.openpty()
    screen = Screen(ours)
    child = subprocess.Popen(
        [sys.executable, "-c", ASK.format(questions=len(ANSWERS), hidden=hidden)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    for typed, outcome in ANSWERS:
        shown = screen.up_to("Votre choix ? ")
        os.write(ours, typed.encode())
        # Ctrl-C just before the terminal is read waits for the next key, as with every `input`.
        shown += screen.up_to(f"{outcome}\r\n", again="\x03" if typed == "\x03" else "")
        assert shown.count("Votre choix ?") == 1
        assert ("2\r\n" in shown) is (typed == "2\n" and not hidden)

    child.wait(60)
    os.close(ours)
