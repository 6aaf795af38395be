"""The pure rules, without network, storage or clock."""
