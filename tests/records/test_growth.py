"""Reads and writes touch what they ask for, however many records there are: no statement scans."""

import pytest
from sqlalchemy import Connection, event
from tests.records.books import IMPORT, PERSON, Books

from stationmaster.core.filter import EVERYTHING, Condition, Filter, Group, Operator
from stationmaster.core.record import Association, Ref
from stationmaster.crm.reader import Sort
from stationmaster.records.tables import records_metadata

NEW = Filter((Group((Condition("status", Operator.EQ, ("new",)),)),))


class Plans:
    """Asks SQLite how it runs each statement; keeps those that read a whole table."""

    def __init__(self, books: Books):
        self.scans: list[str] = []
        self.seen = 0
        event.listen(books.engine, "before_cursor_execute", self._explain)

    def _explain(self, connection: Connection, cursor, statement, parameters, *_rest) -> None:
        if statement.startswith(("BEGIN", "EXPLAIN")):
            return
        one = parameters[0] if isinstance(parameters, list) else parameters
        self.seen += 1
        for *_, step in cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", one):
            verb, what, *_ = step.split()
            if verb == "SCAN" and what in {*records_metadata.tables, "r"}:
                self.scans.append(f"{step}: {statement}")


@pytest.mark.parametrize("engines", ["sqlite"], indirect=True)
def test_no_statement_reads_a_whole_table(engines):
    """PostgreSQL chooses by the size of its tables, and small ones it scans: SQLite's plans stand."""
    books = Books(engines.records)
    (ada,) = books.add("owner", {"name": "Ada", "email": "ada@acme.com"})
    plans = Plans(books)
    lead, other = books.add(
        "lead", {"email": "a@b.com", "owner_id": ada.id}, {"external_id": "7", "status": "new"}
    )
    (note,) = books.add("activity", {"kind": "note"})
    books.change(lead, email="c@d.com", status="working")
    books.link(note, lead)
    with books.writing() as writer:
        writer.archive([other], PERSON)
        writer.restore([other], PERSON)
        writer.associate([Association(note, other, "")], IMPORT)
        writer.dissociate([Association(note, other, "")])
    store = books.store
    store.get_many([lead, other, Ref("lead", "none")])
    store.find("lead", EVERYTHING)
    store.find("lead", NEW, limit=1)
    store.find("lead", NEW, sort=Sort("score"))
    store.lookup("lead", "email", ["a@b.com", "c@d.com"])
    store.search("ada acme")
    store.search("ada", types=["owner"])
    store.history(lead)
    store.associations([lead, note], "lead")
    store.timeline(lead)
    assert plans.seen > 40
    assert plans.scans == []
