"""End-to-end encryption: the machine, its keys, and the identity that signs our device."""
