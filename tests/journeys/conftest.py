"""The same office, server and browser as the tests of the pages."""

from tests.web.conftest import browser, client_of, office, plan, tab

__all__ = ["browser", "client_of", "office", "plan", "tab"]
