"""The scripts that keep a page up to date, and the button by which a reader pauses them.

A page from a server asks for the next report and puts it in; the answer comes when there is one. A
file cannot be asked by its page, so that one loads itself anew.
"""

BUTTON = (
    '<aside style="position:fixed;right:12px;bottom:12px" aria-label="updates">'
    '<span id="told" role="status"></span> <button type="button">Pause updates</button></aside>'
)

_PAUSE = """
const button = document.querySelector("button"), told = document.querySelector("#told");
let paused = false;
button.onclick = () => {
  paused = !paused;
  button.textContent = paused ? "Go on" : "Pause updates";
  if (!paused) next();
};
"""

POLL = (
    _PAUSE
    + """
const main = document.querySelector("main");
let after = "", asking = false;
function put(text) {
  const parts = () => [...main.querySelectorAll("[tabindex]")];
  const scrolled = parts().map(part => part.scrollLeft);
  const focused = parts().indexOf(document.activeElement);
  main.innerHTML = text;
  parts().forEach((part, k) => { part.scrollLeft = scrolled[k] ?? 0; });
  parts()[focused]?.focus({preventScroll: true});
  document.title = main.querySelector("h1").textContent;
}
async function next() {
  if (asking) return;
  asking = true;
  try {
    while (!paused) {
      const answer = await fetch(location.pathname.replace(/\\/$/, "") + "/now?after=" + after);
      if (!answer.ok) throw new Error();
      after = answer.headers.get("X-Version");
      if (answer.status === 200 && !paused) put(await answer.text());
    }
  } catch {
    told.textContent = "The program has ended. ";
    button.remove();
  }
  asking = false;
}
next();
"""
)

RELOAD = (
    _PAUSE
    + """
function next() { setTimeout(() => { if (!paused) location.reload(); }, 1000); }
next();
"""
)
