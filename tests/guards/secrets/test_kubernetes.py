"""Kubernetes manifests: all values of a Secret go, those of everything else stay."""

from __future__ import annotations

import json
import time

import pytest

from guards.case import Case
from guards.secrets import SecretsGuard
from guards.secrets.finding import found_in
from schemas.interaction import Interaction

SECRET = """apiVersion: v1
kind: Secret
metadata:
  name: billing
type: Opaque
data:
  user: YmlsbGluZw==
  # rotated monthly
  "smtp.pass": "UGx1bS1PcmNoYXJkLTcx"
stringData:
  config.ini: |
    [db]
    host = db

    pass = plum
"""
MAP = """apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data:
  GREETING: Z3V0ZW4gTW9yZ2Vu
  LEVEL: debug
"""
VALUES = ["YmlsbGluZw==", "UGx1bS1PcmNoYXJkLTcx", "[db]\n    host = db\n\n    pass = plum"]


def found(text: str) -> list[str]:
    return [text[each.start : each.end] for each in found_in(text) if each.rule == "KUBERNETES_SECRET"]


@pytest.mark.parametrize(
    "text", [SECRET, f"{MAP}---\n{SECRET}", f"{SECRET}---\n{MAP}", f"Look:\n```yaml\n{SECRET}```\n{MAP}"]
)
def test_of_several_documents_the_secrets_values_go(text: str) -> None:
    assert found(text) == VALUES


def test_the_kind_may_stand_behind_the_data_and_in_a_list() -> None:
    text = "items:\n- data:\n    a: QUJD\n  kind: Secret\n- kind: ConfigMap\n  data:\n    b: REVG\n"
    assert found(text) == ["QUJD"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"kind":"Secret","data":{"hook":"UGx1bQ=="}}', ["UGx1bQ=="]),
        ('{"data":{"hook":"UGx1bQ=="},"kind":"Secret"}', ["UGx1bQ=="]),
        ('{"items":[{"kind":"ConfigMap","data":{"a":"QUJD"}},{"kind":"Secret","data":{"b":"REVG"}}]}', ["REVG"]),
        ('{"kind":"ConfigMap","data":{"kind":"Secret"}}', []),
        (json.dumps({"body": json.dumps({"kind": "Secret", "data": {"a": "QUJD"}})}), ["QUJD"]),
        (json.dumps({"apply": "kind: Secret\ndata:\n  a: QUJD\n"}), ["QUJD"]),
        ("kind: Secret\ndata: {a: QUJD, b: 'REVG'}", ["QUJD", "REVG"]),
        ("kind: Secret\ndata:\n  a: ${TOKEN}\n  b: <base64>\n  c: {{ .Values.pass }}\n", []),
        ("kind: SecretStore\ndata:\n  a: QUJD\n", []),
        ("kind: Secret and kind: ConfigMap are alike\ndata:\n  a: QUJD\n", []),
    ],
)
def test_other_writings(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_a_manifest_that_is_an_object_of_the_event() -> None:
    manifest = {"kind": "Secret", "data": {"hook": "UGx1bQ=="}, "metadata": {"name": "billing"}}
    event = Interaction.model_validate({"messages": "x", "attributes": {"applied": manifest}})
    sightings = SecretsGuard().check([Case(event)])[0].sightings
    assert [(each.rule, each.span.pointer) for each in sightings] == [
        ("KUBERNETES_SECRET", "/attributes/applied/data/hook")
    ]


@pytest.mark.parametrize(
    "piece",
    ["kind: Secret\n", "- kind: Secret\n", "kind: Secret\ndata:\n", '{"kind":"Secret","data":', '"kind":"Secret"{'],
)
def test_hostile_manifests_take_linear_time(piece: str) -> None:
    begun = time.process_time()
    found(piece * (300_000 // len(piece)))
    assert time.process_time() - begun < 10
