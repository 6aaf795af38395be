"""Descriptions of events, with their formatting."""

from functools import cache
from typing import TYPE_CHECKING

from bot.core import Bold

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode


def description_lines(description: str, most: int | None = None) -> list[Bold | str]:
    """A description with its formatting: titles, bold lines, lists and links.

    It is read as CommonMark; what not every network shows becomes plain text.
    """
    shown = (
        description if most is None or len(description) <= most else _shortened(description, most)
    )
    from markdown_it.tree import SyntaxTreeNode  # noqa: PLC0415 - likewise

    tree = SyntaxTreeNode(_markdown().parse(shown))
    return [line for node in tree.children for line in _block_lines(node)]


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - loaded where a description is shown

    return MarkdownIt("zero").enable(
        ["emphasis", "heading", "list", "link", "autolink", "newline", "escape"]
    )


def _shortened(words: str, most: int) -> str:
    head = words[:most].rsplit(None, 1)[0]
    return f"{head.rstrip()}…"


def _block_lines(node: "SyntaxTreeNode") -> list[Bold | str]:
    if node.type in ("bullet_list", "ordered_list"):
        return [
            line
            for nth, item in enumerate(node.children, start=1)
            for line in _item_lines("•" if node.type == "bullet_list" else f"{nth}.", item)
        ]
    if node.type == "heading":
        return [Bold(_inline_text(node))]
    words = _inline_text(node)
    if not words:
        return []
    return [Bold(words)] if _is_bold(node) else list(words.split("\n"))


def _item_lines(mark: str, item: "SyntaxTreeNode") -> list[Bold | str]:
    words = "\n".join(filter(None, map(_inline_text, item.children)))
    return [f"{mark} {words}"]


def _is_bold(node: "SyntaxTreeNode") -> bool:
    inline = node.children[0] if node.children else node
    return len(inline.children) == 1 and inline.children[0].type == "strong"


def _inline_text(node: "SyntaxTreeNode") -> str:
    """The text of a block; a link is its text and its address."""
    if node.type == "text":
        return node.content
    if node.type in ("softbreak", "hardbreak"):
        return "\n"
    words = "".join(map(_inline_text, node.children)) or (node.content if not node.children else "")
    if node.type == "link":
        url = str(node.attrs.get("href", ""))
        return url if words == url else f"{words} ({url})"
    return words
