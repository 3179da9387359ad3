"""Run every benchmark, or those named: `python -m benchmarks governed_writes routing`."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main(wanted: list[str]) -> int:
    known = sorted(
        p.stem for p in HERE.glob("*.py") if p.stem not in ("__init__", "__main__", "harness")
    )
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}. There are: {', '.join(known)}.")
        return 2
    failed = 0
    for name in wanted or known:
        print(f"\n== {name}", flush=True)
        done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False)  # noqa: S603 # ours
        failed += done.returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
