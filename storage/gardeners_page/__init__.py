"""The gardeners' page: links to it, and sessions."""

from storage.gardeners_page.page_sessions import PageSession, PageSessions

__all__ = ["PageSession", "PageSessions"]
