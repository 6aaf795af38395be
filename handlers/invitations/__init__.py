"""Personal invitations, and lists of invited people."""

from handlers.invitations.import_worker import Importing

__all__ = ["Importing"]
