"""阶梯调整的生命周期."""

from yimen.people.tuning.states import change_of

CHANGE = change_of("rectification.LadderChange", "阶梯调整", proposes="order.tune", decides="order.confirm")
