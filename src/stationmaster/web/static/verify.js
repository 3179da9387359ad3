// The check of the audit chain, with its progress as it goes.
const form = document.getElementById("verify");
const bar = document.getElementById("verify-progress");
const result = document.getElementById("verify-result");

function tell(words, tone) {
  const box = document.createElement("div");
  box.className = `say ${tone}`;
  const line = document.createElement("p");
  line.textContent = words;
  box.append(line);
  result.replaceChildren(box);
}

function take(line) {
  const told = JSON.parse(line);
  if ("said" in told) return tell(told.said, told.ok ? "good" : "bad");
  bar.max = told.all;
  bar.value = told.done;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  bar.hidden = false;
  bar.removeAttribute("value");
  try {
    const body = new URLSearchParams(new FormData(form));
    const headers = { Accept: "application/x-ndjson" };
    const answer = await fetch(form.action, { method: "POST", body, headers, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const lines = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (let part = await lines.read(); !part.done; part = await lines.read()) {
      rest += part.value;
      const whole = rest.split("\n");
      rest = whole.pop();
      whole.forEach(take);
    }
  } catch {
    tell("The check could not be run to its end. Try again.", "bad");
  } finally {
    button.disabled = false;
    bar.hidden = true;
  }
});
