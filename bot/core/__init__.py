"""All that a feature file may import, and the engine behind it."""

from bot.core.arguments import asks, at_most, gone_by, option, reads
from bot.core.context import Context, JobContext
from bot.core.messages import (
    Answer,
    Bar,
    Bold,
    Button,
    Card,
    Document,
    File,
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
    "Bar",
    "Bold",
    "Button",
    "Card",
    "Command",
    "Context",
    "Document",
    "File",
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
    "gone_by",
    "ntext",
    "offered",
    "option",
    "reads",
    "runs_bare",
    "text",
    "together",
]
