"""Rules of events: parts, answers, seats, repeats, reminders, changes and attendance."""
