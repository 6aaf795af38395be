"""Backups: made while the bot runs, and put back so that nothing is said or done twice."""

from bot.operations.backup.backing_up import Backup, back_up
from bot.operations.backup.instance import Instance
from bot.operations.backup.restoring import Restored, Wanted, restore

__all__ = ["Backup", "Instance", "Restored", "Wanted", "back_up", "restore"]
