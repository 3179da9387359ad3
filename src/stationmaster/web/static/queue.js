// The review queue: hands on the keyboard, nothing jumps, the next one is there before it is asked for.
import { say } from "./app.js";
import { on } from "./keys.js";
import { forgetAge, prefetch, show } from "./detail.js";

const list = document.getElementById("rows");
const detail = document.getElementById("detail");
const shell = document.querySelector(".shell");
const picked = document.getElementById("picked");
const narrow = window.matchMedia("(max-width: 720px)");
const LAST = "stationmaster:last";

let resume = null; // the row that took the place of one that is gone
let waitingForMore = false;

const rows = () => [...list.querySelectorAll(".row")];
const link = (row) => row.querySelector(".open");
const current = () => list.querySelector('.open[aria-current="true"]')?.closest(".row") ?? null;

function neighbour(row, step) {
  let other = row;
  do other = step > 0 ? other.nextElementSibling : other.previousElementSibling;
  while (other && !other.matches(".row"));
  return other;
}

function mark(row) {
  current()?.querySelector(".open").removeAttribute("aria-current");
  resume = null;
  if (!row) return;
  link(row).setAttribute("aria-current", "true");
  row.scrollIntoView({ block: "nearest" });
}

function open(row, { focus = true } = {}) {
  mark(row);
  if (focus) link(row).focus({ preventScroll: true });
  show(row.dataset.id);
  const url = new URL(location.href);
  url.searchParams.set("open", row.dataset.id);
  history.replaceState(history.state, "", url);
  for (const other of [neighbour(row, 1), neighbour(row, -1)]) if (other) prefetch(other.dataset.id);
}

/** Where one thing is shown at a time: the detail, until one goes back. */
function uncover() {
  if (!narrow.matches || shell.classList.contains("reading")) return;
  shell.classList.add("reading");
  history.pushState({ reading: true }, "");
  detail.focus({ preventScroll: true });
}

function read(row) {
  open(row, { focus: !narrow.matches });
  uncover();
}

function move(step) {
  say("");
  const from = current();
  if (from && detail.querySelector("[data-batch]")) return open(from), true;
  const to = from ? neighbour(from, step) : (resume ?? rows()[0]);
  if (to) return open(to), true;
  const more = step > 0 && list.querySelector("[data-more]");
  if (more) {
    waitingForMore = true;
    more.click();
  }
  return true;
}

on("j", () => move(1));
on("k", () => move(-1));
on("ArrowDown", () => list.contains(document.activeElement) && move(1));
on("ArrowUp", () => list.contains(document.activeElement) && move(-1));
on("/", () => (document.getElementById("q").select(), document.getElementById("q").focus(), true));
on("x", () => current() && (current().querySelector("[type=checkbox]").click(), true));
on("u", () => (undoLast(), true));
on("A", () => {
  const group = current()?.dataset.group;
  const button = group && list.querySelector(`.group[data-group="${CSS.escape(group)}"] [data-group-approve]`);
  button?.click();
  return Boolean(button);
});
on("a", () => {
  if (detail.querySelector("[data-batch]") || !picks().length) return false;
  picked.requestSubmit();
  return true;
});
on("Enter", () => {
  if (document.activeElement !== document.body) return false;
  detail.querySelector(".body")?.focus();
  return true;
});
on("Escape", () => {
  const cancel = detail.querySelector("[data-cancel]");
  if (cancel) cancel.click();
  else if (shell.classList.contains("reading")) history.back();
  else if (current()) link(current()).focus({ preventScroll: true });
  return true;
});
document.getElementById("q").addEventListener("keydown", (event) => {
  if (event.key !== "Escape" && event.key !== "Enter") return;
  event.preventDefault();
  const row = current() ?? rows()[0];
  (row ? link(row) : detail).focus({ preventScroll: true });
});

list.addEventListener("click", (event) => {
  if (event.target.closest("[data-open-first]")) {
    const row = neighbour(event.target.closest(".group"), 1);
    if (row) read(row);
    return;
  }
  const row = event.target.closest(".open")?.closest(".row");
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  say("");
  if (event.detail === 0 && row === current()) detail.querySelector(".body")?.focus();
  else read(row);
});
detail.addEventListener("click", (event) => {
  if (event.target.closest("[data-back]")) history.back();
  const cancel = event.target.closest("[data-cancel]");
  if (cancel && !cancel.hasAttribute("hx-get")) {
    const row = current() ?? rows()[0];
    if (row) open(row);
    else show("");
  }
});
window.addEventListener("popstate", () => {
  if (!shell.classList.contains("reading")) return;
  shell.classList.remove("reading");
  if (current()) link(current()).focus({ preventScroll: true });
});

// Selecting.
const picks = () => [...list.querySelectorAll(".side :checked")];
function countPicks() {
  const number = picks().length;
  document.getElementById("picked-count").textContent = number;
  picked.hidden = !number;
}
function clearPicks() {
  for (const box of picks()) box.checked = false;
  countPicks();
}
list.addEventListener("change", countPicks);
document.getElementById("unpick").addEventListener("click", clearPicks);

// What was decided leaves the list; the row that takes its place is opened, or waits for `j`.
function recount(counts) {
  for (const [name, number] of Object.entries(counts ?? {}))
    for (const place of document.querySelectorAll(`[data-count="${CSS.escape(name)}"]`))
      place.textContent = number.toLocaleString("en");
}
function withoutEmptyGroups() {
  for (const group of list.querySelectorAll(".group"))
    if (!group.nextElementSibling?.matches(".row, .more")) group.remove();
}
function successor(ids) {
  let row = current();
  while (row && ids.includes(row.dataset.id)) row = neighbour(row, 1);
  if (row) return row;
  row = current();
  while (row && ids.includes(row.dataset.id)) row = neighbour(row, -1);
  return row;
}
function decided({ ids = [], undo, stay, said, counts }) {
  const next = successor(ids);
  for (const id of ids) document.getElementById(`row-${id}`)?.remove();
  withoutEmptyGroups();
  recount(counts);
  countPicks();
  forgetAge();
  if (undo) sessionStorage.setItem(LAST, JSON.stringify(undo));
  if (stay) {
    if (!current()) resume = next;
  } else if (next?.isConnected) open(next, { focus: !shell.classList.contains("reading") });
  if (!list.querySelector(".row")) refill();
  if (said) say(said);
}

function refill() {
  const more = list.querySelector("[data-more]");
  if (more) return more.click();
  const filters = new URLSearchParams(new FormData(document.getElementById("filters")));
  htmx.ajax("GET", `/queue/rows?${filters}`, { target: "#rows", swap: "innerHTML" });
  if (!detail.querySelector("[data-batch]")) show("");
}

function undoLast() {
  const last = sessionStorage.getItem(LAST);
  if (!last) return say("Nothing was decided from here yet.");
  const ids = JSON.parse(last);
  if (!ids.length) return say("The last decision wrote nothing, so there is nothing to take back.");
  const csrf = document.querySelector('input[name="csrf"]').value;
  htmx.ajax("POST", "/queue/undo", { target: "#detail", swap: "innerHTML", values: { ids: ids.join(","), csrf } });
}

document.addEventListener("htmx:after:swap", (event) => {
  const told = document.querySelector("#events [data-event]");
  if (told) {
    told.remove();
    decided(JSON.parse(told.dataset.event));
  }
  const target = event.detail.ctx.target;
  if (target === detail && detail.querySelector("[data-batch], [data-editing]")) uncover();
  if (waitingForMore && !list.querySelector("[data-more].htmx-request")) {
    waitingForMore = false;
    const from = current();
    const to = from ? neighbour(from, 1) : rows()[0];
    if (to) open(to);
  }
  if (target === list || target?.id === "rows") {
    countPicks();
    const url = new URL("/queue", location.href);
    for (const [name, value] of new FormData(document.getElementById("filters"))) if (value) url.searchParams.set(name, value);
    history.replaceState(history.state, "", url);
    const first = rows()[0];
    if (first && document.activeElement?.id !== "q") open(first, { focus: false });
    else if (first) mark(first), show(first.dataset.id);
  }
  // A swap drops focus to the body: give it back to the row, so that Tab and a screen reader go on from there.
  if (document.activeElement === document.body && !detail.querySelector("[data-editing], dialog[open]")) {
    const row = current();
    if (row && !shell.classList.contains("reading")) link(row).focus({ preventScroll: true });
  }
});

// An address that names a proposal leads to it, also where one thing is shown at a time.
const asked = new URLSearchParams(location.search).get("open");
if (asked && detail.querySelector(`[data-proposal="${CSS.escape(asked)}"]`)) uncover();
if (current()) {
  const next = neighbour(current(), 1);
  if (next) prefetch(next.dataset.id);
  if (!narrow.matches) link(current()).focus({ preventScroll: true });
}
