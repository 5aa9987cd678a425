"""A server that Tidegate can ask for second opinions: put your own model where `opinion` is.

    python docs/examples/support_server.py 8080
    TIDEGATE_SUPPORT_MODEL=http://localhost:8080/support tidegate check events.jsonl --policy policy.yaml

What enters is `{"pairs": [{"claim": "…", "context": "…"}, …]}`; what leaves is `{"scores": [0.93, …]}`: one score per
pair, in order, 0 to 1, higher is better supported. It logs nothing of what it is sent.
"""

from __future__ import annotations

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def opinion(claim: str, context: str) -> float:
    """The share of the claim's words that the context says. A real model goes here (HHEM, MiniCheck, a judge)."""
    said = set(re.findall(r"\w+", context.lower()))
    words = re.findall(r"\w+", claim.lower())
    return sum(word in said for word in words) / len(words) if words else 1.0


class Handler(BaseHTTPRequestHandler):
    """Answers one batch a request; what it cannot read is 400."""

    protocol_version = "HTTP/1.1"  # Tidegate keeps the connection for the next batch

    def do_POST(self) -> None:
        """Reads pairs, writes scores."""
        try:
            pairs = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["pairs"]
            scores = [opinion(pair["claim"], pair["context"]) for pair in pairs]
        except (KeyError, TypeError, ValueError):
            self.send_error(400)
            return
        body = json.dumps({"scores": scores}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing: request lines and errors of a scorer are of no use, and texts must not reach a log."""


def serve(port: int) -> ThreadingHTTPServer:
    """A server on the loopback address, ready to `serve_forever`."""
    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


if __name__ == "__main__":
    serve(int(sys.argv[1])).serve_forever()
