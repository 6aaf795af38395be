"""How long the link to the gardeners' page works, and a session on it lasts."""

from datetime import timedelta

LINK_LIFE = timedelta(minutes=5)
SESSION_LIFE = timedelta(days=1)
