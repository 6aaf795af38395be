"""The engine's own buttons are declared like those of features."""

import pytest

from bot.core import Context, Router
from bot.core.declarations import references
from bot.core.declarations.references import ButtonRef, unbound
from bot.core.declarations.registry import Declared, DuplicateDeclaration
from bot.core.declarations.router import collect
from bot.core.inbound.presses import with_own_buttons

OWN = {name: each for name, each in vars(references).items() if isinstance(each, ButtonRef)}


def test_each_button_of_the_engine_is_bound() -> None:
    assert unbound(OWN) == []
    assert {each.name for each in OWN.values()} == with_own_buttons(Declared()).keys()


@pytest.mark.parametrize("name", [each.name for each in OWN.values()])
def test_no_feature_declares_a_button_of_the_engine(name: str) -> None:
    router = Router()

    @router.button(name)
    def press(_ctx: Context) -> None: ...

    with pytest.raises(DuplicateDeclaration):
        with_own_buttons(collect([router]))
