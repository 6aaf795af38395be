"""Announcements, and each occurrence of them."""

from storage.announcements.announcements import Announcement, Announcements
from storage.announcements.runs import AnnouncementRun, AnnouncementRuns, RoomPost
from storage.announcements.told_people import Told, ToldPeople

__all__ = [
    "Announcement",
    "AnnouncementRun",
    "AnnouncementRuns",
    "Announcements",
    "RoomPost",
    "Told",
    "ToldPeople",
]
