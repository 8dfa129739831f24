"""预约的生命周期. Whoever did not come is told from what stands here after the day, and never written."""

from yimen.common.lifecycle import Lifecycle, Move, lifecycle

BOOKED, ARRIVED, CANCELLED = "booked", "arrived", "cancelled"
LIVE = (BOOKED, ARRIVED)

APPOINTMENT = lifecycle(
    Lifecycle(
        model="halls.Appointment",
        label="预约",
        states={BOOKED: "已预约", ARRIVED: "已到", CANCELLED: "已取消"},
        initial=(BOOKED,),
        moves=(
            Move("arrive", "登记到达", (BOOKED,), ARRIVED, "appointments.receive", ("arrived_at",)),
            Move("cancel", "取消预约", (BOOKED,), CANCELLED, "appointments.receive", ("reason",)),
        ),
    )
)
TONES = {BOOKED: "calm", ARRIVED: "good", CANCELLED: "plain"}
