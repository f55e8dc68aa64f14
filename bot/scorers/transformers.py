"""``kind: transformers``: any text classifier in a folder on this machine, read by the package ``transformers``.

Nothing is ever fetched: ``local_files_only``, and no code out of the folder is run.
"""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

from bot.scorers.errors import ScorerError
from bot.scorers.texts import readable
from rules.text.scorer import Scored


class TransformersScorer:
    """A ``Scorer`` by a model in ``folder``; ``labels``: its answers that mean that a person has to look."""

    def __init__(self, folder: Path, labels: Sequence[str]) -> None:
        self.folder = folder
        self.labels = tuple(labels)
        self._lock = Lock()
        self._loaded: _Loaded | None = None

    def score(self, texts: Sequence[str]) -> list[Scored]:
        """One answer for each text. Raises ``ScorerError``, or what the library raises for a broken model."""
        with self._lock:
            if self._loaded is None:
                self._loaded = _Loaded(self.folder, self.labels)
            return [Scored(self._loaded.chance(readable(text))) for text in texts]


class _Loaded:
    """The model in memory."""

    def __init__(self, folder: Path, labels: tuple[str, ...]) -> None:
        if not folder.is_dir():
            raise ScorerError(f"there is no folder {folder} with a model")
        try:
            self.torch, package = import_module("torch"), import_module("transformers")
        except ImportError as why:
            raise ScorerError(
                "transformers and torch are not installed; install them with: pip install 'seintje[transformers]'"
            ) from why
        offline = {"local_files_only": True, "trust_remote_code": False}
        self.tokenizer: Any = package.AutoTokenizer.from_pretrained(str(folder), **offline)
        self.model: Any = package.AutoModelForSequenceClassification.from_pretrained(str(folder), **offline)
        self.model.eval()
        self.wanted = wanted(self.model.config.id2label, labels)
        several = getattr(self.model.config, "problem_type", None) == "multi_label_classification"
        self.each_apart = several or len(self.model.config.id2label) == 1

    def chance(self, text: str) -> float:
        """The probability of the wanted answers: their sum where one excludes the others, else the highest."""
        given = self.tokenizer(text, truncation=True, return_tensors="pt")
        with self.torch.no_grad():
            answer = self.model(**given).logits[0]
        spread = answer.sigmoid() if self.each_apart else answer.softmax(-1)
        chances = [float(spread[n]) for n in self.wanted]
        return min(1.0, max(chances) if self.each_apart else sum(chances))


def wanted(names: dict[int, str], labels: Sequence[str]) -> list[int]:
    """The numbers of ``labels`` among the answers of a model. Raises ``ScorerError`` naming those it does have."""
    number = {name: int(n) for n, name in names.items()}
    unknown = [label for label in labels if label not in number]
    if unknown or not labels:
        known = ", ".join(number)
        raise ScorerError(f"the model has no answer {', '.join(unknown) or 'that was named'}; it has: {known}")
    return [number[label] for label in labels]
