"""Rules of the plan: each returns the places where it is broken."""

import ast
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.house.source_tree import (
    Modules,
    called,
    calls,
    drawer,
    imports,
    literals,
    nodes,
)

LAYERS = ("bot/core", "bot/vocabulary", "bot/domain", "handlers", "storage", "schedules")
LAYERS_OF_FEATURES = ("bot/domain", "bot/references", "handlers", "storage", "schedules")
DRAWERS_OF_THEIR_OWN = ("bot/transports", "bot/operations")
"""Their packages are alike: one for each network, one for each command of the terminal."""
ONCE_PER_LAYER = {"words"}
SHARED = {
    "bot/domain": {
        "addresses",
        "circles",
        "codes",
        "communes",
        "contours",
        "dates",
        "files",
        "intents",
        "links",
        "mail_tags",
        "rates",
        "refusals",
        "roles",
        "send_limits",
        "words",
    },
    "bot/references": set[str](),
    "schedules": {"runner"},
    "storage": {
        "base",
        "files",
        "folder",
        "inbound",
        "migrations",
        "operations",
        "outbound",
        "ownership",
        "repository",
        "restored_backups",
        "retention",
        "revisions",
        "schedules",
        "statements",
        "store",
        "trouble",
        "unit_of_work",
        "fetched_sources",
    },
}
"""Modules beside the drawers that belong to the engine or to several features."""
TYPED_ELSEWHERE = (
    *("bot/core", "bot/transports", "bot/web"),
    *("bot/operations/demo.py", "bot/operations/stage.py", "bot/operations/playground"),
)
"""Places where a text that begins with a slash is a path, or typed in the demo."""
WHO_SPEAKS = {"audit", "communities", "members", "profile", "seats"}
OUTSIDE = {"bot.core.messages.extractor"}
"""Modules of the core that a tool runs: `make messages`."""
REFERENCES = {
    "ButtonRef",
    "CommandRef",
    "CardRef",
    "FormRef",
    "FileRef",
    "UploadRef",
    "DownloadRef",
    "JobRef",
    "PageRef",
    "Contributions",
}
DECLARING = {"button", "command", "card", "form", "job", "file", "outcome", "download"} | REFERENCES
CARDS_BUTTONS_COMMANDS = ("card", "CardRef", "button", "ButtonRef", "command", "CommandRef")
MADE_BY_REFERENCES = {"Button", "Typed"}


def _is_below(path: Path, *folders: str) -> bool:
    return any(path.is_relative_to(each) for each in folders)


def _declared(
    of: Modules, declaring: Collection[str] = DECLARING
) -> tuple[dict[str, set[str]], set[str]]:
    """The names that features declare, each with its drawers; and those of commands."""
    owners: dict[str, set[str]] = defaultdict(set)
    commands: set[str] = set()
    for path, tree in of.values():
        for node in calls(tree):
            if not (node.args and called(node) in declaring):
                continue
            name = node.args[0]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                owners[name.value].add(drawer(path))
                if called(node) in ("command", "CommandRef"):
                    commands.add(name.value)
    return owners, commands


def _is_typed(said: str, commands: Collection[str]) -> bool:
    return said[:1] in ("/", "!") and said[1:].partition(" ")[0] in commands


def names_outside_their_drawer(of: Modules) -> list[str]:
    """A button, card, command, form, job or file is named in quotes by its own feature only."""
    owners, commands = _declared(of)
    # A plain word may mean anything; a name of several words means what it names.
    telling = {each for each in owners if "_" in each or " " in each}

    def breaks(path: Path, said: str) -> bool:
        pressed = said.partition(":")[0]
        if pressed in telling and drawer(path) not in owners[pressed]:
            return True
        return _is_typed(said, commands) and not _is_below(path, *TYPED_ELSEWHERE)

    return [
        f"{path}:{literal.lineno}: {literal.value!r}"
        for path, tree in of.values()
        if not _is_below(path, "storage")  # for which there is a rule below
        for literal in literals(tree)
        if breaks(path, str(literal.value))
    ]


def cards_named_in_storage(of: Modules) -> list[str]:
    """Repositories report what changed; only features name the cards that show it."""
    in_storage = {name: each for name, each in of.items() if _is_below(each[0], "storage")}
    tables = {
        str(getattr(node.value, "value", ""))
        for _, tree in in_storage.values()
        for node in nodes(tree)
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__tablename__"
    }
    named, commands = _declared(of, CARDS_BUTTONS_COMMANDS)
    telling = {each for each in named if "_" in each} - tables
    broken = [
        f"{path}:{literal.lineno}: {said!r}"
        for path, tree in in_storage.values()
        for literal in literals(tree)
        if (said := str(literal.value)).partition(":")[0] in telling or _is_typed(said, commands)
    ]
    return broken + [
        f"{path}: {module}.{member}"
        for name, (path, _) in in_storage.items()
        if not _is_below(path, "storage/outbound", "storage/store.py")
        for module, member in imports(name, of)
        if module.startswith("storage.outbound") and member == "Cards"
    ]


def made_by_hand(of: Modules) -> list[str]:
    """Buttons and typed commands come from references; references that cross, from one place."""
    broken = []
    for path, tree in of.values():
        if _is_below(path, "bot/core", "bot/transports"):
            continue
        ahead = set() if _is_below(path, "bot/references") else REFERENCES
        broken += [
            f"{path}:{node.lineno}: {called(node)}"
            for node in calls(tree)
            if called(node) in MADE_BY_REFERENCES | ahead
        ]
    return broken


def core_for_one_feature(of: Modules) -> list[str]:
    """Each module of the core serves the engine, or two features; of the vocabulary, two."""
    engine: set[str] = set()
    offered: dict[str, str] = {}
    users: dict[str, set[str]] = defaultdict(set)
    for module, member in imports("bot.core", of):
        offered[member or module.rpartition(".")[2]] = module
    for name, (path, _) in of.items():
        for module, member in imports(name, of):
            if module == "bot.core":
                users[offered.get(member, "")].add(drawer(path))
            elif name not in ("bot.core", module):
                engine.add(module)
                users[module].add(drawer(path))
    broken = []
    for name, (path, _) in of.items():
        if path.name == "__init__.py" or name in OUTSIDE:
            continue
        is_idle = _is_below(path, "bot/core") and name not in engine and len(users[name]) < 2
        is_of_one = _is_below(path, "bot/vocabulary") and len(users[name] - {"vocabulary"}) < 2
        if is_idle or is_of_one:
            broken.append(f"{path}: only {sorted(users[name]) or 'nobody'}")
    return broken


def core_knows_a_feature(of: Modules) -> list[str]:
    """Of the tables, the core reads its own, and those that tell who speaks, where and as what."""
    known = SHARED["storage"] | WHO_SPEAKS
    return [
        f"{path}: {module}"
        for name, (path, _) in of.items()
        if _is_below(path, "bot/core")
        for module, _ in imports(name, of)
        if module.startswith("storage.") and module.split(".")[1] not in known
    ]


def circles(of: Modules) -> list[str]:
    """Imports make no circle, those for type checking and those inside functions included."""
    graph = {name: {each for each, _ in imports(name, of) if each in of} - {name} for name in of}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [" -> ".join(error.args[1])]
    return []


def twice_named(of: Modules) -> list[str]:
    """No class has the name of another one in its layer."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path, tree in of.values():
        layer = next((each for each in LAYERS if path.is_relative_to(each)), "")
        for node in nodes(tree):
            if isinstance(node, ast.ClassDef) and layer:
                found[layer, node.name].append(f"{path}:{node.lineno}")
    return [f"{name}: {', '.join(at)}" for (_, name), at in found.items() if len(at) > 1]


def modules_of_one_name(of: Modules) -> list[str]:
    """No two modules of a feature share a name, across its layers; so in the core, or a transport.

    Once in each layer stand the name of the feature and `words`; a package may hold a
    module of its own name.
    """
    found: dict[tuple[str, str, str], list[Path]] = defaultdict(list)
    for path, _ in of.values():
        place = path.parent if path.name == "__init__.py" else path.with_suffix("")
        is_layered = _is_below(path, *LAYERS_OF_FEATURES)
        depth = 3 if _is_below(path, *DRAWERS_OF_THEIR_OWN) else 2
        feature = drawer(path) if is_layered else "/".join(path.parts[:depth])
        layer = path.parts[0] if place.name in {feature, *ONCE_PER_LAYER} else ""
        layer = "/".join(path.parts[:2]) if layer == "bot" else layer
        if place.name != place.parent.name:
            found[feature, layer, place.name].append(path)
    return [f"{name}: {', '.join(map(str, at))}" for (*_, name), at in found.items() if len(at) > 1]


def drawers_without_feature(of: Modules) -> list[str]:
    """A drawer has the name of a feature, in every layer."""
    names = {drawer(path) for path, _ in of.values() if path.parts[0] == "handlers"}
    return [
        f"{layer}/{each}"
        for layer, shared in SHARED.items()
        for each in sorted({drawer(path) for path, _ in of.values() if path.is_relative_to(layer)})
        if each not in names | shared | {"", "__init__"}
    ]


def jobs_of_other_features(of: Modules) -> list[str]:
    """`schedules/polls.py` calls `handlers.polls`, and no other feature."""
    return [
        f"{path}: {module}"
        for name, (path, _) in of.items()
        if path.parts[0] == "schedules" and drawer(path) not in SHARED["schedules"]
        for module, _ in imports(name, of)
        if module.startswith("handlers.") and module.split(".")[1] != drawer(path)
    ]


def _addresses(of: Modules) -> dict[str, set[str]]:
    """Return the beginnings of the paths of declared pages, each with its drawers."""
    owners: dict[str, set[str]] = defaultdict(set)
    for path, tree in of.values():
        for node in calls(tree):
            if called(node) not in ("page", "PageRef"):
                continue
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and str(first.value).startswith("/"):
                owners[str(first.value).partition("{")[0]].add(drawer(path))
    return owners


def _longest_start(path: str, starts: Iterable[str]) -> str | None:
    return max((each for each in starts if path.startswith(each)), key=len, default=None)


def page_paths_outside_their_drawer(of: Modules) -> list[str]:
    """The path of a page is written by its own feature only; others ask its reference."""
    owners = _addresses(of)
    return [
        f"{path}:{literal.lineno}: {literal.value!r}"
        for path, tree in of.values()
        for literal in literals(tree)
        if (start := _longest_start(f"{literal.value!s}/", owners)) is not None
        and drawer(path) not in owners[start]
    ]


def web_for_one_feature(of: Modules) -> list[str]:
    """The web server knows no feature: each declares its own pages."""
    features = {drawer(path) for path, _ in of.values() if path.parts[0] == "handlers"}
    features -= {"", "__init__"}
    own = {f"{layer}.{each}" for layer in ("storage", "bot.domain") for each in features}
    own |= {"handlers", "bot.references"}
    broken = []
    for name, (path, _) in of.items():
        if not _is_below(path, "bot/web"):
            continue
        broken += [f"{path}: the name of a feature"] * (path.stem in features)
        broken += [
            f"{path}: {module}"
            for module, _ in imports(name, of)
            if any(f"{module}.".startswith(f"{each}.") for each in own)
        ]
    return broken


RULES: list[Callable[[Modules], list[str]]] = [
    names_outside_their_drawer,
    cards_named_in_storage,
    made_by_hand,
    core_for_one_feature,
    core_knows_a_feature,
    circles,
    twice_named,
    modules_of_one_name,
    drawers_without_feature,
    jobs_of_other_features,
    page_paths_outside_their_drawer,
    web_for_one_feature,
]
