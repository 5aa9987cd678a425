"""What kind of text a finding stands in, and whether that is enough evidence for it.

`lines` tells prose, code, configuration, JSON, log lines and tables apart, a line at a time; `numbers` and `names`
list what speaks for and against one finding; `weighing` makes one score of it; `spans` ends a name or place where its
field or sentence ends. All weights are numbers of `weights.json`, made by `training.register.fit`; CARD.md says of
what.
"""

from guards.pii.register.names import people_in
from guards.pii.register.weighing import BAR, SHORT, Weighing

__all__ = ["BAR", "SHORT", "Weighing", "people_in"]
