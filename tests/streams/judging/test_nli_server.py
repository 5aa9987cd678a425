"""The example that serves a public NLI model: the contract over real HTTP, with a small stand-in for the model.

No model can be had where this runs. The stand-in takes and gives what `transformers` documents for text
classification with pairs and `top_k=None`: a dict with `text` and `text_pair` in, a list of labels with scores out,
the most probable first.
"""

from __future__ import annotations

import http.client
import importlib.util
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from guards.contradiction.support.second import Pair, SecondFailed
from streams.judging.model_client import ModelClient

CANARY = "Zyxwortham"


def _loaded() -> ModuleType:
    path = Path(__file__).parents[3] / "docs/examples/nli_server.py"
    spec = importlib.util.spec_from_file_location("nli_server", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["nli_server"] = module
    spec.loader.exec_module(module)
    return module


EXAMPLE = _loaded()


class Model:
    """Entailment is probable where the premise has no word that the hypothesis denies: it has no "never"."""

    def __init__(self, *names: str) -> None:
        self.names = names or ("entailment", "neutral", "contradiction")
        self.given: list[dict[str, str]] = []
        self.options: dict[str, Any] = {}

    def __call__(self, inputs: list[dict[str, str]], **options: Any) -> list[list[dict[str, Any]]]:
        self.given, self.options = inputs, options
        if any(CANARY in each["text_pair"] for each in inputs):
            raise RuntimeError(CANARY)
        return [self._labels(**each) for each in inputs]

    def _labels(self, text: str, text_pair: str) -> list[dict[str, Any]]:
        assert "never" not in text, "the context is the premise"
        probable = (0.125, 0.25, 0.625) if "never" in text_pair else (0.75, 0.1875, 0.0625)
        labels = [{"label": name, "score": score} for name, score in zip(self.names, probable, strict=False)]
        return sorted(labels, key=lambda each: -each["score"])


@contextmanager
def serving(model: Model, label: str = "entailment", token: str = "") -> Iterator[int]:
    served = EXAMPLE.server(EXAMPLE.Reader(model, label), 0, token=token)
    thread = threading.Thread(target=served.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield served.server_port
    finally:
        served.shutdown()
        served.server_close()
        thread.join(5)


PAIRS = [Pair("The shop is never open.", "It is open."), Pair("The shop is open.", "It is open."), Pair("", "")]


@pytest.mark.parametrize(
    ("names", "label"),
    [
        ((), "entailment"),
        (("ENTAILMENT", "NEUTRAL", "CONTRADICTION"), "entailment"),
        (("entailment", "not_entailment"), "entailment"),
        (("LABEL_2", "LABEL_1", "LABEL_0"), "LABEL_2"),
    ],
)
def test_tidegate_is_given_how_probable_entailment_is_whatever_the_labels_are_called(
    names: tuple[str, ...], label: str
) -> None:
    model = Model(*names)
    with serving(model, label) as port, closing(ModelClient(f"http://127.0.0.1:{port}/support")) as client:
        assert client.score(PAIRS, 30.0) == [0.125, 0.75, 0.75]
        assert client.score(PAIRS[:1], 30.0) == [0.125]
    assert model.given == [{"text": "It is open.", "text_pair": "The shop is never open."}]
    assert model.options == {
        "top_k": None,
        "function_to_apply": "softmax",
        "batch_size": 32,
        "truncation": True,
        "max_length": 512,
    }


def test_a_model_that_is_what_it_says_is_served() -> None:
    EXAMPLE.Reader(Model()).check()


@pytest.mark.parametrize(
    ("names", "label", "said"),
    [
        (("LABEL_0", "LABEL_1", "LABEL_2"), "entailment", "no label entailment, only label_0, label_1, label_2"),
        (("contradiction", "neutral", "entailment"), "entailment", "0.06 for what is said and 0.62 for what is denied"),
        (("LABEL_0", "LABEL_1", "LABEL_2"), "LABEL_1", "0.19 for what is said and 0.25 for what is denied"),
    ],
)
def test_a_model_whose_labels_are_others_is_not_served(names: tuple[str, ...], label: str, said: str) -> None:
    with pytest.raises(SystemExit, match=said):
        EXAMPLE.Reader(Model(*names), label).check()


def told(port: int, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.putrequest("POST", "/support")
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, answer.read()


def body_of(*pairs: Any) -> bytes:
    return json.dumps({"pairs": pairs}).encode()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff", 400),
        (b"[]", 400),
        (b"[" * 100_000, 400),
        (b'{"pair": []}', 400),
        (body_of({"claim": "a"}), 400),
        (body_of({"claim": "a", "context": 5}), 400),
        (body_of("ab"), 400),
        (body_of(), 200),
        (body_of({"claim": "a", "context": "b", "more": 1}), 200),
        (body_of({"claim": CANARY, "context": "b"}), 500),
    ],
)
def test_what_it_cannot_read_is_an_error_without_a_word_of_it(
    body: bytes, status: int, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving(Model()) as port:
        code, said = told(port, body, {"Content-Length": str(len(body))})
    assert code == status
    assert CANARY.encode() not in said
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 411), ({"Content-Length": "-1"}, 411), ({"Content-Length": "²"}, 411), ({"Content-Length": "9" * 12}, 413)],
)
def test_a_body_without_a_bound_is_not_read(headers: dict[str, str], status: int) -> None:
    with serving(Model()) as port:
        assert told(port, b"", headers)[0] == status


def test_who_has_not_the_token_is_told_nothing() -> None:
    model = Model()
    with serving(model, token="secret") as port:
        for token in ("", "other"):
            with (
                closing(ModelClient(f"http://127.0.0.1:{port}/support", token)) as client,
                pytest.raises(SecondFailed, match="status_401"),
            ):
                client.score(PAIRS, 30.0)
        assert model.given == []
        with closing(ModelClient(f"http://127.0.0.1:{port}/support", "secret")) as client:
            assert client.score(PAIRS, 30.0) == [0.125, 0.75, 0.75]


def test_a_model_that_fails_is_said_as_a_status() -> None:
    with (
        serving(Model()) as port,
        closing(ModelClient(f"http://127.0.0.1:{port}/support")) as client,
        pytest.raises(SecondFailed, match="status_500"),
    ):
        client.score([Pair(CANARY, "b")], 30.0)
