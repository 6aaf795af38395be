"""Figures on needs and offers: how many, about what, and how many were found."""

from bot.core import JobContext, Line, Router, Text, ntext, text
from bot.domain.needs.need import NeedKind
from bot.domain.stats import Period
from bot.references.stats import Figures, figures
from bot.vocabulary.audiences.domains import domain_label
from storage.needs import NeedCounts, NeedFigures

router = Router()


@router.contribution(figures)
def need_figures(ctx: JobContext, period: Period) -> Figures:
    """Numbers of needs and offers, and what came of them."""
    counts = ctx.store[NeedFigures].counts(ctx.community.id, period.since, period.until, ctx.today)
    return Figures(
        order=60,
        title=text("Needs and offers"),
        lines=tuple(_lines(counts)),
        brief=_brief_text(counts),
    )


def _lines(counts: NeedCounts) -> list[Line]:
    needs, offers = (counts.published.get(each, 0) for each in NeedKind)
    lines: list[Line] = []
    if needs:
        lines.append(ntext("{count} need was published.", "{count} needs were published.", needs))
    if offers:
        lines.append(
            ntext("{count} offer was published.", "{count} offers were published.", offers)
        )
    if counts.domains:
        lines.append(text("{domains}", domains=_domain_texts(counts)))
    if counts.found:
        lines.append(text("Closed as found: {count}", count=counts.found))
    if counts.open:
        lines.append(text("Open now: {count}", count=counts.open))
    return lines or [text("Nothing was needed or offered.")]


def _domain_texts(counts: NeedCounts) -> list[Text]:
    """The domains with their numbers, the most frequent first."""
    by_count = sorted(counts.domains.items(), key=lambda each: (-each[1], each[0]))
    return [
        text("{domain}: {count}", domain=domain_label(domain), count=count)
        for domain, count in by_count
    ]


def _brief_text(counts: NeedCounts) -> Text | None:
    """Needs, offers and matches, in one line; None if there was nothing."""
    needs, offers = (counts.published.get(each, 0) for each in NeedKind)
    if not needs and not offers and not counts.found:
        return None
    return text(
        "Needs: {needs}, offers: {offers}, found: {found}",
        needs=needs,
        offers=offers,
        found=counts.found,
    )
