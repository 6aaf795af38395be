"""Find tests with negative assertions only: they pass when the bot crashes or says nothing."""

import ast
from collections.abc import Iterator, Mapping

from tests.house.source_tree import called

Function = ast.FunctionDef | ast.AsyncFunctionDef

RAISING = {"raises", "warns"}
EMPTY_MADE = {"set", "list", "dict", "tuple", "frozenset", "Counter"}
EXIT_STATUS = ("status", "returncode", "exit_code")
ALL_OR_ANY = {"all", "any"}


def only_negative(tree: ast.Module) -> list[str]:
    """The tests of a file that have assertions, and only negative ones.

    The assertions of a function of the same file count for the test that calls it, and so does
    `pytest.raises`. A test without any is not meant: it fails where something raises.
    """
    known = {each.name: each for each in ast.walk(tree) if isinstance(each, Function)}
    tests = [each for name, each in known.items() if name.startswith("test_")]
    return [
        each.name
        for each in tests
        if (found := list(_assertions_of(each, known, set()))) and not any(found)
    ]


def _assertions_of(
    function: Function, known: Mapping[str, Function], seen: set[str]
) -> Iterator[bool]:
    """Each assertion of a function and of those it calls: True if it is positive."""
    seen.add(function.name)
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            yield is_positive(node.test)
        elif isinstance(node, ast.Call):
            name = called(node)
            if name in RAISING:
                yield True
            elif name in known and name not in seen:
                yield from _assertions_of(known[name], known, seen)


def is_positive(test: ast.expr) -> bool:
    """True if an assertion fails when nothing is said or done."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _denies(operand)
        case ast.BoolOp(op=ast.And(), values=values):
            return any(map(is_positive, values))
        case ast.BoolOp(values=values):
            return all(map(is_positive, values))
        case ast.Compare(ops=ops, comparators=others):
            return all(map(_says_something, [test.left, *others], ops, others))
        case ast.Call(args=[ast.GeneratorExp(elt=each) | ast.ListComp(elt=each)]) if (
            called(test) in ALL_OR_ANY
        ):
            return is_positive(each)
        case _:
            return True


def _says_something(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> bool:
    """True if a comparison fails where nothing is."""
    if any(each in ast.unparse(left) for each in EXIT_STATUS):
        return True  # zero means success
    with_nothing = _is_empty(left) or _is_empty(right)
    match operator:
        case ast.Eq() | ast.Is():
            return not with_nothing
        case ast.NotEq() | ast.IsNot():
            return with_nothing
        case _:
            return not isinstance(operator, ast.NotIn)


def _denies(test: ast.expr) -> bool:
    """True if `not test` is positive: the test is negative itself."""
    return isinstance(test, ast.UnaryOp | ast.Compare) and not is_positive(test)


def _is_empty(value: ast.expr) -> bool:
    """True for None, False, zero and what holds nothing, or nothing else than that."""
    match value:
        case ast.Constant(value=held):
            return not held
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Dict(values=parts):
            return all(map(_is_empty, parts))
        case ast.Call(args=[]):
            return called(value) in EMPTY_MADE
        case _:
            return False
