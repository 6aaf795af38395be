"""Addresses as people type them, and those that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.addresses import LinkTooLong, NotALink, NotAnEmail, read_email, read_link


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("https://exemple.fr/zoe", "https://exemple.fr/zoe"),
        ("http://exemple.fr", "http://exemple.fr"),
        ("www.exemple.fr", "https://www.exemple.fr"),
        ("exemple.fr/zoe?a=1#b", "https://exemple.fr/zoe?a=1#b"),
        (" <https://exemple.fr> ", "https://exemple.fr"),
        ("https://été.example:8080/", "https://été.example:8080/"),
    ],
)
def test_a_web_address_is_read(typed: str, link: str) -> None:
    assert read_link(typed) == link


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "mon site",
        "javascript:alert(1)",
        "ftp://exemple.fr",
        "file:///etc/passwd",
        "data:text/html,x",
        "https://",
        "https://localhost",
        "http://127.0.0.1/",
        "http://[::1]/",
        "https://banque.fr@ailleurs.example",
        "https://exemple.fr:0",
        "https://exemple.fr:port",
        "https://exemple.fr/a b",
        "https://exemple.fr/a\nb",
        "https://exemple.fr\\@ailleurs.example",
        "zoe@exemple.fr",
        "tg://user?id=1",
    ],
)
def test_a_wrong_web_address_is_refused(typed: str) -> None:
    with pytest.raises(NotALink):
        read_link(typed)


def test_a_long_web_address_is_refused() -> None:
    with pytest.raises(LinkTooLong):
        read_link(f"https://exemple.fr/{'a' * 200}")


@given(st.text())
def test_any_text_accepted_as_a_web_address_is_one(typed: str) -> None:
    try:
        link = read_link(typed)
    except (NotALink, LinkTooLong):
        return
    assert link.startswith(("http://", "https://"))
    assert not any(letter.isspace() for letter in link)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("zoe@exemple.fr", "zoe@exemple.fr"),
        (" Zoe.Martin+lettre@sous.exemple.fr ", "Zoe.Martin+lettre@sous.exemple.fr"),
        ("<zoe@exemple.fr>", "zoe@exemple.fr"),
        ("mailto:zoe@exemple.fr", "zoe@exemple.fr"),
    ],
)
def test_an_email_address_is_read(typed: str, address: str) -> None:
    assert read_email(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "zoe",
        "zoe@",
        "zoe@exemple",
        "@exemple.fr",
        "zoe@exemple.f",
        "zoe@exemple.fr, max@exemple.fr",
        "zoe@exemple.fr\nBcc: max@exemple.fr",
        "zoé martin@exemple.fr",
        "zoe@@exemple.fr",
        f"{'z' * 250}@exemple.fr",
    ],
)
def test_a_wrong_email_address_is_refused(typed: str) -> None:
    with pytest.raises(NotAnEmail):
        read_email(typed)
