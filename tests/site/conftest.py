"""The built site, made once for all tests however many processes run them."""

import sys

import pytest
from filelock import FileLock
from playwright.sync_api import sync_playwright

from tests.site.building import EXTENSIONS, ROOT, build, parsed
from tests.site.chromium import CHROMIUM, FLAGS

sys.path.insert(0, str(EXTENSIONS))


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    """The folder of the site, built from a clean state; the first process that comes builds it."""
    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    log = shared / "site.log"
    with FileLock(shared / "site.lock"):
        if not log.exists():
            status, said = build(ROOT, shared / "site")
            log.write_text(f"{status}\n{said}", encoding="utf-8")
    status, _, said = log.read_text(encoding="utf-8").partition("\n")
    if status != "0":
        pytest.fail(f"the book does not build without a warning:\n{said[-6000:]}", pytrace=False)
    return shared / "site" / "_build" / "html"


@pytest.fixture(scope="session")
def pages(site):
    """The paths of all pages of the site but the redirection at its root."""
    return [page for page in sorted(site.rglob("*.html")) if "_static" not in page.parts and parsed(page).body]


@pytest.fixture(scope="module")
def browser():
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def read(browser, site):
    """A function that opens a page of the site from its folder."""
    contexts = []

    def open_page(name, width=1440, mode="light", **options):
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, color_scheme=mode, **options))
        page = contexts[-1].new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.goto(f"{site.as_uri()}/{name}")
        return page

    yield open_page
    for context in contexts:
        context.close()
