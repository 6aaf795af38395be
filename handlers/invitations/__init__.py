"""Personal invitations, and lists of invited people."""

from handlers.invitations.import_worker import ImportWorker
from handlers.invitations.mailed_invitations import write_to_invited

__all__ = ["ImportWorker", "write_to_invited"]
