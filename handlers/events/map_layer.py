"""Upcoming events on the map."""

from bot.core import JobContext, Router, text
from bot.references.events import agenda_command
from bot.references.map import MapLayer, map_layers, places_in_communes
from handlers.events.words import event_line
from storage.events import Events

router = Router()


@router.contribution(map_layers)
def events_on_map(ctx: JobContext) -> MapLayer:
    """Upcoming events that take place in a commune."""
    events = ctx.store[Events].upcoming(ctx.community.id, ctx.now)
    return MapLayer(
        name="events",
        order=10,
        label=text("Events"),
        title=text("Upcoming events"),
        places=places_in_communes((each.commune, event_line(each)) for each in events),
        small=text(
            "Online events are not on the map. To see all events: {agenda}",
            agenda=agenda_command.typed(),
        ),
        more=agenda_command.button(text("Agenda")),
    )
