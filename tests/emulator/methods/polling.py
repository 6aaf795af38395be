"""getUpdates and the webhook that replaces it."""

import re

from telegram.constants import UpdateType

from tests.emulator.calls.errors import ApiError, Json, misused
from tests.emulator.updates import MOST
from tests.emulator.world import Webhook, World

from .registry import Asked, endpoint, slow_endpoint

_KINDS = {kind.value for kind in UpdateType}
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@slow_endpoint
async def get_updates(world: World, asked: Asked) -> list[Json]:
    if world.webhook.url:
        raise ApiError(
            409,
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    _allow(world, asked)
    offset = asked.get("offset", 0)
    for lost in world.updates.confirm(offset):
        if offset > 0:
            world.violations.append(f"getUpdates: update {lost.id} confirmed but never delivered")
    limit = min(max(asked.get("limit", MOST), 1), MOST)
    return await world.updates.poll(limit, asked.get("timeout", 0))


@endpoint
def set_webhook(world: World, asked: Asked) -> bool:
    secret = asked.get("secret_token")
    if secret is not None and not _SECRET.fullmatch(secret):
        raise misused("secret token contains unallowed characters")
    _allow(world, asked)
    _drop(world, asked)
    options = {"max_connections": asked.get("max_connections", 40)}
    world.webhook = Webhook(asked["url"], secret, options)
    world.updates.arrived.set()
    return True


@endpoint
def delete_webhook(world: World, asked: Asked) -> bool:
    _drop(world, asked)
    world.webhook = Webhook()
    return True


@endpoint
def get_webhook_info(world: World, asked: Asked) -> Json:
    return world.webhook.options | {
        "url": world.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
        "allowed_updates": sorted(world.updates.allowed),
    }


def _allow(world: World, asked: Asked) -> None:
    kinds = asked.get("allowed_updates")
    unknown = set(kinds or ()) - _KINDS
    if unknown:
        raise misused(f"unknown update types {sorted(unknown)}")
    world.updates.allow(kinds)


def _drop(world: World, asked: Asked) -> None:
    if asked.get("drop_pending_updates"):
        for queued in world.updates.pending:
            world.updates.confirm(queued.id + 1)
