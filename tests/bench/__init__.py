"""Figures of Terreau, beside those of other bots on the same emulator in the same run."""
