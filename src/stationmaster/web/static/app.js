// What every page needs: dialogs, light and dark, the reader's time zone, and words when a request fails.
import "./keys.js";

const YEAR = 31536000;

function remember(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}

/** Say something to everybody, also to those who listen to the page. */
export function say(words) {
  const line = document.getElementById("said");
  if (line) line.textContent = words;
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) remember("zone", zone);

document.addEventListener("change", (event) => {
  if (event.target.id !== "theme") return;
  document.documentElement.dataset.theme = event.target.value;
  remember("theme", event.target.value);
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  const copy = event.target.closest("[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => say("Copied."));
});

document.addEventListener("submit", (event) => {
  const ask = event.submitter?.dataset.ask;
  if (ask && !window.confirm(ask)) event.preventDefault();
  event.target.closest("dialog")?.close();
  const wait = event.target.dataset.wait;
  if (!wait || event.defaultPrevented) return;
  say(wait);
  // After this event: a button that is disabled now would not be sent.
  setTimeout(() => event.target.querySelectorAll("button").forEach((button) => (button.disabled = true)));
});

document.addEventListener("htmx:error", () => {
  say("The server did not answer. Nothing is lost: look again before you repeat it.");
});
document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx.response.status >= 500) say("The server had a problem with this. Try it again.");
});
