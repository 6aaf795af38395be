"""Words of members in polls, as gardeners read, group and publish them."""
