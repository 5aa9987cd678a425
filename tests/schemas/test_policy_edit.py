"""A setting put into a policy file: the value is there, everything else is as it was, comments included."""

from __future__ import annotations

import difflib

import pytest

from schemas.errors import PolicyError
from schemas.policy_edit import Setting, fragment, with_setting
from schemas.policy_file import default_policy_text, parse_policy

HEAD = "# mine\nname: p\nversion: '1'\n"
BASE = Setting("contradiction", "support_threshold", 0.2134)
SCOPED = Setting("contradiction", "support_threshold", 0.5, {"workflow": "claims-*"})


def threshold(text: str, workflow: str = "") -> float | None:
    return parse_policy(text, "p").guards_for("", workflow, "").contradiction.support_threshold


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        HEAD.rstrip(),
        HEAD + "guards: {}\n",
        HEAD + "guards:\n  pii: {mode: shadow}  # p\n",
        HEAD + "guards:\n  # why\n  contradiction:\n    # here\n    mode: shadow  # still\n    threshold: 0.4\n",
        HEAD + "guards:\n    contradiction: {mode: shadow} # flow\n",
        HEAD + "guards: {contradiction: {}, pii: {mode: off}}\n",
        HEAD + "guards:\n  contradiction:\n    support_threshold: 0.9   # old\n    mode: shadow\n",
        HEAD + "guards:\n  contradiction: {support_threshold: 0.9}\nscopes: []\n",
        HEAD + "guards:\n  contradiction: # c\n    mode: shadow",
        HEAD + "scopes:\n- match: {tenant: a}\n  guards: {pii: {mode: off}}\n",
        default_policy_text(),
    ],
)
@pytest.mark.parametrize("setting", [BASE, SCOPED], ids=["base", "scope"])
def test_only_the_setting_changes(text: str, setting: Setting) -> None:
    edited = with_setting(text, "p", setting)
    assert threshold(edited, "claims-eu") == setting.value
    if setting.match:
        assert threshold(edited) == threshold(text)
    again = with_setting(edited, "p", setting._replace(value=0.75))
    assert threshold(again, "claims-eu") == 0.75
    assert edited.count("#") == text.count("#")
    # Line by line, nothing that was there is gone but a replaced value or the place where an entry went in.
    gone = [line for line in difflib.ndiff(text.splitlines(), edited.splitlines()) if line.startswith("- ")]
    assert len(gone) <= 1


def test_a_scope_that_is_there_is_used_and_a_new_one_is_the_last() -> None:
    text = HEAD + "scopes:\n  - match: {workflow: claims-*}\n    guards: {pii: {mode: off}}  # off\n  # end\n"
    edited = with_setting(text, "p", SCOPED)
    assert edited.count("match:") == 1
    other = with_setting(edited, "p", SCOPED._replace(match={"model": 'odd "name"\\'}))
    assert other.count("match:") == 2
    assert other.index("odd") > other.index("claims")
    assert "guards: {contradiction: {support_threshold: 0.5}, pii: {mode: off}}  # off\n" in other


def test_comments_stay_beside_what_they_explain() -> None:
    text = HEAD + "scopes:\n  - match: {tenant: a}\n    guards:\n      pii: {mode: off}  # why\n\n# the end\n"
    edited = with_setting(text, "p", SCOPED)
    assert "pii: {mode: off}  # why\n  - match" in edited
    assert edited.endswith("\n\n# the end\n")


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "guards:\n  contradiction: &c {mode: shadow}\n  freshness: *c\n",
        HEAD + "scopes: [{match: {tenant: a}, guards: {pii: {mode: off}}}]\n",
    ],
)
def test_what_cannot_be_edited_is_refused_with_what_to_paste(text: str) -> None:
    with pytest.raises(PolicyError, match="cannot be edited in place") as refused:
        with_setting(text, "p", SCOPED if "scopes" in text else BASE)
    assert "support_threshold" in str(refused.value)


def test_a_wrong_policy_is_told_as_such() -> None:
    with pytest.raises(PolicyError, match="no such guard"):
        with_setting(HEAD + "guards: {contradicton: {}}\n", "p", BASE)


@pytest.mark.parametrize("setting", [BASE, SCOPED])
def test_the_fragment_is_policy(setting: Setting) -> None:
    assert threshold(HEAD + fragment(setting), "claims-eu") == setting.value
