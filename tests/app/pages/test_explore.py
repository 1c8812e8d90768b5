def test_the_page_draws_both_panels(visit):
    page = visit(painted=True)
    assert [title.value for title in page.subheader] == [
        "Rollout from the class token",
        "Predictions",
    ]
