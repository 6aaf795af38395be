"""Rules of announcements: words, approval and progress."""
