"""Personal invitations, and lists of invited people."""

from handlers.invitations.import_worker import ImportWorker

__all__ = ["ImportWorker"]
