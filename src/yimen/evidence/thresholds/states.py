"""核验参数调整的生命周期."""

from yimen.people.tuning.states import change_of

CHANGE = change_of("evidence.ThresholdChange", "参数调整", proposes="evidence.tune", decides="evidence.confirm")
