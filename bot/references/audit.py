"""What others may name of the audit."""

from typing import Any

from bot.core import CommandRef, FileRef

audit_command: CommandRef[..., Any] = CommandRef("audit", "traces")
audit_file: FileRef[..., Any] = FileRef("audit")
