"""Limits on time in tests: no test fails because a machine is slow.

A clock that is read, a limit that is short and a sleep that hopes are refused, except those that
`test_waits.py` names, each with its reason. Measurements are in `tests/bench`.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from tests.house.source_tree import called

Numbers: TypeAlias = dict[str, ast.expr]

APART = {"bench", "crash"}
"""Folders of measurements, and of tests that kill the program at random moments."""
LEAST = 120
"""Seconds: a limit that is shorter is reached by a slow machine."""
_CLOCKS = {"monotonic", "perf_counter", "process_time", "thread_time", "time"}
_LIMITS = {"timeout": 0, "wait_for": 1, "patient": 0, "settimeout": 0}
"""Calls that limit a time, and the place of the seconds among their arguments."""
_NAMED = {"timeout", "within", "read_timeout", "request_timeout"}
_LONG_POLLS = {"get_updates", "call", "sync"}
"""Calls whose `timeout` asks a network to wait for news: it answers at once if there is any."""


def short_waits(tree: ast.Module) -> list[tuple[int, str]]:
    """The lines of a test file that a slow machine may break, each with the code."""
    numbers = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = {
        (each.lineno, ast.unparse(each))
        for each in ast.walk(tree)
        if isinstance(each, ast.Call) and (_is_clock(each) or _is_short(each, numbers))
    }
    return sorted(found | {*_hopeful(tree, numbers, in_wait=False)})


def _is_clock(call: ast.Call) -> bool:
    name = called(call)
    on = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    is_time = on == "time" or (not on and name != "time")  # `datetime.time()` is no clock
    return name.removesuffix("_ns") in _CLOCKS and is_time and not call.args


def _is_short(call: ast.Call, numbers: Numbers) -> bool:
    name = called(call)
    if name in _LONG_POLLS:
        return False
    given = [each.value for each in call.keywords if each.arg in _NAMED]
    if name in _LIMITS:
        given += call.args[_LIMITS[name] : _LIMITS[name] + 1]
    return any(0 < _seconds(each, numbers) < LEAST for each in given)


def _seconds(value: ast.expr, numbers: Numbers) -> float:
    """A number that is written there or named in the file; 0 if it is neither."""
    if isinstance(value, ast.Name):
        value = numbers.get(value.id, value)
    if isinstance(value, ast.Constant) and isinstance(value.value, int | float):
        return float(value.value)
    return 0.0


def _hopeful(node: ast.AST, numbers: Numbers, *, in_wait: bool) -> Iterator[tuple[int, str]]:
    """Sleeps for a number of seconds that are no pause between two looks at a fact.

    One of a minute is meant never to end.
    """
    if isinstance(node, ast.Call) and called(node) == "sleep" and not in_wait and node.args:
        has_number = any(isinstance(each, ast.Constant) for each in ast.walk(node.args[0]))
        if 0 < _seconds(node.args[0], numbers) < LEAST or (has_number and _is_sum(node.args[0])):
            yield node.lineno, ast.unparse(node)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        in_wait = False
    for child in ast.iter_child_nodes(node):
        within = in_wait or isinstance(node, ast.While)
        yield from _hopeful(child, numbers, in_wait=within)


def _is_sum(value: ast.expr) -> bool:
    """True if a number is computed, as a third of some seconds."""
    return isinstance(value, ast.BinOp | ast.Call)


def steady_files(folder: Path) -> Iterator[Path]:
    """The files whose tests must pass on every machine."""
    for path in sorted(folder.rglob("*.py")):
        if path.relative_to(folder).parts[0] not in APART:
            yield path
