"""Rules of announcements: their words, their approval, and how far a sending came."""
