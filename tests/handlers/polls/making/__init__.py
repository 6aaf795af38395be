"""New polls, and corrections of open ones."""
