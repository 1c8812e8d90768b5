from vitviz.core.steps import result_of


def test_all_steps_are_made_and_the_result_is_returned():
    made = []

    def work(count):
        for number in range(count):
            made.append(number)
            yield
        return sum(made)

    assert result_of(work(0)) == 0
    assert result_of(work(4)) == 6
    assert made == [0, 1, 2, 3]
