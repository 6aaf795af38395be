"""A list of organisations compared with the directory: those to add, and those not."""

from dataclasses import replace

from bot.core import Context
from bot.domain.directory.organisation_lines import organisation_key
from bot.domain.directory.organisation_list import (
    LONGEST_SHOWN,
    LineRemark,
    ListProblem,
    Organisation,
    OrganisationList,
)
from bot.domain.words import fold
from bot.vocabulary.audiences.domains import domain_words
from storage.directory import Organisations


def checked_list(ctx: Context, made: OrganisationList) -> OrganisationList:
    """The list with the community's domains, without organisations known or removed before."""
    organisations = ctx.store[Organisations]
    left_out = dict.fromkeys(organisations.keys(ctx.community.id), ListProblem.KNOWN)
    removed = organisations.removed_keys(ctx.community.id)
    left_out |= dict.fromkeys(removed, ListProblem.REMOVED)
    domains = domain_words(ctx.community.domains)
    kept: list[Organisation] = []
    remarks = list(made.remarks)
    for each in made.organisations:
        problem = left_out.get(organisation_key(each.name, each.commune))
        if problem is not None:
            remarks.append(LineRemark(each.line, problem, each.name[:LONGEST_SHOWN]))
            continue
        known = {name: domains.get(fold(name)) for name in each.domains}
        remarks += [
            LineRemark(each.line, ListProblem.DOMAIN, name)
            for name, key in known.items()
            if key is None
        ]
        keys = dict.fromkeys(filter(None, known.values()))
        kept.append(replace(each, domains=tuple(keys)))
    remarks.sort(key=lambda remark: remark.line)
    return replace(made, organisations=kept, remarks=remarks)
