"""Places: communes, territories and time zones, as people name them."""
