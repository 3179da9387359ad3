"""One file per noun. A GET never decides anything."""
