"""The secrets guard: credentials in any string of an event, by vendor format and by context."""

from guards.secrets.guard import SecretsGuard

__all__ = ["SecretsGuard"]
