"""A seeded sample company with realistic dirt, and the answer key to it.

`generate(seed, scale, now)` makes a `Sample`; `load(sample, writer)` puts it into a record store.
"""

from stationmaster.testing.sample.answers import AnswerKey
from stationmaster.testing.sample.generate import generate
from stationmaster.testing.sample.model import Sample

__all__ = ["AnswerKey", "Sample", "generate"]
