"""Reading lists of people to invite."""
