"""Write the next migration from what the tables say: `python -m stationmaster.db.revise TREE "Message"`.

`--first` writes the only one anew; that is for a tree whose first version was never released.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command

from stationmaster.db.engine import open_engine
from stationmaster.db.migrate import FOLDER, Tree, configuration


def revise(tree: Tree, message: str, *, first: bool = False, folder: Path = FOLDER) -> Path:
    """Compares the tables with a database at the newest version; the new file."""
    versions = folder / tree / "versions"
    if first:
        for old in versions.glob("*.py"):
            old.unlink()
    number = len(list(versions.glob("*.py"))) + 1
    with TemporaryDirectory() as place:
        engine = open_engine(f"sqlite:///{place}/empty.db")
        config = configuration(tree, folder)
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")
        engine.dispose()
    (made,) = versions.glob(f"{number:04}_*.py")
    lines = made.read_text().splitlines(keepends=True)
    made.write_text("".join(line for line in lines if not line.strip().startswith("# ###")))
    return made


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--first"]
    sys.stdout.write(f"{revise(Tree(words[0]), words[1], first='--first' in sys.argv)}\n")
