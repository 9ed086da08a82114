"""The exceptions that convcheck raises on purpose, each with a message and a hint.

ConvcheckError
├── UsageError            wrong options or configuration (exit code 2)
└── InputError            an input or output that cannot be used (exit code 3)
    ├── SourceNotFound    nothing at this path
    ├── SourceUnreadable  there, but cannot be opened or decoded
    │   └── SourceForbidden   the system does not let us
    ├── UnknownFormat     no reader accepts it; every reader's reason is in the hint
    ├── NoObjective       readable, but without a loss or score series
    └── OutputError       a report that cannot be written
"""

from __future__ import annotations


class ConvcheckError(Exception):
    """Base of all errors that convcheck raises on purpose."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "", path: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.path = path

    def __reduce__(self) -> tuple[type[ConvcheckError], tuple[str, str, str]]:
        """Keep hint and path when the error crosses a process border."""
        return type(self), (self.message, self.hint, self.path)


class UsageError(ConvcheckError):
    """Wrong options or configuration."""

    exit_code = 2


class InputError(ConvcheckError):
    """An input or output that cannot be used."""

    exit_code = 3


class SourceNotFound(InputError):  # noqa: N818 - reads as what happened
    """Nothing at this path."""


class SourceUnreadable(InputError):  # noqa: N818 - reads as what happened
    """The source is there, but cannot be opened or decoded."""


class SourceForbidden(SourceUnreadable):
    """The source is there, but the system does not let us read it."""


class UnknownFormat(InputError):  # noqa: N818 - reads as what happened
    """No reader accepts the source."""


class NoObjective(InputError):  # noqa: N818 - reads as what happened
    """The source was read, but holds no loss or score series."""


class OutputError(InputError):
    """A report that cannot be written."""
