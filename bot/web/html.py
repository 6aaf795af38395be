"""Pages for people: templates in the reader's language, one stylesheet, and safe headers.

Nothing of a page comes from elsewhere, and nothing of it needs a script.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context as TemplateContext

from bot.core.context.job_context import FILES, LANGUAGE, Contact
from bot.core.messages.content import Text, Typed, ntext, text
from bot.core.messages.i18n import Reader, spoken
from bot.domain.dates.spans import Deadline, Month, Span
from bot.locales import LOCALES

_HERE = Path(__file__).parent
ASSETS = f"{FILES}/static"
"""Path of the files that pages need, below one that web servers pass on."""
_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"


def content_security_policy(**more: str) -> str:
    """The policy of a page: our own files. `more` allows further kinds: `script="'self'"`."""
    kinds = {"style": "'self'", "img": "'self'", **more}
    allowed = "".join(f"{kind}-src {sources}; " for kind, sources in kinds.items())
    return (
        f"default-src 'none'; {allowed}form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def robots_of(*, indexed: bool) -> str:
    """The value of `robots` for a page."""
    return "index, follow" if indexed else "noindex, nofollow"


@pass_context
def _shown(context: TemplateContext, value: object) -> object:
    """A value of a template in the words of its reader; what people wrote stays as it is."""
    match value:
        case Text():
            return context["reader"].say(value)
        case bool() | str():
            return value
        case Span() | Deadline() | Month() | date() | time() | timedelta() | int() | Typed():
            return context["reader"].show(value)
        case _:
            return value


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(text=text, ntext=ntext, asset=asset_path, languages=_LANGUAGES)
    made.filters["say"] = _shown
    return made


_LANGUAGES = {"fr": "Français", "en": "English"}


@cache
def _assets() -> dict[str, tuple[str, bytes]]:
    """By file name, each file's name with its hash, which changes when the file does."""
    found = {}
    for each in sorted((_HERE / "static").iterdir()):
        content = each.read_bytes()
        digest = sha256(content).hexdigest()[:12]
        found[each.name] = (f"{each.stem}.{digest}{each.suffix}", content)
    return found


def asset_path(name: str) -> str:
    """The path of a file of `bot/web/static`."""
    return f"{ASSETS}/{_assets()[name][0]}"


def add_assets(site: web.Application, public_url: str = "") -> None:
    """Serve the files of `bot/web/static`, which may be kept for ever."""
    by_path = {path: (Path(path).suffix, content) for path, content in _assets().values()}

    async def answer(request: web.Request) -> web.Response:
        found = by_path.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        kind, content = found
        return web.Response(
            body=content,
            headers={
                "Content-Type": f"{_MEDIA_TYPES[kind]}; charset=utf-8",
                "Cache-Control": _FOR_EVER,
            },
        )

    for start in dict.fromkeys(("", start_of(public_url))):
        site.router.add_get(f"{start}{ASSETS}/{{name}}", answer)


def start_of(public_url: str) -> str:
    """The path that all of our pages stand below: that of our public address."""
    return urlsplit(public_url).path.rstrip("/")


def draw(  # noqa: PLR0913 - what stands around the values, named where it is called
    template: str,
    values: Mapping[str, object],
    reader: Reader,
    *,
    contact: Contact,
    path: str = "",
    query: Mapping[str, str] | None = None,
    indexed: bool = False,
) -> str:
    """The HTML of a page; `path` and `query` are its own, for links to its other languages."""
    around = {
        "reader": reader,
        "instance": contact.instance,
        "start": start_of(contact.public_url),
        "public_url": contact.public_url,
        "path": path,
        "address": contact.public_url + path.removeprefix(start_of(contact.public_url)),
        "query": dict(query or {}),
        "robots": robots_of(indexed=indexed),
        "in_language": lambda locale: "?" + urlencode({**(query or {}), LANGUAGE: locale}),
    }
    return _templates().get_template(template).render({**around, **values})


@cache
def _templates() -> Environment:
    return _environment()


def reader_of(
    request: web.Request,
    default: str,
    zone: ZoneInfo | None = None,
    now: datetime | None = None,
    *,
    mark: str = "/",
) -> Reader:
    """The reader of a page: the language of `?lang=`, else their browser's, else `default`."""
    zone = zone or ZoneInfo("UTC")
    today = (now or datetime.now(UTC)).astimezone(zone).date()
    return Reader(language_of(request, default), zone, today, mark, home=zone)


def language_of(request: web.Request, default: str) -> str:
    """The language that a page is shown in."""
    chosen = request.query.get(LANGUAGE, "")
    if chosen in LOCALES:
        return chosen
    return language(request.headers.get("Accept-Language", ""), default)


def language(accepted: str, default: str) -> str:
    """The preferred language among those that we have."""
    liked = [_preference(each) for each in accepted.split(",")]
    spoken_ones = [(weight, spoken(tag, "")) for tag, weight in liked if weight > 0]
    known = [(weight, each) for weight, each in spoken_ones if each in LOCALES]
    return max(known, key=lambda each: each[0], default=(0.0, default))[1]


def _preference(header_part: str) -> tuple[str, float]:
    """`fr-CA;q=0.8` as the tag and its weight."""
    tag, _, weight = header_part.strip().partition(";")
    try:
        return tag.strip(), float(weight.strip().removeprefix("q=")) if weight else 1.0
    except ValueError:
        return tag.strip(), 0.0


def html_page(
    request: web.Request,
    contact: Contact,
    status: int,
    title: Text,
    *lines: Text,
    button: Text | None = None,
) -> web.Response:
    """A page with a title, a paragraph a line, and at most one button, which posts to itself."""
    reader = reader_of(request, contact.locale)
    values = {"title": title, "lines": lines, "button": button}
    drawn = draw("message.html", values, reader, contact=contact, path=request.path)
    return web.Response(
        status=status,
        text=drawn,
        content_type="text/html",
        headers={"Content-Language": reader.locale, "Vary": "Accept-Language"},
    )
