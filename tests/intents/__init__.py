"""The examples of intents, what is learned from them, and its quality."""
