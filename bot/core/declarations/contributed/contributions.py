"""Contributions: functions of several features that one feature collects."""

from typing import Generic, ParamSpec, TypeVar

from bot.core.context.job_context import JobContext
from bot.core.declarations.registry import declarations_of

C = TypeVar("C", bound=JobContext)
P = ParamSpec("P")
R = TypeVar("R")


class Contributions(Generic[C, P, R]):
    """Functions that features declare with `@router.contribution`, and one feature collects.

    Made in `bot/references/<feature>.py` of the feature that collects.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def collect(self, ctx: C, /, *args: P.args, **kwargs: P.kwargs) -> list[R]:
        """Call all of them, in the order of the features' packages."""
        declared = declarations_of(ctx).contributions.get(self.name, ())
        return [call(ctx, *args, **kwargs) for call in declared]
