"""stub"""

from guards.secrets.guard import SecretsGuard

__all__ = ["SecretsGuard"]
