"""Pictures for the documentation: screens of phones, drawn from what the bot says in short stories.

They are made by `make pictures`, and by nothing that runs for people.
"""
