"""Problems of a configuration: English sentences that a terminal can show in other languages."""

import errno
from collections.abc import Mapping
from typing import Self


class Problem(str):
    """A sentence in English, with the template and the values that other languages need."""

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Self:
        """Fill the values into the template."""
        problem = super().__new__(cls, template.format(**values))
        problem.template, problem.values = template, values
        return problem


def problem(template: str, /, **values: object) -> Problem:
    """A problem; the template is the key in the catalogues, other problems may be values."""
    return Problem(template, values)


def reason(error: OSError) -> str:
    """The system's reason, a problem where it is one that people meet."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


_REASONS = {
    errno.ENOENT: problem("No such file or directory"),
    errno.EACCES: problem("Permission denied"),
    errno.EPERM: problem("Operation not permitted"),
    errno.EISDIR: problem("Is a directory"),
    errno.ENOTDIR: problem("Not a directory"),
    errno.ENOSPC: problem("No space left on device"),
    errno.EROFS: problem("Read-only file system"),
    errno.EADDRINUSE: problem("Address already in use"),
    errno.EADDRNOTAVAIL: problem("Cannot assign requested address"),
}
