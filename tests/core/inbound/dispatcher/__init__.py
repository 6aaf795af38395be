"""The dispatcher: batches of the inbox, their failures and their order."""
