"""The identity of the bot."""
