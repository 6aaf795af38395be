"""Programs to be killed, and how they are started and watched."""
