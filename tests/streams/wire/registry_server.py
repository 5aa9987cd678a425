"""A schema registry for tests: real HTTP on localhost, the part of Confluent's REST API that Tidegate speaks.

Written from https://docs.confluent.io/platform/current/schema-registry/develop/api.html: the paths, the bodies
and the error codes are those; storage is a dict.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from schemas.compatibility import broken


class RefusedError(Exception):
    """An error as the API words it; the HTTP status is the first three digits of the code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class RegistryServer:
    """Ids count up over all subjects; equal schemas share one."""

    def __init__(self) -> None:
        self.by_id: dict[int, dict[str, Any]] = {}
        self.subjects: dict[str, list[int]] = {}
        self.levels: dict[str, str] = {}
        self.requests: list[str] = []
        self.failing: int | None = None
        """An HTTP status that every request gets, with a body that is not the registry's."""
        self.url = ""

    def add(
        self, schema: object, subject: str = "test-value", kind: str = "AVRO", references: tuple[Any, ...] = ()
    ) -> int:
        """Registers past all checks; returns the id."""
        entry = {"schema": schema if isinstance(schema, str) else json.dumps(schema)}
        entry |= {"schemaType": kind} if kind != "AVRO" else {}
        return self._store(subject, entry | ({"references": list(references)} if references else {}))

    def _store(self, subject: str, entry: dict[str, Any]) -> int:
        known = next((key for key, value in self.by_id.items() if value == entry), None)
        schema_id = known or len(self.by_id) + 1
        self.by_id[schema_id] = entry
        versions = self.subjects.setdefault(subject, [])
        if schema_id not in versions:
            versions.append(schema_id)
        return schema_id

    def answer(self, method: str, path: str, body: dict[str, Any]) -> Any:
        """What the API says. Raises RefusedError."""
        steps = [unquote(step) for step in path.strip("/").split("/")]
        match (method, steps):
            case ("GET", ["schemas", "ids", schema_id]):
                if int(schema_id) not in self.by_id:
                    raise RefusedError(40403, f"Schema {schema_id} not found")
                return self.by_id[int(schema_id)]
            case ("GET", ["subjects"]):
                return list(self.subjects)
            case ("GET", ["subjects", subject, "versions", version]):
                return self._version(subject, int(version))
            case ("POST", ["subjects", subject]):
                return self._lookup(subject, body)
            case ("POST", ["subjects", subject, "versions"]):
                return {"id": self._register(subject, body)}
            case ("PUT", ["config", subject]):
                self.levels[subject] = body["compatibility"]
                return body
        raise RefusedError(404, "HTTP 404 Not Found")

    def _version(self, subject: str, version: int) -> dict[str, Any]:
        if subject not in self.subjects:
            raise RefusedError(40401, f"Subject '{subject}' not found.")
        if not 0 < version <= len(self.subjects[subject]):
            raise RefusedError(40402, f"Version {version} not found.")
        schema_id = self.subjects[subject][version - 1]
        return {"subject": subject, "version": version, "id": schema_id, **self.by_id[schema_id]}

    def _lookup(self, subject: str, body: dict[str, Any]) -> dict[str, Any]:
        if subject not in self.subjects:
            raise RefusedError(40401, f"Subject '{subject}' not found.")
        for version, schema_id in enumerate(self.subjects[subject], 1):
            if json.loads(self.by_id[schema_id]["schema"]) == json.loads(body["schema"]):
                return self._version(subject, version)
        raise RefusedError(40403, "Schema not found")

    def _register(self, subject: str, body: dict[str, Any]) -> int:
        new = json.loads(body["schema"])
        for schema_id in self.subjects.get(subject, []):
            if broken(new, json.loads(self.by_id[schema_id]["schema"]), "FULL_TRANSITIVE"):
                raise RefusedError(409, "Schema being registered is incompatible with an earlier schema")
        return self._store(subject, {"schema": body["schema"]})


@contextmanager
def serving() -> Iterator[RegistryServer]:
    """A registry on a free port, for as long as the block lasts."""
    registry = RegistryServer()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            path = urlsplit(self.path).path
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            registry.requests.append(f"{self.command} {path}")
            if registry.failing is not None:
                return self._say(registry.failing, b"<html>not a registry</html>")
            try:
                return self._say(
                    200, json.dumps(registry.answer(self.command, path, json.loads(raw or b"{}"))).encode()
                )
            except RefusedError as error:
                status = int(re.match(r"\d{3}", str(error.code))[0])  # type: ignore[index]
                return self._say(status, json.dumps({"error_code": error.code, "message": str(error)}).encode())

        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/vnd.schemaregistry.v1+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = _serve  # noqa: N815

        def log_message(self, *_args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    registry.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield registry
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
