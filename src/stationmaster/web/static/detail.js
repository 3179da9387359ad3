// The detail beside the list. It is shown from memory at once, and read again when the memory is old:
// what is shown is what the CRM holds now.

const FRESH = 3000; // milliseconds a prefetched detail counts as now
const KEPT = 24;
const detail = document.getElementById("detail");
const memory = new Map();
let wanted = "";

async function fetched(id) {
  const answer = await fetch(`/queue/detail/${encodeURIComponent(id)}`, {
    headers: { "HX-Request": "true", Accept: "text/html" },
    credentials: "same-origin",
  });
  if (answer.status === 401) {
    location.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
    return null;
  }
  return answer.text();
}

function keep(id, text) {
  memory.delete(id);
  memory.set(id, { text, at: Date.now() });
  if (memory.size > KEPT) memory.delete(memory.keys().next().value);
}

const busy = () => detail.querySelector("dialog[open], [data-editing]") !== null;

async function put(text) {
  await htmx.swap({ text, target: detail, swap: "innerHTML", sourceElement: detail });
}

/** Read a detail ahead of time. */
export async function prefetch(id) {
  if (memory.has(id)) return;
  try {
    const text = await fetched(id);
    if (text) keep(id, text);
  } catch {
    // Ahead of time is a favour: when it is really opened, the failure is shown.
  }
}

/** Everything in memory is old from now on: something was written. */
export function forgetAge() {
  for (const entry of memory.values()) entry.at = 0;
}

/** Show the detail of `id` ("" for none); what memory holds is shown first. */
export async function show(id) {
  wanted = id;
  const held = memory.get(id);
  if (held) await put(held.text);
  if (held && Date.now() - held.at < FRESH) return;
  detail.setAttribute("aria-busy", "true");
  try {
    const text = await fetched(id || "none");
    if (text === null || wanted !== id) return;
    keep(id, text);
    if (held && (text === held.text || busy())) return;
    const scrolled = held ? detail.querySelector(".body")?.scrollTop : 0;
    await put(text);
    const body = detail.querySelector(".body");
    if (body && scrolled) body.scrollTop = scrolled;
  } catch {
    if (wanted === id && !held)
      await put('<div class="empty"><strong>The server did not answer.</strong>Press j or k, or reload the page.</div>');
  } finally {
    if (wanted === id) detail.removeAttribute("aria-busy");
  }
}
