"""References of audit that several files use."""

from typing import Any

from bot.core import CommandRef, FileRef

audit_command: CommandRef[..., Any] = CommandRef("audit", "traces")
audit_file: FileRef[..., Any] = FileRef("audit")
