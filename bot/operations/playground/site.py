"""The playground's page: for one visitor on this machine, live by server-sent events.

Its address has a token in it, so that no other program of the machine finds it. Requests are for
a loopback name only (a site of others cannot point its own name at us), and what changes something
comes from the page itself.
"""

import asyncio
import json
import secrets
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from typing import Any, TypedDict

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.core import Text, ntext
from bot.core.files import NotDrawn, shown
from bot.core.messages.i18n import Reader
from bot.locales import LOCALES
from bot.operations.playground.communities import COMMUNITIES, Person
from bot.operations.playground.scene import Entry, Outcome, Scene
from bot.operations.playground.tour import count_done
from bot.operations.playground.view import (
    SHARED,
    TABS,
    ShownStep,
    address_of_view,
    shown_keys,
    shown_message,
    shown_moment,
    shown_room,
    shown_steps,
)
from bot.operations.stage import PARIS
from bot.web.html import add_assets, content_security_policy, draw
from bot.web.pages import HEADERS, attachment

FIRST = next(iter(COMMUNITIES))
"""The community that is shown first."""
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_PIECES_OF_TIME = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_LONGEST = 4_000
_QUIET_SECONDS = 15.0
"""A stream in which nothing happens shows so often that it is there."""
_HEADERS = {
    **HEADERS,
    "Content-Security-Policy": content_security_policy(script="'self'", connect="'self'"),
    # Not `no-referrer`: a form would then hide where it comes from.
    "Referrer-Policy": "same-origin",
}


class Site:
    """The pages of all scenes; each scene is played when it is first looked at."""

    def __init__(self, open_scene: Callable[[str, str], Coroutine[Any, Any, Scene]]) -> None:
        """Show the scenes that `open_scene` opens, by community and language."""
        self.token = secrets.token_urlsafe(12)
        self._open_scene = open_scene
        self._scenes: dict[tuple[str, str], asyncio.Task[Scene]] = {}
        self._told: dict[str, str] = {}
        """Words over a pressed button, until the page shows them."""

    def application(self) -> web.Application:
        """The pages, below the token."""
        site = web.Application(middlewares=[_only_from_here])
        start = f"/{self.token}"
        site.router.add_get(f"{start}/", self._first)
        site.router.add_get(f"{start}/{{slug}}", self._page)
        site.router.add_get(f"{start}/{{slug}}/live", self._live)
        site.router.add_get(f"{start}/{{slug}}/file/{{message}}", self._file)
        site.router.add_post(f"{start}/{{slug}}/say", self._say)
        site.router.add_post(f"{start}/{{slug}}/press", self._press)
        site.router.add_post(f"{start}/{{slug}}/time", self._time)
        add_assets(site)
        site.on_shutdown.append(self._close)
        return site

    async def scene(self, slug: str, locale: str) -> Scene:
        """A scene as far as it was played."""
        key = (slug, locale)
        if key not in self._scenes:
            self._scenes[key] = asyncio.create_task(self._open_scene(slug, locale))
        return await asyncio.shield(self._scenes[key])

    async def _close(self, _site: web.Application) -> None:
        for task in self._scenes.values():
            task.cancel()
        for found in await asyncio.gather(*self._scenes.values(), return_exceptions=True):
            if isinstance(found, Scene):
                await found.close()

    async def _first(self, request: web.Request) -> web.Response:
        first = COMMUNITIES[FIRST]
        person, locale = first.cast[0].key, _locale_of(request.query)
        page = address_of_view(first.slug, person, TABS[0], locale)
        return _lead_to(f"/{self.token}/{page}")

    async def _page(self, request: web.Request) -> web.Response:
        view = await self._view(request, request.query)
        scene, me, reader = view.scene, view.me, view.reader
        tabs = {each: shown_room(scene, each, me, reader) for each in TABS}
        values = {
            **view.values,
            "communities": {slug: each.name[scene.nth] for slug, each in COMMUNITIES.items()},
            "version": str(scene.version),  # as a number, it would be written as people read it
            "shared": [shown_room(scene, each, me, reader) for each in SHARED],
            "tabs": tabs,
            "tab": tabs[view.room],
            **await view.tour(),
            "moment": shown_moment(scene, reader),
            "told": self._told.pop(me.key, ""),
            "answers": view.answers(request.query.get("answers", "")),
        }
        drawn = view.draw("playground/page.html", values)
        headers = {**_HEADERS, "Content-Language": reader.locale}
        return web.Response(text=drawn, content_type="text/html", headers=headers)

    async def _live(self, request: web.Request) -> web.StreamResponse:
        """Stream what changes, from the version that the page shows."""
        view = await self._view(request, request.query)
        said = request.headers.get("Last-Event-ID") or request.query.get("since", "")
        version = int(said) if said.isdecimal() else view.scene.version
        response = web.StreamResponse(headers={**_HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        with suppress(ConnectionError):
            while not view.scene.is_over:
                if view.scene.version > version:
                    told, version = await view.changes(version)
                    event = f"id: {version}\ndata: {json.dumps(told)}\n\n"
                else:
                    event = ":\n\n"
                await response.write(event.encode())
                with suppress(TimeoutError):
                    async with asyncio.timeout(_QUIET_SECONDS):
                        await view.scene.wait(version)
        return response

    async def _file(self, request: web.Request) -> web.Response:
        view = await self._view(request, request.query)
        entry = view.scene.entry(request.match_info["message"])
        if entry is None or entry.posted is None:
            raise web.HTTPNotFound
        said, wants_file = entry.posted.said, "document" in request.query
        content = said.document if wants_file else said.picture
        if content is None:
            raise web.HTTPNotFound
        try:
            found = await asyncio.to_thread(shown, content)
        except (NotDrawn, AssertionError):
            raise web.HTTPNotFound from None
        headers = {**_HEADERS, "Content-Type": found.media_type}
        if wants_file:
            headers["Content-Disposition"] = attachment(found.name)
        return web.Response(body=found.content, headers=headers)

    async def _say(self, request: web.Request) -> web.Response:
        form = await request.post()
        view = await self._view(request, form)
        words = str(form.get("words", "")).replace("\r\n", "\n").strip()[:_LONGEST]
        where = view.where(form)
        if not view.scene.may_write(view.me, where):
            raise web.HTTPForbidden
        outcome = Outcome()
        if words:
            answers = str(form.get("answers", ""))
            known = view.scene.entry(answers)
            answers = answers if known else ""
            outcome = await view.scene.says(view.me, words, room=where, answers=answers)
        return self._done(request, view, outcome, f"title-{_room_of(form)}")

    async def _press(self, request: web.Request) -> web.Response:
        form = await request.post()
        view = await self._view(request, form)
        where = view.where(form)
        entry, nth = view.scene.entry(str(form.get("message", ""))), str(form.get("nth", ""))
        is_here = entry in view.scene.rooms.get(where, ())
        if entry is None or not is_here or not view.scene.may_press(view.me, where):
            raise web.HTTPForbidden
        if not nth.isdecimal():
            raise web.HTTPBadRequest
        try:
            outcome = await view.scene.presses(view.me, entry, int(nth), where)
        except LookupError:
            raise web.HTTPBadRequest from None
        return self._done(request, view, outcome, f"title-{_room_of(form)}")

    async def _time(self, request: web.Request) -> web.Response:
        form = await request.post()
        view = await self._view(request, form)
        by = _PIECES_OF_TIME.get(str(form.get("by", "")))
        if by is None:
            raise web.HTTPBadRequest
        await view.scene.moves(by)
        return self._done(request, view, Outcome(), "board")

    def _done(
        self, request: web.Request, view: "_View", outcome: Outcome, anchor: str
    ) -> web.Response:
        """Back to the page, or, for its script, only where to go and what to show."""
        room = "direct" if outcome.leads_to_direct else view.room
        anchor = "title-direct" if outcome.leads_to_direct else anchor
        page = f"/{self.token}/{view.address(room)}#{anchor}"
        if "application/json" in request.headers.get("Accept", ""):
            leads_on = room != view.room
            told = {"told": outcome.words, "answered": outcome.leads_to_direct}
            return web.json_response({**told, "page": page if leads_on else ""})
        self._told[view.me.key] = outcome.words
        return _lead_to(page)

    async def _view(self, request: web.Request, said: Mapping[str, Any]) -> "_View":
        """The person and the scene, read from a query or a form."""
        slug = request.match_info["slug"]
        if slug not in COMMUNITIES:
            raise web.HTTPNotFound
        scene = await self.scene(slug, _locale_of(said))
        cast = {each.key: each for each in scene.community.cast}
        me = cast.get(str(said.get("me", "")), scene.community.cast[0])
        room = str(said.get("room", ""))
        return _View(self.token, scene, me, room if room in TABS else TABS[0])


class _Tour(TypedDict):
    steps: Sequence[ShownStep]
    count: Text


class _View:
    """One person's look at a scene."""

    def __init__(self, token: str, scene: Scene, me: Person, room: str) -> None:
        self.scene = scene
        self.me = me
        self.room = room
        """The tab that is open."""
        self.reader = Reader(
            scene.locale,
            PARIS,
            scene.stage.clock.now().astimezone(PARIS).date(),
            scene.stage.networks[me.network].capabilities.mark,
            home=PARIS,
        )
        self.values = {
            "here": f"/{token}/{scene.community.slug}",
            "community": scene.community.name[scene.nth],
            "cast": scene.community.cast,
            "me": me,
            "room": room,
            "lang": scene.locale,
            "view": self._link,
        }

    def address(self, room: str) -> str:
        """The page that shows this person another tab."""
        return address_of_view(self.scene.community.slug, self.me.key, room, self.scene.locale)

    def _link(self, me: str = "", room: str = "", slug: str = "") -> str:
        """The page with something else chosen, as templates ask for it."""
        return address_of_view(
            slug or self.scene.community.slug,
            me or self.me.key,
            room or self.room,
            self.scene.locale,
        )

    def where(self, form: Mapping[str, Any]) -> str:
        """The address of the room in which a form acts."""
        return self.scene.room(_room_of(form), self.me)

    def answers(self, entry_id: str) -> Entry | None:
        """The message that the visitor is about to reply to."""
        return self.scene.entry(entry_id)

    async def tour(self) -> "_Tour":
        """The tour, as far as it is done now."""
        scene = self.scene
        done = await scene.stage.app.lanes.read(lambda store: count_done(scene, store))
        found = shown_steps(scene, done)
        count, most = sum(each.is_done for each in found), len(found)
        words = ntext("{count} step of {all}", "{count} steps of {all}", count, all=most)
        return {"steps": found, "count": words}

    async def changes(self, since: int) -> tuple[dict[str, object], int]:
        """The changes since a version as HTML, with the version drawn."""
        scene, version = self.scene, self.scene.version
        keys = {scene.room(each, self.me): each for each in (*SHARED, self.room)}
        changed = [
            {"room": keys[room], "id": entry.id, "html": self._message(keys[room], entry)}
            for room, entry in scene.changed_since(since, keys)
        ]
        tour = await self.tour()
        told: dict[str, object] = {
            "messages": changed,
            "tour": self.draw("playground/tour.html", tour),
            "count": self.reader.say(tour["count"]),
            "moment": shown_moment(scene, self.reader),
            "keys": self.draw("playground/keys.html", {"keys": shown_keys(scene, self.me)}),
        }
        return told, version

    def _message(self, key: str, entry: Entry) -> str:
        if entry.posted is not None and entry.posted.deleted:
            return ""
        message = shown_message(self.scene, key, entry, self.me, self.reader)
        return self.draw("playground/message.html", {"message": message})

    def draw(self, template: str, values: Mapping[str, object]) -> str:
        """A template with these values, for this person."""
        return draw(
            template,
            {**self.values, **values},
            self.reader,
            contact=self.scene.stage.app.contact,
            path=str(self.values["here"]),
            query={"me": self.me.key, "room": self.room},
        )


def _locale_of(said: Mapping[str, Any]) -> str:
    """The language that a query or a form names; French if none."""
    locale = str(said.get("lang", ""))
    return locale if locale in LOCALES else "fr"


def _room_of(form: Mapping[str, Any]) -> str:
    """The room that a form names; the direct one if none."""
    key = str(form.get("where", ""))
    return key if key in (*SHARED, *TABS) else TABS[0]


def _lead_to(page: str) -> web.Response:
    return web.Response(status=HTTPStatus.SEE_OTHER, headers={**_HEADERS, "Location": page})


@web.middleware
async def _only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what was sent to another name, or from another page."""
    name, _, port = request.host.rpartition(":")
    assert request.transport is not None  # noqa: S101 - it has just come in
    if name not in _LOOPBACK or port != str(request.transport.get_extra_info("sockname")[1]):
        raise web.HTTPMisdirectedRequest
    if request.method == "POST" and request.headers.get("Origin") != f"http://{request.host}":
        raise web.HTTPForbidden
    return await handler(request)
