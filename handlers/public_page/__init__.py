"""The public page of a community: what is on it, who agreed to it, and its pages on the web."""
