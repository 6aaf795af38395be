"""An engine with a feature that takes lists in."""

from pathlib import Path

import pytest

from tests.core.conftest import Make
from tests.core.engine import Engine
from tests.core.outbound.downloads.downloading import importing, populated


@pytest.fixture
def engine(make: Make, tmp_path: Path) -> Engine:
    return populated(make(importing(), data=tmp_path))
