"""The log-odds from which a token is flagged: for each class and kind of paragraph, at a stated rate of false alarms.

They are fitted on sound text of sources that the tagger never read: on half of the documents. Figures are measured on
the other half.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from mtdetect.lm.tagger.classes import Class
from mtdetect.lm.tagger.tags import KINDS, SHORT, Tags
from mtdetect.lm.tagger.tokens import TaggerTokens
from mtdetect.text.segmented_text import SegmentedText
from mtdetect.types import Span
from training.tagger.texts import Document, is_for_thresholds

Rates = Mapping[Class, float]

RATES: Rates = {
    Class.FALSE_STOP: 0.06,
    Class.LOST_STOP: 0.16,
    Class.STRAY: 0.06,
    Class.DOUBLED: 0.1,
    Class.CUT_END: 0.08,
    Class.CUT_START: 0.05,
    Class.LINE_BREAK: 0.04,
}
"""Flags in 1,000 words of sound text, by class.

The other classes are never flagged. Of the words that the tagger found most wrong in sound text, none was, and it finds
hardly any of the gaps that its training makes. Exact rules find quotation marks, and glued and split words.
"""

SHARES = (0.75, 0.25)
"""How much of a rate is for prose, and how much for headings and other short paragraphs."""

ONLY_PROSE = frozenset({Class.STRAY, Class.CUT_END, Class.CUT_START, Class.GAP, Class.WRONG_WORD})
"""Classes that are never flagged in short paragraphs: a heading, an ingredient or a line of data is no sentence."""

LEAST = 0.0
"""No threshold is lower: a token is then as likely damaged as sound, where half of the text is damaged."""

LONGEST = 30_000
"""Characters of a document that are read."""


Sound = Mapping[str, Sequence[Document]]
"""Sound documents of the kept-out sources by kind (`texts.kept_out_kinds`)."""


Read = Callable[[Sequence[tuple[str, Sequence[Span]]]], Sequence[Tags]]
"""Reads texts, given with the spans of their paragraphs."""


def fitted(log_odds: Read, sound: Sound, rates: Rates = RATES) -> NDArray[np.float32]:
    """The thresholds; infinite for classes that are not flagged. Shape: classes x kinds of paragraphs.

    Each is the second highest of those that the kinds of text need for the rate: text of other kinds raises more false
    alarms than the median, and one kind may be odd, such as a manual whose sentences begin with commands in lower case.
    `log_odds`: gives tags without thresholds (`Tagger.unlimited`).
    """
    of_kinds = np.sort([_fitted(log_odds, own, rates) for own in sound.values()], axis=0)
    second: NDArray[np.float32] = of_kinds[max(0, len(of_kinds) - 2)].astype(np.float32)
    return second


def _fitted(log_odds: Read, sound: Iterable[Document], rates: Rates) -> NDArray[np.float32]:
    read = [SegmentedText("\n\n".join(d.paragraphs)[:LONGEST]) for d in sound if is_for_thresholds(d)]
    tags = log_odds([(document.text, document.paragraphs) for document in read])
    values, kinds = (np.concatenate([getattr(each, name) for each in tags]) for name in ("margins", "kinds"))
    words = sum(len(document.text.split()) for document in read)
    found = np.full((len(Class), len(KINDS)), np.inf, np.float32)
    for which, rate in rates.items():
        for kind, share in zip(KINDS, SHARES, strict=True):
            if kind == SHORT and which in ONLY_PROSE:
                continue
            own = np.where(kinds == kind, values[:, which], -np.inf)
            found[which, kind] = max(LEAST, _at_rate(own, int(rate * share * words / 1000)))
    return found


def read_for_glance(sound: Sound) -> TaggerTokens:
    """The same documents, a sixth of each, as the glance's share of read text is measured on."""
    own = [d for documents in sound.values() for d in documents if is_for_thresholds(d)]
    documents = [SegmentedText("\n\n".join(d.paragraphs)[: LONGEST // 6]) for d in own]
    return TaggerTokens.of([(document.text, document.paragraphs) for document in documents])


def _at_rate(values: NDArray[np.float32], allowed: int) -> float:
    """The threshold that as many runs of tokens exceed as are allowed."""
    # Lowering a threshold adds a run at each local maximum.
    left, right = np.append(-np.inf, values[:-1]), np.append(values[1:], -np.inf)
    peaks = np.sort(values[(values >= left) & (values > right)])[::-1]
    return float(peaks[min(allowed, len(peaks) - 1)]) if len(peaks) else 0.0
