"""Local pages: served to the browsers of this machine only, by the standard library.

The playground and trainings that are watched share what is here: which requests are answered, and
with which policies.
"""

from autograd.serving.local import HOST, LocalHandler, LocalServer, RefusedError

__all__ = ["HOST", "LocalHandler", "LocalServer", "RefusedError"]
