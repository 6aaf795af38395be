"""The rules of the emulator, each tried."""
