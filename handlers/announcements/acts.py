"""Audit labels of this feature."""

from bot.core import Act, text

PREPARE = Act(text("{who} prepared an announcement"), text("prepare an announcement"))
SEND = Act(text("{who} sent an announcement"), text("send an announcement"))
APPROVE = Act(text("{who} approved an announcement"), text("approve an announcement"))
SEND_NEUTRAL = Act(
    text("{who} checked that an announcement is neutral and sent it"),
    text("send an announcement that is neutral"),
)
APPROVE_NEUTRAL = Act(
    text("{who} checked that an announcement is neutral and approved it"),
    text("approve an announcement that is neutral"),
)
CORRECT = Act(
    text("{who} asked for corrections to an announcement"),
    text("ask for corrections to an announcement"),
)
CALL_OFF = Act(text("{who} called off an announcement"), text("call off an announcement"))
PAUSE = Act(
    text("{who} paused or resumed an announcement"), text("pause or resume an announcement")
)
FOLLOW = Act(
    text("{who} followed the sending of an announcement"),
    text("follow the sending of an announcement"),
)
STOP = Act(text("{who} stopped an announcement"), text("stop an announcement"))
