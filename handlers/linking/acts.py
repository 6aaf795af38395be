"""Audit labels of this feature."""

from bot.core import Act, text

LINK_TWO_ACCOUNTS = Act(text("{who} linked two accounts"), text("link two accounts"))
UNLINK_AN_ACCOUNT = Act(text("{who} unlinked an account"), text("unlink an account"))
