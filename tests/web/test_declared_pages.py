"""The pages that features declare: all of them, and refusals when they are put together."""

import pytest

from bot.app import declarations
from bot.core import JobContext, Page, PageRef, Router
from bot.core.context.job_context import FILES
from bot.core.declarations.declaration import PLACEHOLDER, PageCall, PathUnlikeFunction
from bot.core.declarations.references import unbound
from bot.core.declarations.registry import DuplicateDeclaration
from bot.core.declarations.router import collect
from bot.web.pages import first_segments

PAGES = declarations().pages.values()


def show(_ctx: JobContext, slug: str) -> Page:
    return Page(slug.encode(), "text/plain")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_each_page_can_be_served(page: PageCall) -> None:
    words = [(each.name, each.kind) for each in page.params]

    assert page.path.startswith("/")
    assert not page.path.startswith(f"{FILES}/"), "there the engine's own pages are"
    assert "{" not in page.path.split("/")[1], "what a web server passes on has a fixed beginning"
    assert {kind for _, kind in words} <= {str, int}
    if page.secret:
        assert words == [("token", str)]


def test_headers_that_a_web_server_passes_on_are_told() -> None:
    router = Router()
    router.page("/x/{slug}")(show)
    router.page("/x/more/{slug}")(show)

    assert first_segments(collect([router])) == ["/x"]
    assert "/c" in first_segments(declarations())


def test_a_page_that_two_features_declare_is_found() -> None:
    one, other = Router(), Router()
    one.page("/x/{slug}")(show)

    @other.page("/x/{number}")
    def show_by_number(_ctx: JobContext, number: int) -> Page:
        return Page(str(number).encode(), "text/plain")

    with pytest.raises(DuplicateDeclaration):
        collect([one, other])


def test_a_page_that_is_declared_twice_in_one_file_is_found() -> None:
    router = Router()
    router.page("/x/{slug}")(show)

    with pytest.raises(DuplicateDeclaration):
        router.page("/x/{slug}")(show)


def test_a_page_that_no_file_binds_is_found() -> None:
    page: PageRef[[str], Page] = PageRef("/x/{slug}")

    assert unbound({"page": page}) == ["page"]
    with pytest.raises(TypeError, match="bound to no function"):
        page.at  # noqa: B018 - asking is enough


@pytest.mark.parametrize("path", ["/x", "/x/{name}", "/x/{slug}/{number}"])
def test_a_path_has_the_words_that_its_function_takes(path: str) -> None:
    assert PLACEHOLDER.findall(path) != ["slug"]
    with pytest.raises(PathUnlikeFunction):
        Router().page(path)(show)
