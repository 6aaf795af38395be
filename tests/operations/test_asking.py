"""The wizard at a real terminal: answers, hidden answers, the end of the input, Ctrl-C."""

import os
import pty
import subprocess
import sys
from select import select

import pytest

ASK = """
import fcntl, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # Ctrl-C comes from this terminal
from bot.operations.init.asking import Terminal
try:
    print("answer:", repr(Terminal().ask("Votre choix ? ", hidden={hidden})))
except EOFError:
    print("nobody")
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.parametrize("hidden", [False, True], ids=["shown", "hidden"])
@pytest.mark.parametrize(
    ("typed", "outcome"),
    [
        ("2\n", "answer: '2'"),
        ("\n", "answer: ''"),
        ("\x04", "nobody"),
        ("\x03", "interrupted"),
    ],
    ids=["answer", "enter", "end", "ctrl-c"],
)
def test_a_question_at_a_terminal(typed: str, outcome: str, *, hidden: bool) -> None:
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", ASK.format(hidden=hidden)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = _read_until(ours, "Votre choix ? ")
    os.write(ours, typed.encode())
    # Ctrl-C just before the terminal is read waits for the next key, as with every `input`.
    shown += _read_until(ours, outcome, again="\x03" if typed == "\x03" else "")

    child.wait(10)
    os.close(ours)
    assert shown.count("Votre choix ?") == 1
    assert ("2\r\n" in shown) is (typed == "2\n" and not hidden)


def _read_until(terminal: int, word: str, *, again: str = "") -> str:
    """What is shown up to a word; `again` is typed once more while nothing comes."""
    shown, waits = "", 0
    while word not in shown:
        if select([terminal], [], [], 3)[0]:
            shown += os.read(terminal, 1024).decode()
        else:
            waits += 1
            assert waits < 10, shown
            os.write(terminal, again.encode())
    return shown
