"""The same office, server and browser as the tests of the pages."""

from tests.web.conftest import browser, office, plan, tab

__all__ = ["browser", "office", "plan", "tab"]
