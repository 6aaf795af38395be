"""Organisations of the directory on the map."""

from bot.core import JobContext, Router, text
from bot.references.directory import directory_command
from bot.references.map import MapLayer, map_layers, places_in_communes
from storage.directory import Organisations

router = Router()


@router.contribution(map_layers)
def organisations_on_map(ctx: JobContext) -> MapLayer:
    """Organisations whose commune is known."""
    organisations = ctx.store[Organisations].listed(ctx.community.id)
    return MapLayer(
        name="organisations",
        order=20,
        label=text("Organisations"),
        title=text("Organisations"),
        places=places_in_communes((each.commune, None) for each in organisations),
        small=text(
            "Organisations without a commune are not on the map. To find them all: {directory}",
            directory=directory_command.typed(),
        ),
        more=directory_command.button(text("Directory")),
    )
