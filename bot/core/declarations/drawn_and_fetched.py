"""Declarations of drawn and fetched things: cards, files, pages, uploads and downloads."""

from collections.abc import Callable, Sequence
from typing import Any, Concatenate, Unpack, cast, overload

from bot.core.context.context import Context
from bot.core.context.job_context import JobContext
from bot.core.declarations.arguments import MOST_BYTES, params_of
from bot.core.declarations.declaration import (
    DownloadCall,
    FileCall,
    OutcomeCall,
    Page,
    PageCall,
    UploadOptions,
    permission_of,
)
from bot.core.declarations.references import CardRef, DownloadRef, FileRef, P, PageRef, R, UploadRef
from bot.core.declarations.registry import add_once
from bot.domain.roles import Role

Acting = Callable[Concatenate[Context, P], R]
"""A function called for a person who waits in a room for its answer."""
Working = Callable[Concatenate[JobContext, P], R]
"""A function called in the background."""


class DrawnAndFetched:
    """The part of a router for things drawn on demand, and for results of fetches."""

    def __init__(self) -> None:
        self.outcomes: list[OutcomeCall] = []
        self.downloads: dict[str, DownloadCall] = {}
        self.pages: dict[str, PageCall] = {}
        self.cards: dict[str, Callable[..., Any]] = {}
        self.shown: list[tuple[type, str]] = []
        self.files: dict[str, FileCall] = {}

    @overload
    def card(
        self, kind: CardRef[R], *, shows: Sequence[type] = ()
    ) -> Callable[[Callable[[JobContext, int], R]], CardRef[R]]: ...

    @overload
    def card(
        self, kind: str, *, shows: Sequence[type] = ()
    ) -> Callable[[Callable[[JobContext, int], R]], CardRef[R]]: ...

    def card(self, kind: str | CardRef[Any], *, shows: Sequence[type] = ()) -> Callable[..., Any]:
        """Declare how a live card is drawn from stored rows.

        It is drawn anew when repositories report changes of what it `shows`, under its key.
        """

        def declare(draw: Callable[[JobContext, int], Any]) -> CardRef[Any]:
            reference = CardRef[Any](kind) if isinstance(kind, str) else kind
            reference.bind(draw)
            add_once(self.cards, reference.name, reference.call)
            self.shown += [(thing, reference.name) for thing in shows]
            return reference

        return declare

    def file(
        self, kind: str | FileRef[..., Any], *, who: Role
    ) -> Callable[[Working[P, R]], FileRef[P, R]]:
        """Declare how a file is drawn when it is fetched: a `Document`, from its arguments.

        It is called with a `JobContext` and the words that `hand_out` was given, and only reads:
        nothing is changed by it, and it may take its time. A link to it works while the person whom
        it was given to is still `who`.
        """

        def declare(call: Working[P, R]) -> FileRef[P, R]:
            made = FileRef[..., Any](kind) if isinstance(kind, str) else kind
            reference = cast("FileRef[P, R]", made)
            reference.bind(call)
            add_once(self.files, reference.name, FileCall(reference.call, who))
            return reference

        return declare

    def outcome(
        self, name: str | UploadRef[..., Any], **more: Unpack[UploadOptions]
    ) -> Callable[[Acting[P, R]], UploadRef[P, R]]:
        """Declare the function called once a member's file was fetched: see `UploadRef.fetch`.

        It is called with what it names of `file_id` and `key`, for those who still may. Where there
        is no file the person is told why, in words, and `failed` is called, which may name `key`.
        `read` parses the file first: see `OutcomeCall`.
        """

        def declare(call: Acting[P, R]) -> UploadRef[P, R]:
            made = UploadRef[..., Any](name) if isinstance(name, str) else name
            reference = cast("UploadRef[P, R]", made)
            reference.bind(call)
            permission = permission_of({"who": Role.MEMBER, **more})
            params = params_of(reference.call)
            failed, read = more.get("failed"), more.get("read")
            self.outcomes.append(
                OutcomeCall(reference.name, reference.call, params, permission, failed, read)
            )
            return reference

        return declare

    def download(
        self,
        name: str | DownloadRef[..., Any],
        *,
        read: Callable[..., bytes] | None = None,
        most: int = MOST_BYTES,
    ) -> Callable[[Working[P, R]], DownloadRef[P, R]]:
        """Declare the function called once a web page was fetched: see `DownloadRef.fetch`.

        It is called in the background, with a `JobContext` and the `Outcome`. `most` limits the
        page's bytes; `read` parses it first: see `DownloadCall`.
        """

        def declare(call: Working[P, R]) -> DownloadRef[P, R]:
            made = DownloadRef[..., Any](name) if isinstance(name, str) else name
            reference = cast("DownloadRef[P, R]", made)
            reference.bind(call)
            add_once(self.downloads, reference.name, DownloadCall(reference.call, read, most))
            return reference

        return declare

    def page(
        self, path: str | PageRef[..., Any], *, secret: bool = False
    ) -> Callable[[Callable[Concatenate[JobContext, P], Page]], PageRef[P, Page]]:
        """Declare a page of our own: `/c/{slug}/events.ics`.

        It is called with a `JobContext` without a community and the words of its path, and only
        reads. A word is a slug, a number of at most nine digits where the parameter is an `int`,
        or on a `secret` page its one token: guesses of tokens are slowed down. A page raises
        `NothingHere`, or `UnknownToken` for a token that was never given.
        """

        def declare(call: Callable[Concatenate[JobContext, P], Page]) -> PageRef[P, Page]:
            made = PageRef[..., Any](path) if isinstance(path, str) else path
            reference = cast("PageRef[P, Page]", made)
            reference.bind(call)
            page = PageCall(reference.name, reference.call, params_of(reference.call), secret)
            add_once(self.pages, page.shape, page)
            return reference

        return declare
