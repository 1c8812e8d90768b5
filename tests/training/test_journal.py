from vitviz.training import journal


def test_records_are_read_in_their_order(tmp_path):
    for step in (1, 2):
        journal.append(tmp_path / "log", {"step": step})
    assert journal.read(tmp_path / "log") == [{"step": 1}, {"step": 2}]


def test_no_log_is_empty(tmp_path):
    assert journal.read(tmp_path / "log") == []


def test_a_line_cut_short_is_left_out(tmp_path):
    (tmp_path / "log").write_text('{"step": 1}\n{"step": 2, "lo')
    assert journal.read(tmp_path / "log") == [{"step": 1}]


def test_going_on_takes_out_what_the_checkpoint_does_not_know(tmp_path):
    log = tmp_path / "log"
    log.write_text('{"step": 1}\n{"step": 5}\n{"step": 9}\n{"st')
    journal.rewind(log, 5)
    journal.append(log, {"step": 6})
    assert journal.read(log) == [{"step": 1}, {"step": 5}, {"step": 6}]
