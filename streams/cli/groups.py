"""The commands `tidegate topics …`, `policy …` and `baseline …`: as thin as those of `streams.cli.app`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

topics_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Show Tidegate's topics, or make them.")
policy_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Check a policy file, or print one.")

baseline_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Keep what was usual under a name, and look at it."
)

PolicyFile = Annotated[
    Path | None, typer.Option("--policy", help="Policy file; its folder holds the baselines. Absent, TIDEGATE_POLICY.")
]

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
    from streams.operate.topics_apply import list_topics
    from streams.settings import load_settings

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
    from streams.operate.topics_apply import apply_topics
    from streams.settings import load_settings

    apply_topics(load_settings(), dry_run)


@policy_app.command("check")
def policy_check(file: Annotated[Path, typer.Argument(help="The policy file.")]) -> None:
    """Read a policy and its contracts as screen would.

    Each fault is named with its line and what would be right; exit code 2. Types that nothing finds are warned of on
    standard error.

    \b
    Example:  tidegate policy check policy.yaml
    """
    from schemas.policy_file import load_policy
    from streams.offline.policies import warnings_of
    from streams.terminal.show import policy_line

    policy, contracts = load_policy(file)
    for warning in warnings_of(file, policy):
        typer.echo(f"warning: {warning}", err=True)
    typer.echo(policy_line(policy, contracts))


@policy_app.command("explain")
def policy_explain(
    file: Annotated[Path | None, typer.Argument(help="The policy file; absent, the built-in policy.")] = None,
    tenant: Annotated[str, typer.Option(help="For whom.")] = "",
    workflow: Annotated[str, typer.Option(help="In which workflow.")] = "",
    model: Annotated[str, typer.Option(help="By which model.")] = "",
    as_json: Json = False,
) -> None:
    """Say what is done with each type of personal data and secret, and which line says so.

    \b
    Example:  tidegate policy explain policy.yaml --tenant acme
    """
    from streams.offline.policies import explained, show_treatments

    show_treatments(explained(file, tenant, workflow, model), as_json)


@policy_app.command("default")
def policy_default() -> None:
    """Print the built-in policy, which explains them all.

    \b
    Example:  tidegate policy default > policy.yaml
    """
    from schemas.policy_file import default_policy_text

    typer.echo(default_policy_text(), nl=False)


@baseline_app.command("create", epilog=f"For topics: {KAFKA}. TIDEGATE_POLICY.")
def baseline_create(
    name: Annotated[str, typer.Argument(help="Letters, digits, `.`, `_` and `-`.")],
    source: Annotated[str, typer.Argument(help="JSON lines, or doors, approved, quarantine; @FROM..TO cuts a range.")],
    window: Annotated[str | None, typer.Option(help="Length of a window: 1 h. Absent, the policy's.")] = None,
    last: Annotated[str | None, typer.Option(help="Only the last so much before now: 14 d.")] = None,
    policy: PolicyFile = None,
) -> None:
    """Learn what is usual from a stretch of history.

    Writes one file, which is never changed. The policy pins it by its name, or the newest: drift.baseline.

    \b
    Examples:  tidegate baseline create march doors@2026-03-01..2026-03-15
               tidegate baseline create quiet events.jsonl --window '30 min'
    """
    from streams.history.baseline.run import create
    from streams.settings import load_settings

    create(load_settings(), policy, name, source, window, last)


@baseline_app.command("list")
def baseline_list(as_json: Json = False, policy: PolicyFile = None) -> None:
    """Show all baselines, the oldest first.

    \b
    Example:  tidegate baseline list
    """
    from streams.history.baseline.run import print_list
    from streams.settings import load_settings

    print_list(load_settings(), policy, as_json)


@baseline_app.command("show")
def baseline_show(
    name: Annotated[str, typer.Argument(help="Its name, or newest.")], as_json: Json = False, policy: PolicyFile = None
) -> None:
    """Show what a baseline says is usual.

    \b
    Example:  tidegate baseline show march
    """
    from streams.history.baseline.run import show
    from streams.settings import load_settings

    show(load_settings(), policy, name, as_json)


@baseline_app.command("diff")
def baseline_diff(
    before: Annotated[str, typer.Argument(help="Its name.")],
    after: Annotated[str, typer.Argument(help="Its name.")],
    as_json: Json = False,
    policy: PolicyFile = None,
) -> None:
    """Compare two baselines field by field: PSI, Jensen-Shannon, Kolmogorov-Smirnov, to read and not to alert by.

    \b
    Example:  tidegate baseline diff february march
    """
    from streams.history.baseline.run import diff
    from streams.settings import load_settings

    diff(load_settings(), policy, before, after, as_json)
