"""Extract sentences to translate from the source, for `make messages`.

Sentences stand in `text`, `ntext`, `asks`, in `problem` (of the configuration) and `help_text` (of
the terminal), in the docstring of a refusal or of a trouble of the database, and in the first line
of the docstring of a command or of a file.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import IO

from jinja2 import Environment
from jinja2.ext import extract_from_ast

Found = tuple[int, str | None, str | tuple[str, str], list[str]]

_SAYING = frozenset({"text", "asks", "problem", "help_text"})


def extract(
    file: IO[bytes],
    keywords: Sequence[str] = (),
    comment_tags: Sequence[str] = (),
    options: Mapping[str, str] | None = None,
) -> Iterator[Found]:
    """Yield `(line, function, sentence or its two forms, comments)`, as Babel expects."""
    del keywords, comment_tags
    said_by_calls = not (options or {}).get("docstrings_only")
    tree = ast.parse(file.read())
    refusals = {"Refusal", "Final", "NotAllowed", "Ambiguous", "DatabaseAway"}
    refusals |= {"NewerSchema", "OlderSchema"}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(said)), *_]) if (
                said_by_calls
            ):
                if name in _SAYING:
                    yield node.lineno, None, said, []
                elif name == "ntext":
                    yield node.lineno, "ngettext", (said, _second(node)), []
            case ast.ClassDef(name=name, bases=bases):
                if name in refusals or any(getattr(each, "id", None) in refusals for each in bases):
                    refusals.add(name)
                    yield node.lineno, None, " ".join(_docstring(node).split()), []
            case ast.FunctionDef(decorator_list=decorators) if any(map(_is_described, decorators)):
                yield node.lineno, None, _docstring(node).partition("\n")[0], []


def extract_from_template(
    file: IO[bytes],
    keywords: Sequence[str] = (),
    comment_tags: Sequence[str] = (),
    options: Mapping[str, str] | None = None,
) -> Iterator[Found]:
    """Likewise from a template of a page, where sentences stand in `text` and `ntext`."""
    del keywords, comment_tags, options
    tree = Environment(autoescape=True).parse(file.read().decode())
    for line, name, said in extract_from_ast(tree, ("text", "ntext")):
        words = [each for each in said if each is not None] if isinstance(said, tuple) else [said]
        if name == "text":
            yield line, None, str(words[0]), []
        else:
            yield line, "ngettext", (str(words[0]), str(words[1])), []


def _second(call: ast.Call) -> str:
    match call.args[1]:
        case ast.Constant(value=str(plural)):
            return plural
    raise ValueError(f"line {call.lineno}: the plural is not written out")


def _docstring(node: ast.ClassDef | ast.FunctionDef) -> str:
    return ast.get_docstring(node) or ""


def _is_described(decorator: ast.expr) -> bool:
    """True for a command or a file; `@command(…)` is of a module that declares several alike."""
    match decorator:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="router"), attr="command" | "file")):
            return True
        case ast.Call(func=ast.Name(id="command")):
            return True
    return False
