"""Find what features declare, in folders of any depth."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import TypeVar

Found = TypeVar("Found")


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """All modules below a package, imported; an error of one of them is not swallowed."""
    for each in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(each.name)
        yield module
        if each.ispkg:
            yield from modules(module)


def declared_in(package: ModuleType, name: str, kind: type[Found]) -> list[Found]:
    """Collect the objects called `name` of all modules; one imported by another counts once."""
    found = [vars(each).get(name) for each in modules(package)]
    return list({id(each): each for each in found if isinstance(each, kind)}.values())
