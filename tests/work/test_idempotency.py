"""A repeated request is answered as before and done once, whatever else happens to it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest

from stationmaster.core.errors import Conflict, InvalidInput
from stationmaster.work.idempotency import Answer, IdempotencyKeys

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Counter:
    def __init__(self, answer: Answer = Answer(201, '{"id":"x"}')):  # noqa: B008  # frozen
        self.answer, self.calls = answer, 0

    def __call__(self) -> Answer:
        self.calls += 1
        return self.answer


def keys(engines: Any, workspace: str = "w1", now: Callable[[], datetime] = lambda: NOW) -> Any:
    return IdempotencyKeys(engines.governance, workspace, now)


def test_the_second_time_is_answered_and_not_done(engines: Any) -> None:
    work = Counter()
    assert keys(engines).once("a", "k", "f", work) == work.answer
    assert keys(engines).once("a", "k", "f", work) == Answer(201, '{"id":"x"}', replayed=True)
    assert work.calls == 1


def test_a_refusal_is_an_answer_too(engines: Any) -> None:
    work = Counter(Answer(409, "{}"))
    for _ in range(2):
        assert keys(engines).once("a", "k", "f", work).status == 409
    assert work.calls == 1


def test_another_body_under_the_same_key_is_refused(engines: Any) -> None:
    keys(engines).once("a", "k", "f", Counter())
    with pytest.raises(InvalidInput, match="another request") as caught:
        keys(engines).once("a", "k", "g", Counter())
    assert caught.value.field == "Idempotency-Key"


def test_keys_of_others_are_theirs(engines: Any) -> None:
    work = Counter()
    keys(engines).once("a", "k", "f", work)
    keys(engines).once("b", "k", "g", work)
    keys(engines, "w2").once("a", "k", "h", work)
    assert work.calls == 3


def test_a_failure_of_ours_may_be_tried_again(engines: Any) -> None:
    work = Counter(Answer(503, "{}"))
    for _ in range(2):
        assert not keys(engines).once("a", "k", "f", work).replayed
    assert work.calls == 2


def test_what_was_cut_off_is_never_repeated(engines: Any) -> None:
    def cut() -> Answer:
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        keys(engines).once("a", "k", "f", cut)
    work = Counter()
    with pytest.raises(Conflict, match="not known how far"):
        keys(engines).once("a", "k", "f", work)
    assert work.calls == 0


def test_a_process_that_died_leaves_its_key_used(engines: Any) -> None:
    class Died(BaseException):
        pass

    def die() -> Answer:
        assert keys(engines)._take("a", "other", "f")
        raise Died

    with pytest.raises(Died):
        keys(engines).once("a", "k", "f", die)
    later = keys(engines, now=lambda: NOW + timedelta(hours=1))
    with pytest.raises(Conflict, match="not known how far"):
        later.once("a", "other", "f", Counter())


def test_of_two_at_once_one_works_and_the_other_is_told(engines: Any) -> None:
    begun, go_on = Event(), Event()

    def slow() -> Answer:
        begun.set()
        assert go_on.wait(10)
        return Answer(200, "{}")

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(keys(engines).once, "a", "k", "f", slow)
        assert begun.wait(10)
        with pytest.raises(Conflict, match="being worked on"):
            keys(engines).once("a", "k", "f", Counter())
        go_on.set()
        assert first.result(10).status == 200


def test_a_secret_is_not_kept(engines: Any) -> None:
    work = Counter(Answer(201, '{"secret":"s"}', kept='{"secret":null}'))
    assert keys(engines).once("a", "k", "f", work).body == '{"secret":"s"}'
    assert keys(engines).once("a", "k", "f", work).body == '{"secret":null}'


def test_keys_are_forgotten_after_a_day(engines: Any) -> None:
    work = Counter()
    keys(engines).once("a", "k", "f", work)
    keys(engines, now=lambda: NOW + timedelta(hours=25)).once("a", "k", "g", work)
    assert work.calls == 2
