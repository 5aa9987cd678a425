"""The commands `tidegate topics …` and `tidegate policy …`: as thin as those of `streams.cli`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

topics_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Show Tidegate's topics, or make them.")
policy_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Check a policy file, or print one.")

KAFKA = (
    "Environment: TIDEGATE_KAFKA, TIDEGATE_TOPIC_PREFIX, TIDEGATE_SECURITY_PROTOCOL, TIDEGATE_SASL_…, TIDEGATE_SSL_…"
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


@topics_app.command("list", epilog=KAFKA)
def topics_list(as_json: Json = False) -> None:
    """Show every topic, as it should be and as it is.

    \b
    Example:  tidegate topics list
    """
    from streams.settings import load_settings
    from streams.topics_admin import list_topics

    list_topics(load_settings(), as_json)


@topics_app.command("apply", epilog=f"{KAFKA}, TIDEGATE_PARTITIONS, TIDEGATE_REPLICATION.")
def topics_apply(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
) -> None:
    """Make missing topics, and configure the others alike.

    Deletes nothing and changes no partition count; says what it does. The second time there is nothing to do.

    \b
    Example:  TIDEGATE_PARTITIONS=24 TIDEGATE_REPLICATION=3 tidegate topics apply --dry-run
    """
    from streams.settings import load_settings
    from streams.topics_admin import apply_topics

    apply_topics(load_settings(), dry_run)


@policy_app.command("check")
def policy_check(file: Annotated[Path, typer.Argument(help="The policy file.")]) -> None:
    """Read a policy and its contracts as screen would.

    Each fault is named with its line and what would be right; exit code 2.

    \b
    Example:  tidegate policy check policy.yaml
    """
    from schemas.policy_file import load_policy
    from streams.show import policy_line

    typer.echo(policy_line(*load_policy(file)))


@policy_app.command("default")
def policy_default() -> None:
    """Print the built-in policy, which explains them all.

    \b
    Example:  tidegate policy default > policy.yaml
    """
    from schemas.policy_file import default_policy_text

    typer.echo(default_policy_text(), nl=False)
