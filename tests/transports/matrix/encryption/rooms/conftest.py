"""A stage where the bot encrypts, and a person whose device encrypts."""

import pytest

from tests.synapse.encrypted import EncryptedPerson
from tests.transports.matrix_stage import Stage


@pytest.fixture
def stage(sealed_stage: Stage) -> Stage:
    """One where the bot encrypts."""
    return sealed_stage


@pytest.fixture
def zoe(sealed_zoe: EncryptedPerson) -> EncryptedPerson:
    return sealed_zoe
