"""Static files by names that change with their content, and so may be kept for a year."""

import re
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from . import checks
from .clients import Target
from .pages import Page

pytestmark = pytest.mark.has("cdn")

HASHED = re.compile(r"(?P<stem>.+)\.(?P<hash>[0-9a-f]{8,64})\.(?P<extension>[a-z0-9.]+)")
TYPES = {
    "css": {"text/css"},
    "js": {"text/javascript", "application/javascript"},
    "woff2": {"font/woff2"},
    "png": {"image/png"},
    "svg": {"image/svg+xml"},
}
PAGES = ["/", "/docs"]


def linked(client: httpx.Client, page: str) -> list[str]:
    """The files of a page, as a browser would ask for them; a script may be a route, no file."""
    answer = client.get(page)
    assert answer.status_code == 200
    urls = [urljoin(str(answer.url), asset) for asset in Page.parse(answer.text).assets()]
    return [url for url in urls if "." in urlsplit(url).path.rpartition("/")[2]]


def named_in(client: httpx.Client, style: str) -> list[str]:
    """What a style sheet loads."""
    found = re.findall(r"""url\(\s*["']?([^"')]+)""", client.get(style).text)
    return [urljoin(style, url) for url in found if not url.startswith("data:")]


@pytest.fixture
def files(visitor: httpx.Client) -> list[str]:
    """Everything that the pages load, fonts as well."""
    pages = [url for page in PAGES for url in linked(visitor, page)]
    styles = [url for url in pages if urlsplit(url).path.endswith(".css")]
    return sorted({*pages, *(url for style in styles for url in named_in(visitor, style))})


def name_of(url: str) -> re.Match[str]:
    found = HASHED.fullmatch(urlsplit(url).path.rpartition("/")[2])
    assert found, f"no hash in {url}"
    return found


def renamed(url: str, name: str) -> str:
    return urljoin(url, name)


def test_the_pages_link_hashed_names(files: list[str], target: Target) -> None:
    assert len(files) >= 4
    base = target.cdn_url.rstrip("/") or target.base_url
    for url in files:
        assert url.startswith(f"{base}/static/"), url
        assert name_of(url)


def test_they_are_kept_for_a_year(files: list[str], visitor: httpx.Client) -> None:
    for url in files:
        answer = visitor.get(url)
        assert answer.status_code == 200, url
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.content


def test_any_page_may_use_them_without_credentials(
    files: list[str], visitor: httpx.Client, target: Target
) -> None:
    for url in files:
        for origin in (None, target.cors_origin, "https://evil.example"):
            headers = {"Origin": origin} if origin else {}
            answer = visitor.get(url, headers=headers)
            assert answer.headers.get_list("Access-Control-Allow-Origin") == ["*"], url
            assert "Access-Control-Allow-Credentials" not in answer.headers
            assert "Set-Cookie" not in answer.headers


def test_each_has_the_right_type(files: list[str], visitor: httpx.Client) -> None:
    for url in files:
        extension = urlsplit(url).path.rpartition(".")[2]
        assert checks.media_type(visitor.get(url)) in TYPES[extension], url


def test_the_font_of_the_states(files: list[str], visitor: httpx.Client) -> None:
    (font,) = [url for url in files if url.endswith(".woff2")]
    assert name_of(font)["stem"] == "states"
    assert visitor.get(font).content.startswith(b"wOF2")


def test_the_plain_name_is_not_kept(files: list[str], visitor: httpx.Client) -> None:
    for url in files:
        name = name_of(url)
        answer = visitor.get(renamed(url, f"{name['stem']}.{name['extension']}"))
        if answer.status_code == 200:
            assert answer.headers["Cache-Control"] == "no-cache"
        else:
            checks.problem(answer, 404)
        assert "immutable" not in answer.headers.get("Cache-Control", "")


def test_a_hash_that_does_not_fit(files: list[str], visitor: httpx.Client) -> None:
    """An old page must not get a new file under an old name, to be kept for a year."""
    for url in files:
        name = name_of(url)
        for wrong in ("0" * len(name["hash"]), name["hash"][:-1], name["hash"] + "0"):
            answer = visitor.get(renamed(url, f"{name['stem']}.{wrong}.{name['extension']}"))
            checks.problem(answer, 404)
            assert "immutable" not in answer.headers.get("Cache-Control", "")


def test_their_head(files: list[str], visitor: httpx.Client) -> None:
    head = visitor.head(files[0])
    assert (head.status_code, head.content) == (200, b"")
    assert "immutable" in head.headers["Cache-Control"]


@pytest.mark.parametrize("page", PAGES)
def test_the_policy_lets_the_network_in(visitor: httpx.Client, target: Target, page: str) -> None:
    policy = {
        words[0]: words[1:]
        for words in map(str.split, visitor.get(page).headers["Content-Security-Policy"].split(";"))
        if words
    }
    place = urlsplit(target.cdn_url)
    origin = f"{place.scheme}://{place.netloc}"
    allowed = {
        name
        for name, sources in policy.items()
        if any(source.rstrip("/").startswith(origin) for source in sources)
    }
    wanted = {"style-src", "script-src", "font-src", "img-src"} if target.cdn_url else set()
    assert allowed & (wanted or {origin}) == wanted
    assert "default-src" not in allowed, "for nothing else"


def test_the_state_is_a_word_as_well(visitor: httpx.Client) -> None:
    text = Page.parse(visitor.get("/").text).text
    assert "ok" in re.findall(r"\w+", text)
