"""Made texts know what in them is somebody's; natural ones are labelled where it is sure."""

from __future__ import annotations

from bench.false_alarms import Sample
from training.register.made import Values, filled, lines, made, of_the_tagger
from training.register.sources import labelled_lines


def test_every_template_can_be_filled_and_its_spans_are_its_capitals() -> None:
    values = Values(5)
    for heading, line in lines():
        each = filled(line, values, heading)
        assert heading
        assert "{FULL}" not in each.text
        for start, end, kind in each.spans:
            assert each.text[start:end].strip()
            assert kind.isupper()


def test_look_alikes_are_no_spans() -> None:
    each = filled("order {id10} of {FULL}, {{x}}", Values(5))
    assert [kind for _, _, kind in each.spans] == ["PERSON"]
    assert each.text.endswith(", {x}")
    assert each.text[6:16].isdigit()


def test_equal_seeds_make_equal_texts_and_parts_share_no_template() -> None:
    assert list(made(20, 4)) == list(made(20, 4))
    assert list(of_the_tagger(20, 4)) == list(of_the_tagger(20, 4))


def test_a_line_is_labelled_only_where_it_is_sure() -> None:
    text = 'import os\n# a remark of somebody\nx = """\nlong\n"""\nreturn x\n'
    assert list(labelled_lines(Sample("code", text, ".py"))) == [(0, "code"), (5, "code")]
    assert list(labelled_lines(Sample("config", '{"a": 1}', ".json"))) == [(0, "json")]
    assert list(labelled_lines(Sample("docs", "Nothing is as good as sleep.\n\n====\n", ".rst"))) == [(0, "prose")]
