"""Writing to the record store. Only the embedded connector and an import may."""

from stationmaster.records.write.writer import RecordWriter

__all__ = ["RecordWriter"]
