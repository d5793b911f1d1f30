"""What the proofs share with the tests of pages: the example judged once, a page of some of it, and the browser."""

import tests.conftest  # noqa: F401 - the profile of Hypothesis that all tests share: without it each run draws others, and a slow one fails
from tests.pages.conftest import card, example, page
from tests.pages.test_accessibility import chromium, file

__all__ = ["card", "chromium", "example", "file", "page"]
