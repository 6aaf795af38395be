"""A web in memory, for the demo and for tests."""

from bot.core.messages.ports import FileTooBig
from bot.web.safe_fetch import FetchedPage, NoSuchName, NotModified, Unreachable


class PretendedWeb:
    """Pages by their addresses. Addresses in `down` do not answer."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.down: set[str] = set()
        self.asked: list[str] = []

    async def fetch(
        self, url: str, most: int, *, accept: str = "", etag: str = "", modified: str = ""
    ) -> FetchedPage | NotModified:
        """The page at an address."""
        del accept, modified
        self.asked.append(url)
        if url in self.down:
            raise Unreachable
        if url not in self.pages:
            raise NoSuchName
        content = self.pages[url]
        if len(content) > most:
            raise FileTooBig
        mark = f'"{hash(content)}"'
        return NotModified() if mark == etag else FetchedPage(content, mark)
