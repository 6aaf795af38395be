"""The modules of the program, as rules read them."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "storage", "schedules")


Modules = Mapping[str, tuple[Path, ast.Module]]


@cache
def modules() -> Modules:
    """All modules: by dotted name, the path and the syntax tree."""
    found = {}
    for file in sorted(each for package in PACKAGES for each in (ROOT / package).rglob("*.py")):
        path = file.relative_to(ROOT)
        if path.parts[:2] == ("storage", "migrations"):
            continue
        found[dotted_name(path)] = (path, ast.parse(file.read_text(encoding="utf-8")))
    return found


def dotted_name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(name: str, of: Modules) -> Iterator[tuple[str, str]]:
    """Pairs of a module and a name that a module imports, anywhere in it."""
    _, tree = of[name]
    for module, member in _imported(tree):
        inner = f"{module}.{member}"
        yield (inner, "") if inner in of else (module, member)


@cache
def _imported(tree: ast.Module) -> Sequence[tuple[str, str]]:
    """Each module that is imported, with the name out of it, if there is one."""
    found = list[tuple[str, str]]()
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            found += [(each.name, "") for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(node.module or "", each.name) for each in node.names]
    return found


def drawer(path: Path) -> str:
    """The feature that a file belongs to: `polls` for handlers/polls/x.py, schedules/polls.py."""
    parts = path.with_suffix("").parts
    start = 2 if parts[0] == "bot" else 1
    return parts[start] if len(parts) > start else ""


@cache
def nodes(tree: ast.Module) -> Sequence[ast.AST]:
    """All that a module consists of; rules look at the same modules again and again."""
    return tuple(ast.walk(tree))


@cache
def calls(tree: ast.Module) -> Sequence[ast.Call]:
    """All calls of a module."""
    return tuple(node for node in nodes(tree) if isinstance(node, ast.Call))


@cache
def literals(tree: ast.Module) -> Sequence[ast.Constant]:
    """All strings but docstrings."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {
        id(node.body[0].value)
        for node in nodes(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return tuple(
        node
        for node in nodes(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    )


def called(node: ast.Call) -> str:
    """The last name of the called function: `button` of `router.button(…)`."""
    function = node.func.value if isinstance(node.func, ast.Subscript) else node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
