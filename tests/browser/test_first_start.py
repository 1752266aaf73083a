"""The first start: the index is built while the reader watches."""

import pytest

pytestmark = pytest.mark.browser


def test_progress_is_shown_until_questions_can_be_asked(new_page, new_app):
    page = new_page(new_app)
    page.locator(".st-key-preparing [data-testid='stProgress']").wait_for()
    assert "first start builds the index" in page.locator(".st-key-preparing").inner_text()
    page.get_by_placeholder("Ask about").wait_for()
    assert page.locator(".st-key-preparing").count() == 0
    assert "Searches 1 source," in page.locator(".w-scope").inner_text()
