"""What Terreau's figures are, beside those of other bots on the same emulator in the same run."""
