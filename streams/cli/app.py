"""The command `tidegate`. Each function here reads its arguments and calls one module; nothing is decided here.

Settings come from the environment (`TIDEGATE_…`); `tidegate settings` prints them all. Exit codes are those of
`streams.terminal.exits`. Modules are imported when they are needed, so that `--help` is quick.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from streams.cli.groups import KAFKA, Json, baseline_app, policy_app, topics_app
from streams.process.signals import leave_within, stop_on_signals
from streams.terminal import exits

app = typer.Typer(
    name="tidegate",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Settings come from the environment: `tidegate settings` shows them all. TIDEGATE_KAFKA names the brokers.",
)
app.add_typer(topics_app, name="topics")
app.add_typer(policy_app, name="policy")
app.add_typer(baseline_app, name="baseline")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tidegate {version('tidegate')}")
        raise typer.Exit


@app.callback()
def tidegate(
    show_version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Tidegate judges LLM traffic on Kafka: redacts, checks, holds what must not pass, and watches for drift."""


@app.command()
def demo(
    fast: Annotated[bool, typer.Option("--fast", help="Tell it in seconds.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the brokers up until Ctrl-C, to look around.")] = False,
    seed: Annotated[int, typer.Option(help="Another seed tells another story of the same kind.")] = 20,
) -> None:
    """Play a story in this terminal, in about a minute.

    Runs screen and watch on brokers inside this process; needs no Kafka, and proves nothing about delivery.

    \b
    Example:  tidegate demo
    """
    from streams.demo import run_demo

    raise typer.Exit(run_demo(fast=fast, seed=seed, keep=keep))


@app.command(epilog=f"{KAFKA}, TIDEGATE_INSTANCE, TIDEGATE_POLICY, TIDEGATE_SCHEMA_REGISTRY, TIDEGATE_HTTP_PORT.")
def screen() -> None:
    """Judge events on Kafka: one door for each, exactly once.

    From llm.interactions.v1 to llm.approved.v1, llm.quarantine.v1 or llm.deadletter.v1. Runs until SIGTERM. Run as
    many as the input has partitions; give each its own TIDEGATE_INSTANCE that stays the same over restarts.

    \b
    Example:  TIDEGATE_KAFKA=localhost:9092 TIDEGATE_POLICY=policy.yaml tidegate screen
    """
    stop = stop_on_signals()  # before what takes a second to import: a start can be called off from here on
    leave_within()
    from streams.screen.run import run_screen
    from streams.settings import load_settings

    run_screen(load_settings(), stop)


@app.command(epilog=f"{KAFKA}, TIDEGATE_POLICY, TIDEGATE_WINDOW, TIDEGATE_LATENESS, TIDEGATE_IDLE, TIDEGATE_HTTP_PORT.")
def watch() -> None:
    """Count what passes and what is held, and say what has shifted.

    Publishes a summary of each closed window to llm.drift.v1, and alerts. The policy's section `drift` says how
    traffic is cut and how often a false alert is acceptable. Runs until SIGTERM.

    \b
    Example:  TIDEGATE_KAFKA=localhost:9092 TIDEGATE_WINDOW='1 h' tidegate watch
    """
    from streams.settings import load_settings

    stop = stop_on_signals()
    from streams.watch.run import run_watch_from

    raise typer.Exit(run_watch_from(load_settings(), stop))


@app.command(epilog=f"{KAFKA}, TIDEGATE_SCHEMA_REGISTRY.")
def tail(
    topic: Annotated[str, typer.Argument(help="Its name, or its short name: violations, approved, drift, …")],
    begin: Annotated[str, typer.Option("--from", help="beginning, end, or how many records back.")] = "10",
    limit: Annotated[int | None, typer.Option(min=1, help="Stop after so many records.")] = None,
    follow: Annotated[bool, typer.Option(help="Wait for more at the end.")] = True,
    as_json: Json = False,
) -> None:
    """Show the records of a topic as they come, one line each.

    Of the two topics that hold raw text (interactions, deadletter) only coordinates, sizes and error classes are shown.

    \b
    Examples:  tidegate tail violations
               tidegate tail llm.quarantine.v1 --from beginning --no-follow --json | jq .why
    """
    from streams.operate.tail import Wanted, tail_topic
    from streams.settings import load_settings

    tail_topic(load_settings(), Wanted(topic, begin, limit, follow, as_json))


@app.command(epilog=f"{KAFKA}, TIDEGATE_GROUP.")
def audit(
    begin: Annotated[str, typer.Option("--from", help="beginning, or a time: 2026-03-01T00:00:00Z.")] = "beginning",
    end: Annotated[str, typer.Option("--to", help="committed, end, or a time.")] = "committed",
    group: Annotated[str | None, typer.Option(help="Consumer group of screen; absent, TIDEGATE_GROUP.")] = None,
    names: Annotated[int, typer.Option(min=0, help="How many coordinates to name per fault.")] = 20,
    as_json: Json = False,
) -> None:
    """Prove or refute that every event left by exactly one door.

    And that it has exactly one decision, which names that door.

    Reads the input and every door as a read_committed consumer does. By default everything up to what screen has
    committed, so that events in flight do not count as lost. Exit code 1 where the law is refuted or cannot be judged.

    \b
    Examples:  tidegate audit
               tidegate audit --from 2026-03-01T00:00:00Z --to 2026-03-02T00:00:00Z --json
    """
    from streams.operate.audit.range import Asked
    from streams.operate.audit.run import run_audit
    from streams.settings import load_settings

    holds = run_audit(load_settings(), Asked(begin, end, group), names, as_json)
    raise typer.Exit(exits.OK if holds else exits.REFUTED)


@app.command(epilog="Environment: TIDEGATE_POLICY, TIDEGATE_REDACTION_KEY, TIDEGATE_REDACTION_WITHIN.")
def check(
    file: Annotated[
        str | None, typer.Argument(help="JSON lines, one interaction each; - is standard input.", show_default=False)
    ] = None,
    text: Annotated[str | None, typer.Option(help="Judge this text as if a user had sent it; no file then.")] = None,
    policy: Annotated[Path | None, typer.Option(help="Policy file; absent, TIDEGATE_POLICY or the built-in.")] = None,
    guard: Annotated[
        list[str] | None,
        typer.Option(help="Run only this guard; may be repeated. Without pii and secrets, nothing is redacted."),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each candidate for personal data what became of it, and why.")
    ] = False,
) -> None:
    """Judge events of a file, without Kafka.

    One JSON line out for each line in, in order. A line that cannot be read gives its number and a class of error:
    {"line": 3, "event_id": null, "error": "NotJson"}. Lines of one conversation see each other.

    \b
    Examples:  tidegate check events.jsonl --policy policy.yaml
               tidegate check - --guard contract < events.jsonl | jq -c '[.event_id, .action]'
               tidegate check --text 'call me on 020 7946 0958' --guard pii --explain
    """
    from streams.offline.check import run_check
    from streams.settings import load_settings

    run_check(load_settings(), file, policy, guard or (), text, explain)


@app.command(epilog="Environment: TIDEGATE_POLICY, TIDEGATE_REDACTION_KEY, TIDEGATE_REDACTION_WITHIN.")
def redact(
    policy: Annotated[Path | None, typer.Option(help="Policy file; absent, TIDEGATE_POLICY or the built-in.")] = None,
    tenant: Annotated[str | None, typer.Option(help="Whose scopes and pseudonyms.")] = None,
    held: Annotated[int, typer.Option(min=128, help="Most characters that are held back.")] = 256,
) -> None:
    """Redact a stream of text: standard input to standard output.

    For trying what a policy does to a stream of tokens; the redaction is the same wherever the stream is cut.

    \b
    Example:  tidegate redact --tenant acme < answer.txt
    """
    from streams.offline.redact import run_redact
    from streams.settings import load_settings

    run_redact(load_settings(), policy, tenant, held)


@app.command(epilog="Environment: TIDEGATE_SEAL_KEY, or TIDEGATE_SEAL_KEY_FILE.")
def unseal(
    file: Annotated[str, typer.Argument(help="JSON lines with sealed values in them; - is standard input.")],
    tenant: Annotated[str | None, typer.Option(help="Whose values; absent, each record says it.")] = None,
) -> None:
    """Put sealed values back, and say which were opened.

    One JSON line out for each line in: `opened` (place, type, id of the key), how many could not be, and the document
    `restored`. A value opens only for the tenant it was sealed for. What leaves here is raw text again.

    \b
    Example:  tidegate tail quarantine --no-follow --json | TIDEGATE_SEAL_KEY_FILE=seal.key tidegate unseal -
    """
    from streams.offline.unseal import run_unseal
    from streams.settings import load_settings

    run_unseal(load_settings(), file, tenant)


@app.command(epilog=f"{KAFKA}, TIDEGATE_POLICY, TIDEGATE_SUPPORT_MODEL, TIDEGATE_SCHEMA_REGISTRY.")
def calibrate(
    guard: Annotated[str, typer.Argument(help="Whose score: contradiction.")],
    begin: Annotated[str, typer.Option("--from", help="A file of JSON lines, or the topic: interactions.")],
    rate: Annotated[float, typer.Option("--alert-rate", help="Share of answers that may be flagged: 0.01.")],
    policy: Annotated[Path | None, typer.Option(help="Policy file to write the threshold into.")] = None,
    workflow: Annotated[str, typer.Option(help="Only for this workflow (a shell pattern), as a scope.")] = "*",
    model: Annotated[str, typer.Option(help="Only for this model, likewise.")] = "*",
    tenant: Annotated[str, typer.Option(help="Only for this tenant, likewise.")] = "*",
    limit: Annotated[int, typer.Option(min=1, help="Newest events of a topic to read.")] = 20_000,
    as_json: Json = False,
) -> None:
    """Set the threshold of the support score on your own stream.

    Scores the answers and takes the quantile, so that at most the given share of answers like these falls below. Says
    how sure that is, and refuses where there are too few. Comments of the policy file stay. Reads a topic without
    joining a group or committing anything.

    \b
    Examples:  tidegate calibrate contradiction --from events.jsonl --alert-rate 0.01 --policy policy.yaml
               tidegate calibrate contradiction --from interactions --alert-rate 0.02 --workflow 'claims-*'
    """
    from schemas.errors import PolicyError
    from schemas.policy import Match
    from streams.offline.calibrate import GUARD, Wanted, run_calibrate
    from streams.settings import load_settings

    if guard != GUARD:
        raise PolicyError(f"{guard} has no score to calibrate; {GUARD} has")
    match = Match(tenant=tenant, workflow=workflow, model=model)
    run_calibrate(load_settings(), Wanted(begin, rate, policy, match, limit, as_json))


@app.command(epilog=f"For topics: {KAFKA}. TIDEGATE_POLICY.")
def backtest(
    source: Annotated[
        str, typer.Argument(help="JSON lines, in any order; or doors, approved, quarantine; @FROM..TO cuts a range.")
    ],
    policy: Annotated[Path | None, typer.Option(help="Policy file; its section `drift` is what counts.")] = None,
    baseline: Annotated[
        str | None, typer.Option(help="What is usual: a name, or a file of events. Absent, the first part is.")
    ] = None,
    window: Annotated[str | None, typer.Option(help="Length of a window: 15 min, 1 h, 1 d.")] = None,
    learn: Annotated[
        str | None,
        typer.Option(help="How much to learn from: 14 d. Absent, a third of a file; of a topic, the policy's."),
    ] = None,
    budget: Annotated[
        float | None, typer.Option(min=0.001, help="False pages per month that are acceptable, over everything.")
    ] = None,
    inject: Annotated[
        list[str] | None, typer.Option(help="A shift that never happened: 'latency x1.25 from TIME'. May be repeated.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Draw a picture into this file.")] = None,
    detector: Annotated[
        list[str] | None, typer.Option(help="Ask a plug-in too: adwin, page_hinkley, kswin (River). May be repeated.")
    ] = None,
) -> None:
    """Say which drift alerts history would have raised, and why.

    One JSON line out for each alert: when it opened and closed, segment, field, facet, direction, severity and an
    explanation. A file needs no Kafka. A topic is watched again as `watch` did, with the same alerts.

    \b
    Examples:  tidegate backtest events.jsonl --html report.html | jq -c '[.opened_at, .explanation]'
               tidegate backtest events.jsonl --inject 'latency x1.25 from 2026-03-01T12:00:00Z'
               tidegate backtest doors@2026-03-01
    """
    from streams.history.backtest.file import Asked
    from streams.history.backtest.run import run_backtest
    from streams.settings import load_settings

    asked = Asked(source, policy, baseline, window, learn, budget, tuple(inject or ()), html, tuple(detector or ()))
    run_backtest(load_settings(), asked)


@app.command(epilog=f"{KAFKA}, TIDEGATE_POLICY, TIDEGATE_SCHEMA_REGISTRY.")
def canary(
    before: Annotated[str, typer.Argument(help="JSON lines, or doors, approved, quarantine; @FROM..TO cuts a range.")],
    after: Annotated[str, typer.Argument(help="The same prompts, answered now.")],
    policy: Annotated[Path | None, typer.Option(help="Policy file; absent, TIDEGATE_POLICY or the built-in.")] = None,
    level: Annotated[
        float, typer.Option(min=0.0001, max=0.5, help="How often a steady model may be called a regression.")
    ] = 0.05,
    lower_is_better: Annotated[
        list[str] | None, typer.Option(help="Name of an evaluation whose score is better when lower; may be repeated.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Compare the same prompts, answered before and after.

    Pairs are told by `prompt_id` or by their messages. Counts flips of every check in both directions and tests them
    exactly. For gates: exit code 0 where nothing got worse by more than chance, 1 where something did, 2 on an error.

    \b
    Examples:  tidegate canary last-week.jsonl today.jsonl
               tidegate canary approved@2026-03-01..2026-03-02 approved@2026-03-08..2026-03-09 --json
    """
    from streams.history.canary.run import run_canary
    from streams.settings import load_settings

    raise typer.Exit(run_canary(load_settings(), before, after, policy, level, lower_is_better or (), as_json))


@app.command(epilog=f"{KAFKA}, TIDEGATE_POLICY, TIDEGATE_SCHEMA_REGISTRY.")
def doctor(as_json: Json = False) -> None:
    """Look for what is wrong here: each line ok, or what to do.

    Broker, topics, permissions, raw text, transactions, registry, clock, policy and versions. Writes nothing that a
    reader could see. Exit code 1 where anything is broken.

    \b
    Example:  TIDEGATE_KAFKA=localhost:9092 tidegate doctor
    """
    from streams.operate.doctor.run import run_doctor
    from streams.settings import load_settings

    raise typer.Exit(exits.OK if run_doctor(load_settings(), as_json) else exits.REFUTED)


@app.command(epilog="TIDEGATE_X_FILE names a file that holds the value of TIDEGATE_X, for secrets.")
def settings() -> None:
    """Print every setting as it stands, secrets masked.

    \b
    Example:  tidegate settings | grep KAFKA
    """
    from streams.settings import load_settings
    from streams.terminal.show import settings_lines

    for line in settings_lines(load_settings()):
        typer.echo(line)


def main() -> None:
    """The console script."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(line_buffering=True)
    raise SystemExit(exits.run(app))
