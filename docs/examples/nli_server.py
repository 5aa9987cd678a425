"""Serves a public NLI model to Tidegate: second opinions from whether the context entails the claim.

    pip install 'transformers>=4.40,<6' torch sentencepiece protobuf
    python docs/examples/nli_server.py --port 8080
    TIDEGATE_SUPPORT_MODEL=http://localhost:8080/support tidegate check events.jsonl --policy policy.yaml

What enters is `{"pairs": [{"claim": "…", "context": "…"}, …]}`; what leaves is `{"scores": [0.93, …]}`: for each pair,
in order, the probability that the model gives to entailment. It logs nothing of what it is sent. Where
TIDEGATE_SUPPORT_MODEL_TOKEN is set, as Tidegate has it, a request without that token is refused.
"""

from __future__ import annotations

import argparse
import hmac
import json
import os
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

MODEL = "MoritzLaurer/DeBERTa-v3-base-mnli-fever-anli"
"""MIT licence, English, 184 million parameters; its labels are entailment, neutral, contradiction."""
BATCH = 32
"""Pairs that the model reads at once."""
TOKENS_MAX = 512
"""Of claim and context together: what this model reads. Tidegate sends at most 1,200 characters of context."""
BODY_MAX = 4 * 1024 * 1024
"""Bytes: Tidegate sends at most 100 pairs a request, of 3,200 characters each, which take up to twelve in JSON."""
CONTEXT = "The shop is open from Monday to Friday."
SAID, DENIED = "The shop is open on Mondays.", "The shop is never open."


class Pipeline(Protocol):
    """What `transformers.pipeline("text-classification", …)` makes."""

    def __call__(self, inputs: list[dict[str, str]], **options: Any) -> list[list[dict[str, Any]]]:
        """For each pair a list of every label with its score."""
        ...


class Reader:
    """Reads pairs with one model, one batch at a time: two at once would only share its cores.

    Args:
        pipeline: the model.
        label: the name that it gives to entailment, in capitals or not. Names count, never their order: that differs
            from model to model.
    """

    def __init__(self, pipeline: Pipeline, label: str = "entailment") -> None:
        self._pipeline, self._label = pipeline, label.lower()
        self._turn = threading.Lock()

    def scores(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The probability that the context (the premise) entails the claim (the hypothesis), one per pair."""
        # Softmax, also where a model's own configuration says something else: scores of three labels add up to one.
        options = {"top_k": None, "function_to_apply": "softmax", "batch_size": BATCH}
        limits = {"truncation": True, "max_length": TOKENS_MAX}
        inputs = [{"text": context, "text_pair": claim} for claim, context in pairs]
        with self._turn:
            return [self._of(labels) for labels in self._pipeline(inputs, **options, **limits)]

    def check(self) -> None:
        """Ends the program where the model has no such label, or its labels are not what their names say."""
        try:
            said, denied = self.scores([(SAID, CONTEXT), (DENIED, CONTEXT)])
        except KeyError as unknown:
            raise SystemExit(f"the model has no label {self._label}, only {unknown.args[0]}; see --label") from None
        if not denied < 0.5 < said:
            raise SystemExit(
                f"{self._label} is {said:.2f} for what is said and {denied:.2f} for what is denied; see --label"
            )

    def _of(self, labels: list[dict[str, Any]]) -> float:
        named = {str(each["label"]).lower(): float(each["score"]) for each in labels}
        if self._label not in named:
            raise KeyError(", ".join(sorted(named)))
        return min(1.0, max(0.0, named[self._label]))


class Handler(BaseHTTPRequestHandler):
    """Answers one request after another on a connection; what it cannot read is 400, a model that fails is 500."""

    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds that a connection may be idle
    reader: Reader
    token = ""

    def do_POST(self) -> None:
        """Reads pairs, writes scores."""
        given = self.headers.get("Authorization", "").encode()
        if self.token and not hmac.compare_digest(given, f"Bearer {self.token}".encode()):
            self.send_error(401)
            return
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdecimal():
            self.send_error(411)
            return
        if int(length) > BODY_MAX:
            self.send_error(413)
            return
        try:
            pairs = _pairs(self.rfile.read(int(length)))
        except (KeyError, TypeError, ValueError, RecursionError):
            self.send_error(400)
            return
        try:
            scores = self.reader.scores(pairs) if pairs else []
        except Exception:  # whatever a model raises may quote what it read
            self.send_error(500)
            return
        body = json.dumps({"scores": scores}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing: texts must not reach a log."""


def _pairs(body: bytes) -> list[tuple[str, str]]:
    pairs = [(pair["claim"], pair["context"]) for pair in json.loads(body)["pairs"]]
    if not all(isinstance(text, str) for pair in pairs for text in pair):
        raise TypeError
    return pairs


def server(reader: Reader, port: int, host: str = "127.0.0.1", token: str = "") -> ThreadingHTTPServer:
    """A server that is ready to `serve_forever`."""
    handler = type("ReaderHandler", (Handler,), {"reader": reader, "token": token})
    return ThreadingHTTPServer((host, port), handler)


def main() -> None:
    """Loads the model, checks it on two pairs, and serves."""
    wanted = argparse.ArgumentParser(description="Serves a public NLI model to Tidegate.")
    wanted.add_argument("--model", default=MODEL, help="its name on the Hugging Face hub, or a folder")
    wanted.add_argument("--label", default="entailment", help="what the model calls entailment, LABEL_0 for example")
    wanted.add_argument("--device", default="cpu", help="cpu, cuda:0 or mps")
    wanted.add_argument("--host", default="127.0.0.1")
    wanted.add_argument("--port", type=int, default=8080)
    given = wanted.parse_args()
    from transformers import pipeline

    reader = Reader(pipeline("text-classification", model=given.model, device=given.device), given.label)
    reader.check()
    server(reader, given.port, given.host, os.environ.get("TIDEGATE_SUPPORT_MODEL_TOKEN", "")).serve_forever()


if __name__ == "__main__":
    main()
