"""Backups: made while the bot runs, and put back so that nothing is said or done twice."""

from bot.operations.backup.archive import Backup, back_up
from bot.operations.backup.folder import Instance
from bot.operations.backup.restoring import Restored, Wanted, restore

__all__ = ["Backup", "Instance", "Restored", "Wanted", "back_up", "restore"]
