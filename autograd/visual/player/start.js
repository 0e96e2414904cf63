/** Dark where the page is: JupyterLab and VS Code say so, other pages follow the system. */
function followTheme(host) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const { body } = document;
  const changes = new MutationObserver(() => look());
  const look = () => {
    if (!host.isConnected) {
      changes.disconnect();
      dark.removeEventListener("change", look);
      return;
    }
    const jupyter = body.dataset.jpThemeLight;
    const code = body.className.includes("vscode-");
    const isDark = jupyter !== undefined ? jupyter === "false"
      : code ? !/vscode-(high-contrast-)?light/.test(body.className) : dark.matches;
    host.dataset.theme = isDark ? "dark" : "light";
  };
  look();
  dark.addEventListener("change", look);
  changes.observe(body, { attributes: true, attributeFilter: ["class", "data-jp-theme-light"] });
}

/** Start the players of this key that have not been started; a page may hold a player twice. */
function startAll(key, style, packed) {
  for (const host of document.querySelectorAll(`[data-glassgrad="${key}"]`)) {
    if (host.dataset.state) continue;
    host.dataset.state = "starting";
    start(host, style, packed);
  }
}

async function start(host, style, packed) {
  let facts;
  try {
    facts = await unpack(packed);
  } catch (error) {
    host.append(element("p", {}, `The player needs a browser of 2023 or later (${error}).`));
    return;
  }
  // JupyterLab leaves the keys to what has this attribute; from outside, that is the host.
  host.setAttribute("data-lm-suppress-shortcuts", "true");
  const shadow = host.attachShadow({ mode: "open" });
  host.replaceChildren(); // the picture for where no script may run
  shadow.append(element("style", {}, new TextDecoder().decode(bytesOf(style))));
  followTheme(host);
  const player = new (facts.network ? NetworkPlayer : Player)(shadow, facts);
  if (facts.quiz) new Quiz(player);
  const { body } = document;
  if ("glassgradPage" in body.dataset) { // a page of its own: keys that nothing else wants are for it
    body.addEventListener("keydown", (event) => event.target === body && act(player, event));
  }
  host.dataset.ready = "true";
}
