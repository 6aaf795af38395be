"""The domains of a member, on one card that changes with each press."""

from bot.core import Answer, Card, Context, Line, Replace, Router, text
from bot.domain.domains import domains_of, sign_of
from bot.domain.roles import Role
from bot.references.profile import choose_domains
from bot.vocabulary.audiences.domains import domain_label
from handlers.profile.steps import done_and_next
from storage.profile import Profiles

router = Router()


@router.button(choose_domains, who=Role.MEMBER, deep=True)
def show_domains(ctx: Context) -> Card:
    """Show the domains to choose from."""
    chosen = ctx.store[Profiles].domains(ctx.member, ctx.community.id)
    lines: list[Line] = [text("Choose as many as you like: tap once to add, again to remove.")]
    if chosen:
        lines.append(text("Yours: {domains}.", domains=[domain_label(each) for each in chosen]))
    offered = [*domains_of(ctx.community.domains)]
    offered += [each for each in chosen if each not in offered]  # the list was another one once
    rows = tuple(
        (
            choose_domain.button(
                text("✓ {domain}", domain=domain_label(each))
                if each in chosen
                else domain_label(each),
                sign_of(each),
                "no" if each in chosen else "yes",
            ),
        )
        for each in offered
    )
    done = (finish_domains.button(text("Finish")),)
    return Card(text("Which domains are you interested in?"), tuple(lines), (*rows, done))


@router.button("domain", who=Role.MEMBER)
def choose_domain(ctx: Context, sign: str, choice: str) -> Replace:
    """Add a domain or remove it: the button says which, so two presses are one."""
    profiles, here = ctx.store[Profiles], ctx.community.id
    offered = [*domains_of(ctx.community.domains), *profiles.domains(ctx.member, here)]
    for domain in offered:
        if sign_of(domain) == sign:
            profiles.choose(ctx.member, here, domain, chosen=choice == "yes")
            break
    return Replace(show_domains(ctx))


@router.button("domains_done", who=Role.MEMBER)
def finish_domains(ctx: Context) -> Answer:
    """Confirm the choice, and offer the next step."""
    chosen = ctx.store[Profiles].domains(ctx.member, ctx.community.id)
    confirmation = text("Noted: no domain.")
    if chosen:
        confirmation = text(
            "Your domains: {domains}.", domains=[domain_label(each) for each in chosen]
        )
    return Replace(done_and_next(ctx, "domains", confirmation))
