"""Chats, people in them, and what the bot sees of both."""
