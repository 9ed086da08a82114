"""convcheck: did the training run converge, at which step, and how sure is that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convcheck.api import analyze, read

__version__ = "0.1.0"
__all__ = ["__version__", "analyze", "read"]


def __getattr__(name: str) -> Any:
    """Load the API on first use, so that ``import convcheck`` costs nothing."""
    if name in ("analyze", "read"):
        from convcheck import api

        return getattr(api, name)
    raise AttributeError(f"module 'convcheck' has no attribute {name!r}")
