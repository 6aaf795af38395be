"""The sync loop: from the homeserver's answer to the receiver."""
