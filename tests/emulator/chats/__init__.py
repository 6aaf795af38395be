"""Chats, people in them, and the bot's view of both."""
