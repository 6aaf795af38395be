"""Telegram, against the Bot API's emulator."""
