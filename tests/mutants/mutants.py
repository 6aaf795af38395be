"""All mutants, by what they are about."""

from tests.mutants import features, messages, threats
from tests.mutants.mutant import ROOT, Mutant

__all__ = ["MUTANTS", "ROOT", "Mutant"]

MUTANTS = (*features.MUTANTS, *messages.MUTANTS, *threats.MUTANTS)
