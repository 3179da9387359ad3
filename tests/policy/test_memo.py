from stationmaster.policy.memo import Memo


def test_it_forgets_what_was_least_recently_asked_for() -> None:
    memo: Memo[str, int] = Memo(2)
    memo.keep({"a": 1, "b": 2})
    assert memo.known(["a", "x"]) == {"a": 1}
    memo.keep({"c": 3})
    assert memo.known(["a", "b", "c"]) == {"a": 1, "c": 3}
    assert len(memo) == 2


def test_more_answers_than_it_holds_are_no_harm() -> None:
    memo: Memo[int, int] = Memo(3)
    memo.keep({n: n for n in range(10)})
    assert memo.known(range(10)) == {7: 7, 8: 8, 9: 9}
