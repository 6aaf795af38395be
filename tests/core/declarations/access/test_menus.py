"""The networks' own menus, as gardeners come and go."""

from bot.app import declarations
from bot.core.messages.ports import Menu
from bot.core.outbound.menus import changed, menus
from bot.domain.roles import Seat
from storage.communities import Communities, SeatHolders
from tests.core.conftest import Make
from tests.core.engine import Engine
from tests.core.people import settle_in

ANA, CARL = "telegram:72", "telegram:75"


def shown(engine: Engine) -> list[Menu]:
    return engine.store(lambda store: menus(store, declarations(), "telegram", "fr"))


def test_a_new_gardener_gets_the_menu_and_the_former_one_loses_it(make_light: Make) -> None:
    engine = make_light()
    settle_in(engine)
    before = shown(engine)

    engine.store(
        lambda store: store[SeatHolders].put(store[Communities].get(1), Seat.TERRITORY, CARL)
    )
    told = changed(before, shown(engine))

    assert [(menu.scope, bool(menu.commands)) for menu in told] == [(ANA, False), (CARL, True)]
    assert "afaire" in [name for name, _ in told[1].commands]


def test_an_unchanged_menu_is_not_shown_again(make_light: Make) -> None:
    engine = make_light()
    settle_in(engine)

    assert changed((), shown(engine)) == shown(engine)
    assert changed(shown(engine), shown(engine)) == []
