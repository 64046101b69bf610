"""The console in a real browser: Debian's chromium and chromium-driver through Selenium."""

import shutil
from contextlib import contextmanager

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE_SECONDS = 20
HEIGHTS = {390: 844, 1280: 800, 2560: 1440}
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--force-device-scale-factor=1")


def missing():
    """What a machine lacks for these tests, or None."""
    absent = [name for name in ("chromium", "chromedriver") if not shutil.which(name)]
    return f"{' and '.join(absent)} not found; 'make clients' installs chromium and chromium-driver" if absent else None


@contextmanager
def browsing(*flags):
    """A browser without a window; it ends with the block."""
    options = Options()
    options.binary_location = shutil.which("chromium")
    for flag in (*FLAGS, *flags):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()


class Page:
    """The console of a simulator in a tab of its own."""

    def __init__(self, driver, control):
        self.driver = driver
        self.root = f"{control}/"

    def open(self, route="#/field", width=1280, scheme="light"):
        """Loads the page anew in a size and a colour scheme."""
        self.driver.get("about:blank")
        self.complaints()
        self.show(width, scheme)
        self.driver.get(self.root + route)
        return self

    def show(self, width, scheme):
        metrics = {"width": width, "height": HEIGHTS[width], "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)

    def go(self, route):
        """To another view, as a link does."""
        self.run("location.hash = arguments[0]", route)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def all(self, css):
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def until(self, condition, what, seconds=PATIENCE_SECONDS):
        """The condition's first true value."""
        ignored = (StaleElementReferenceException, IndexError)
        return WebDriverWait(self.driver, seconds, poll_frequency=0.05, ignored_exceptions=ignored).until(lambda _: condition(), what)

    def find(self, css, text=None):
        """The first element that fits and has the text, once it is there."""
        return self.until(
            lambda: next((each for each in self.all(css) if text is None or text in each.text), None), f"{css} with {text!r}"
        )

    def says(self, css, text):
        """Waits until an element has the text."""
        return self.find(css, text).text

    def click(self, css, text=None):
        element = self.find(css, text)
        self.run("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def fill(self, css, text):
        element = self.find(css)
        element.clear()
        element.send_keys(text)

    def choose(self, css, value):
        """An option of a list, as a person chooses it."""
        script = "arguments[0].value = arguments[1]; for (const name of ['input', 'change']) arguments[0].dispatchEvent(new Event(name, {bubbles: true}))"
        self.run(script, self.find(css), value)

    @property
    def address(self):
        return self.run("return location.hash")

    def complaints(self):
        """What the browser logged of breaches of the policy, of errors and of files that are missing, since the last time."""
        return [line["message"] for line in self.driver.get_log("browser") if line["level"] == "SEVERE"]
