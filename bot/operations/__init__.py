"""For whoever runs the bot: is it well, how much does it do, what holds it up."""

from bot.operations.gauges import Gauges
from bot.operations.listener import Listener
from bot.operations.loop_watch import CLOSE_ATTENTION, Attention, LoopWatch
from bot.operations.metrics import Metrics
from bot.operations.readiness import Readiness
from bot.operations.stall_reports import StallFile, log_hang, log_stall
from bot.operations.stalls import Stall

__all__ = [
    "CLOSE_ATTENTION",
    "Attention",
    "Gauges",
    "Listener",
    "LoopWatch",
    "Metrics",
    "Readiness",
    "Stall",
    "StallFile",
    "log_hang",
    "log_stall",
]
