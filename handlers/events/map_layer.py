"""Upcoming events on the map."""

from bot.core import JobContext, Router, text
from bot.domain import communes
from bot.references.events import agenda_command
from bot.references.map import MapLayer, MapPlace, map_layers
from handlers.events.words import event_line
from storage.events import Events

router = Router()


@router.contribution(map_layers)
def events_on_map(ctx: JobContext) -> MapLayer:
    """Upcoming events that take place in a commune."""
    places = []
    for event in ctx.store[Events].upcoming(ctx.community.id, ctx.now):
        commune = None if event.commune is None else communes.at(event.commune)
        if commune is not None:
            places.append(MapPlace(commune, event_line(event)))
    return MapLayer(
        name="events",
        order=10,
        label=text("Events"),
        title=text("Upcoming events"),
        places=places,
        small=text(
            "Online events are not on the map. To see all events: {agenda}",
            agenda=agenda_command.typed(),
        ),
        more=agenda_command.button(text("Agenda")),
    )
