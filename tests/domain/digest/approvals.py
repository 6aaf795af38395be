"""Letters at each state, and the acts of gardeners."""

from datetime import UTC, datetime

from bot.domain.digest.approvals import (
    Approval,
    DigestState,
    DigestStatus,
)
from bot.domain.roles import Seat

DUE = datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
ANA, LUC = Approval(Seat.TERRITORY, 1), Approval(Seat.REGION, 2)
DRAFT = DigestStatus(DigestState.DRAFT, DUE)
SUBMITTED = DRAFT.submit(ANA, items=2)
APPROVED = SUBMITTED.approve(LUC)
MISSED = SUBMITTED.end(DigestState.MISSED)
