"""Rules of questions to the Region: states, naming, who may see what."""
