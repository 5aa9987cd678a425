"""`tidegate redact`: text in, redacted text out, as it arrives."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

from guards.redaction.cuts import Cut
from guards.redaction.stream import DeltaRedactor
from streams.offline.redact import redact_stream


def digits(text: str) -> list[Cut]:
    return [Cut(*found.span(), "<N>", "N") for found in re.finditer(r"\d+", text)]


class OneByte(io.BytesIO):
    """A pipe that gives one byte at a time."""

    def read1(self, size: int | None = -1, /) -> bytes:
        return self.read(1)


def test_bytes_may_be_cut_anywhere_and_need_be_no_text() -> None:
    out = io.BytesIO()
    redact_stream(DeltaRedactor(digits), OneByte("é 12 😀 ".encode() + b"\xff 3 \xe2\x82"), out)
    assert out.getvalue().decode() == "é <N> 😀 \ufffd <N> \ufffd"


def test_the_command_redacts_standard_input(tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text(
        "name: p\nversion: 1\n"
        "scopes: [{match: {tenant: acme}, guards: {pii: {replace: {EMAIL_ADDRESS: 'text: [mail]'}}}}]\n"
    )
    command = [sys.executable, "-m", "streams.cli", "redact", "--policy", str(policy), "--tenant", "acme"]
    sent = "Write to ada@example.com, my password is hunter2!x. " + "And so on. " * 60
    done = subprocess.run(command, input=sent, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == sent.replace("ada@example.com", "[mail]").replace("hunter2!x", "<PASSWORD>")
    failed = subprocess.run([*command, "--held", "5"], input="", capture_output=True, text=True, timeout=60)
    assert failed.returncode == 2
