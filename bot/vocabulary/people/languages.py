"""The languages that the bot speaks, each by its own name."""

LANGUAGES = {"fr": "Français", "en": "English"}
