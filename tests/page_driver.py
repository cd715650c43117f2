"""A browser with the few moves that the page's tests make."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeVar

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CHROMEDRIVER = shutil.which("chromedriver")
WAIT = 30
"""Seconds until a missing element is an error; nothing waits that long when all is well."""
POLL = 0.05
"""Seconds between two looks at what is waited for."""
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ABORTED, BROKEN_OFF = "AbortError: signal is aborted", "errored out"
OWN_SCHEMES = ("data:", "blob:", "chrome:", "chrome-extension:", "chrome-untrusted:", "about:")

DESKTOP = (1440, 900)
PHONE = (390, 844)
"""Window sizes in CSS pixels."""

T = TypeVar("T")


def start_browser(profile: Path) -> webdriver.Chrome:
    """Chromium with an empty ``profile``, recording its console and requests."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(CHROMEDRIVER))


def set_size(driver: webdriver.Chrome, size: tuple[int, int]) -> None:
    """Give the page ``size`` CSS pixels; emulated, because a window cannot be as narrow as a phone."""
    metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


class Browsers:
    """Browsers that one test after the other takes, each time as if it were new: starting one takes seconds."""

    def __init__(self, profiles: Path) -> None:
        self._profiles = profiles
        self._started = 0
        self._idle: list[webdriver.Chrome] = []

    def take(self) -> webdriver.Chrome:
        """A browser that knows nothing of any page."""
        if self._idle:
            return self._idle.pop()
        self._started += 1
        return start_browser(self._profiles / str(self._started))

    def give_back(self, driver: webdriver.Chrome, addresses: Collection[str]) -> None:
        """Let a browser forget the pages at ``addresses``; only what those servers let it cache stays."""
        try:
            driver.get("about:blank")
            driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
            for address in addresses:
                wanted = {"origin": address.rstrip("/"), "storageTypes": "local_storage,indexeddb,service_workers"}
                driver.execute_cdp_cmd("Storage.clearDataForOrigin", wanted)
            for name in ("browser", "performance"):
                driver.get_log(name)  # type: ignore[no-untyped-call]
        except WebDriverException:
            driver.quit()
        else:
            self._idle.append(driver)

    def quit(self) -> None:
        """End them all."""
        while self._idle:
            self._idle.pop().quit()


class Page:
    """The page at ``address`` in a browser."""

    def __init__(self, driver: webdriver.Chrome, address: str, waiting_for: str = "#question textarea") -> None:
        self.driver = driver
        self.address = address
        self.driver.get(address)
        self.find(waiting_for)

    @property
    def port(self) -> int:
        """The port of the page's server."""
        return int(self.address.rstrip("/").rpartition(":")[2])

    def load(self) -> None:
        """Load the page, or load it again."""
        self.driver.get(self.address)
        self.find("#question textarea")

    def wait(self, condition: Callable[[], T]) -> T:
        """What ``condition`` gives as soon as it is true; elements that vanish meanwhile count as not yet."""
        waiting = WebDriverWait(self.driver, WAIT, POLL, ignored_exceptions=(WebDriverException,))
        return waiting.until(lambda _: condition())

    def list_visible(self, selector: str) -> list[WebElement]:
        """The visible elements for a CSS ``selector`` now."""
        return [item for item in self.driver.find_elements(By.CSS_SELECTOR, selector) if item.is_displayed()]

    def find(self, selector: str) -> WebElement:
        """The first visible element for a CSS ``selector``, once there is one."""
        return self.wait(lambda: self.list_visible(selector))[0]

    def click(self, selector: str) -> None:
        """Click the first visible element once nothing is in its way."""

        def try_to_click() -> bool:
            element = self.find(selector)
            # The question box stands over the end of the page: what lies under it is brought to the middle first.
            self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
            element.click()
            return True

        self.wait(try_to_click)

    def read(self, selector: str) -> str:
        """The whole text of the first visible element, also where it is scrolled away."""
        return str(self.find(selector).get_property("textContent")).strip()

    def ask(self, question: str) -> None:
        """Type a question and press Enter."""
        self.find("#question textarea").send_keys(question, Keys.ENTER)

    def wait_for_answer(self, question: str) -> WebElement:
        """The newest answer, once ``question`` is the newest question and has been answered."""
        self.wait(lambda: self.read("#latest .is-done .question p") == question)
        self.find("#send")
        return self.find("#latest .answer")

    def read_quote(self) -> str:
        """The highlighted text of the evidence panel; the parts of a table's row with tabs between them."""
        self.find(".evidence mark")
        marks = self.driver.find_elements(By.CSS_SELECTOR, ".evidence mark")
        return "\t".join(str(mark.get_property("textContent")) for mark in marks)

    def run_script(self, script: str) -> object:
        """What a JavaScript function body returns."""
        result: object = self.driver.execute_script(script)
        return result

    def measure_width(self) -> tuple[int, bool]:
        """The window's width in CSS pixels, and whether the page must be scrolled sideways."""
        width = self.driver.execute_script("return window.innerWidth")
        wide = self.driver.execute_script(
            "const root = document.documentElement; return root.scrollWidth > root.clientWidth"
        )
        return int(width), bool(wide)

    def leave(self) -> None:
        """Leave the page before its server ends, which it would else complain of; what it said till then counts."""
        complaints = self.list_complaints()
        assert complaints == [], complaints
        self.driver.get("about:blank")

    def list_complaints(self) -> list[str]:
        """Console errors, and requests to anywhere but the page's own server, since the last call."""
        console, requests = (self.driver.get_log(name) for name in ("browser", "performance"))  # type: ignore[no-untyped-call]
        complaints = [str(entry["message"]) for entry in console if entry["level"] == "SEVERE"]
        if any(ABORTED in complaint for complaint in complaints):
            # Leaving or loading a page anew ends what it was asking for, and Gradio logs that as two errors of its own.
            complaints = [said for said in complaints if ABORTED not in said and BROKEN_OFF not in said]
        for entry in requests:
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = str(message["params"]["request"]["url"])
                complaints += [] if url.startswith((self.address, *OWN_SCHEMES)) else [url]
        return complaints


OpenPage = Callable[..., Page]
"""Opens the page at an address, in a window of the size given second."""
