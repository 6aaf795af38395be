"""The settings of a town with e-mail, and the members of its community."""

from bot.config import Mail, Settings
from storage.communities import Communities
from tests.register import members_of
from tests.town import Town, town_settings


def settings_with_mail() -> Settings:
    """The settings of a town whose third network is e-mail."""
    mail = Mail.model_validate(
        {
            "address": "terreau@region.example",
            "smtp": "smtps://mail.region.example",
            "imap": "imaps://mail.region.example",
            "password": "hush-hush",
            "authserv_id": "mail.region.example",
        }
    )
    return town_settings().model_copy(update={"mail": mail})


def names(town: Town) -> list[str]:
    with town.database.reading() as store:
        [community] = store[Communities].all()
        return [each.name for each in members_of(store, community.id)]
