// Keys. A page registers what a key does; buttons name theirs with data-key; nothing fires while typing.

const handlers = new Map();
let prefix = "";

/** Do `does` on `key` before any button that names it; answering false passes it on. */
export function on(key, does) {
  handlers.set(key, does);
}

/** What a key may reach now: the open dialog alone, or the page. */
export function scope() {
  return document.querySelector("dialog[open]") ?? document;
}

function typing(target) {
  return target.isContentEditable || target.matches?.("textarea, select, input:not([type=checkbox], [type=radio])");
}

function press(selector) {
  // What is not shown cannot be pressed: a closed dialog keeps its buttons in the page.
  const button = [...scope().querySelectorAll(selector)].find((b) => b.checkVisibility() && !b.disabled);
  button?.click();
  return Boolean(button);
}

const PLACES = { q: "/queue", r: "/records", a: "/audit", p: "/policy", s: "/stations", t: "/team" };

function plainKey(event) {
  const key = event.key;
  if (prefix === "g") {
    prefix = "";
    if (PLACES[key]) location.href = PLACES[key];
    return Boolean(PLACES[key]);
  }
  if (key === "g" && scope() === document) {
    prefix = "g";
    setTimeout(() => (prefix = ""), 1500);
    return true;
  }
  if (/^[1-9]$/.test(key) && press(`[data-digit="${key}"]`)) return true;
  if (scope() === document && handlers.get(key)?.(event)) return true;
  return press(`[data-key="${CSS.escape(key)}"]`);
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    if (press('[data-combo="mod+Enter"]')) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    if (scope() === document && handlers.get("Escape")?.(event)) event.preventDefault();
    return;
  }
  if (typing(event.target) || (event.repeat && !"jk".includes(event.key))) return;
  if (plainKey(event)) event.preventDefault();
});
