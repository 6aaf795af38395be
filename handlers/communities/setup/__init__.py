"""The first steps of a new community: joining, a room, a team, a poll."""
