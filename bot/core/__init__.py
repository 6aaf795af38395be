"""All that a feature file may import, and the engine behind it."""

from bot.core.arguments import asks, at_most, option
from bot.core.context import Context, JobContext
from bot.core.messages import (
    Answer,
    Bold,
    Button,
    Card,
    Line,
    Link,
    Message,
    OpenDirect,
    Picture,
    Replace,
    Text,
    Toast,
    Typed,
    button,
    ntext,
    text,
)
from bot.core.offering import offered, runs_bare
from bot.core.routing import Command, Router, Where
from bot.core.together import together

__all__ = [
    "Answer",
    "Bold",
    "Button",
    "Card",
    "Command",
    "Context",
    "JobContext",
    "Line",
    "Link",
    "Message",
    "OpenDirect",
    "Picture",
    "Replace",
    "Router",
    "Text",
    "Toast",
    "Typed",
    "Where",
    "asks",
    "at_most",
    "button",
    "ntext",
    "offered",
    "option",
    "runs_bare",
    "text",
    "together",
]
