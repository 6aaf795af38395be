"""What the tests of our pages share."""

from tests.web.test_files import site

__all__ = ["site"]
