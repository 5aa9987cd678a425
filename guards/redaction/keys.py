"""What never rewrites the key of an object.

Nothing enters. A key is the name of a field, and whoever reads the document needs it: only what is personal or secret
by itself takes its place.
"""

from __future__ import annotations

from typing import Final

# `user.name` and `http.status_code` read as links. A secret within a link has a type of its own.
NEVER_IN_KEYS: Final = frozenset({"URL"})
