"""Pure rules: no network, no SQL, no clock."""
