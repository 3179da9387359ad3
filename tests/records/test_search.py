"""Full text: the same words, the same answers, on both databases; and no text is ill-formed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.records.books import PERSON, Books

from stationmaster.db.engine import open_engine
from stationmaster.records.tables import records_metadata
from stationmaster.records.write import RecordWriter

ANY_EXAMPLES = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def found(books: Books, text: str, **asked) -> list[str]:
    return [str(r.get("last_name")) for r in books.store.search(text, **asked)]


@pytest.fixture
def people(books) -> Books:
    books.add(
        "lead",
        {"last_name": "Müller", "email": "jo@acme.com", "message": "Bitte Angebot für 20 Plätze"},
        {"last_name": "Byron", "company": "Acme", "message": "Call me, O'Neil sent me"},
        {"last_name": "Acme", "website": "https://byron.example.com/a"},
        {"last_name": "東京", "score": 77},
    )
    return books


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("muller", {"Müller"}),
        ("MÜLLER", {"Müller"}),
        ("mul", {"Müller"}),
        ("jo@acme.com", {"Müller"}),
        ("acme.com jo", {"Müller"}),
        ("angebot plat", {"Müller"}),
        ("angebo platze", set()),
        ("o'neil", {"Byron"}),
        ("neil", {"Byron"}),
        ("byron", {"Byron", "Acme"}),
        ("acme", {"Müller", "Byron", "Acme"}),
        ("東京", {"東京"}),
        ("東", {"東京"}),
        ("77", set()),
        ("nobody", set()),
    ],
)
def test_all_words_must_be_there_and_the_last_may_be_a_beginning(people, text, names):
    assert set(found(people, text)) == names


def test_a_name_counts_for_more_than_a_mention(people):
    assert found(people, "acme")[0] == "Acme"
    assert found(people, "byron")[0] == "Byron"


def test_only_the_asked_types_and_as_many_as_asked(people):
    people.add("contact", {"last_name": "Byron"})
    assert len(found(people, "byron")) == 3
    assert [r.ref.type for r in people.store.search("byron", types=["contact"])] == ["contact"]
    assert people.store.search("byron", types=["contact", "boat\0"])
    assert len(found(people, "byron", limit=1)) == 1


def test_of_equal_matches_the_newest_comes_first(books):
    refs = books.add("lead", *({"last_name": "Same"} for _ in range(5)))
    assert [r.ref for r in books.store.search("same")] == refs[::-1]


def test_the_index_follows_the_record(books):
    (lead,) = books.add("lead", {"last_name": "Before", "score": 1})
    books.change(lead, last_name="After")
    assert found(books, "before") == []
    assert found(books, "after") == ["After"]
    books.change(lead, score=2)
    assert found(books, "after") == ["After"]
    with books.writing() as writer:
        writer.archive([lead], PERSON)
    assert found(books, "after") == []
    with books.writing() as writer:
        writer.restore([lead], PERSON)
    assert found(books, "after") == ["After"]


def test_what_is_rolled_back_is_not_found(books):
    with books.engine.connect() as connection:
        writer = RecordWriter(connection, books.workspace)
        writer.insert("lead", [{"last_name": "Ghost"}], PERSON)
        connection.rollback()
    assert found(books, "ghost") == []


def test_tables_made_without_migrations_have_the_index_too(tmp_path):
    engine = open_engine(f"sqlite:///{tmp_path / 'made.db'}")
    records_metadata.create_all(engine)
    books = Books(engine)
    books.add("lead", {"last_name": "Byron"})
    assert found(books, "byron") == ["Byron"]
    engine.dispose()


def test_a_very_long_text_is_stored_and_its_beginning_is_found(books):
    words = " ".join(f"wort{n}" for n in range(120_000))
    (lead,) = books.add("lead", {"last_name": "Long", "message": words[:1_000_000]})
    assert found(books, "wort77 long") == ["Long"]
    assert len(str(books.store.get_many([lead])[lead].get("message"))) == 1_000_000


def test_a_word_that_is_everywhere_is_answered(books):
    books.add("lead", *({"last_name": f"N{n}", "country": "Norway"} for n in range(1500)))
    assert len(found(books, "norway", limit=50)) == 50
    assert found(books, "norway n3")[0].startswith("N3")


HOSTILE = [
    '"', "'", "*", "a*", "^a", "a AND", "NOT a", "a NEAR/2 b", "title:a", "-a", "(a", "{a b}:c",
    "a:*", "a & | !", "a <-> b", "\\", "\\'", "%", "\0", "a\0b", "\ud800", "\u202e", "''; DROP",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_query_syntax_is_only_text(people, text):
    people.store.search(text)


@ANY_EXAMPLES
@given(st.text(max_size=60))
def test_any_text_is_a_query(engines, text):
    Books(engines.records).store.search(text)


@ANY_EXAMPLES
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60))
def test_what_is_stored_is_found_by_itself(engines, text):
    books = Books(engines.records, workspace=f"ws_{abs(hash(text))}")
    (lead,) = books.add("lead", {"message": text, "last_name": "x"})
    assert lead in [r.ref for r in books.store.search(f"{text} x", limit=5)]
