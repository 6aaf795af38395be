"""Things made from the result of a poll: a picture, a spreadsheet, an event."""
