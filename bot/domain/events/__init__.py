"""Rules of events: parts, answers, places, repeats, reminders, changes and attendance."""
