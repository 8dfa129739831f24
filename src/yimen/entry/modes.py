"""进驻方式与授权环节: the words in which departments say how an item is in the hall."""

from django.db import models


class Mode(models.TextChoices):
    """进驻方式: how an item is said to be in the hall."""

    OWN_WINDOW = "own_window", "自设窗口"
    ENTRUSTED = "entrusted", "委托综合窗口"
    REPRESENTATIVE = "representative", "首席事务代表"
    ACCEPT_IN_HALL = "accept_in_hall", "厅内受理、部门决定"
    BRANCH_HALL = "branch_hall", "分厅统一管理"
    TOWNSHIP = "township", "乡镇便民服务中心"
    ONLINE_ONLY = "online_only", "全程网办"
    NOT_ENTERED = "not_entered", "未进驻"


ENTERED = frozenset(set(Mode.values) - {Mode.NOT_ENTERED})
# Nobody has to stand at a counter for an item that is handled online from end to end.
AT_A_COUNTER = ENTERED - {Mode.ONLINE_ONLY}


class Power(models.TextChoices):
    """办理环节: the steps of a matter that a department hands over to its people at the window, or does not."""

    ACCEPT = "accept", "受理"
    EXAMINE = "examine", "审查"
    DECIDE = "decide", "决定"
    ISSUE = "issue", "发证"
    DELIVER = "deliver", "送达"
