"""The bot's account: logged in, and made ready before the first start."""
