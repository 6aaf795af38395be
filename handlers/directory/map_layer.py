"""Organisations of the directory on the map."""

from bot.core import JobContext, Router, text
from bot.domain import communes
from bot.references.directory import directory_command
from bot.references.map import MapLayer, MapPlace, map_layers
from storage.directory import Organisations

router = Router()


@router.contribution(map_layers)
def organisations_on_map(ctx: JobContext) -> MapLayer:
    """Organisations whose commune is known."""
    places = []
    for each in ctx.store[Organisations].listed(ctx.community.id):
        commune = None if each.commune is None else communes.at(each.commune)
        if commune is not None:
            places.append(MapPlace(commune, None))
    return MapLayer(
        name="organisations",
        order=20,
        label=text("Organisations"),
        title=text("Organisations"),
        places=places,
        small=text(
            "Organisations without a commune are not on the map. To find them all: {directory}",
            directory=directory_command.typed(),
        ),
        more=directory_command.button(text("Directory")),
    )
