"""Raw updates of Telegram, and how they are read."""

from typing import Any

from bot.core.messages.incoming import Incoming
from bot.transports.telegram.messages import Account
from bot.transports.telegram.updates import UpdateReader

Json = dict[str, Any]
US = Account(123, "terreau_bot")
READER = UpdateReader("telegram", US)
OURS: Json = {"id": 123, "is_bot": True, "first_name": "Terreau", "username": "terreau_bot"}
ANA: Json = {
    "id": 42,
    "is_bot": False,
    "first_name": "Ana",
    "last_name": "López",
    "username": "ana_b",
    "language_code": "fr",
}
ROBOT: Json = {"id": 77, "is_bot": True, "first_name": "Robot"}
DIRECT: Json = {"id": 42, "type": "private", "first_name": "Ana"}
GROUP: Json = {"id": -1001, "type": "supergroup", "title": "Énergie"}
CHANNEL: Json = {"id": -1009, "type": "channel", "title": "Annonces"}
NOON = 1795608000


def message(text: str = "", /, chat: Json = GROUP, sender: Json = ANA, **more: Any) -> Json:  # noqa: ANN401
    written = {"text": text} if text else {}
    return {"message_id": 7, "date": NOON, "chat": chat, "from": sender} | written | more


def read(**update: Any) -> Incoming | None:  # noqa: ANN401
    return READER.read({"update_id": 1000, **update})
