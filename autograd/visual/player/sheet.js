const BY_POINTER = [
  [["click"], "go to the step of a value; open a box"],
  [["drag"], "move the picture"],
  [["Ctrl", "wheel"], "larger and smaller; without Ctrl once the player has been clicked"],
];

/** The list of all keys, over the page until it is closed. */
class Sheet {
  constructor(player) {
    this.player = player;
    const close = button("Close (Esc)", "close", () => this.dialog.close());
    this.dialog = element("dialog", { class: "sheet", "aria-label": "Keys" },
      element("div", { class: "bar" }, element("h2", {}, "Keys"), close),
      element("div", { class: "lists" },
        this.list("Steps", STEP_KEYS.map(({ shown, does }) => [shown, does])),
        this.list("A node; Tab gets there", NODE_KEYS.map(({ shown, does }) => [shown, does])),
        this.list("The picture", STAGE_KEYS.map(({ shown, does }) => [shown, does])),
        this.list("Mouse", BY_POINTER)));
    this.dialog.addEventListener("keydown", (event) => event.stopPropagation());
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
  }

  list(heading, rows) {
    const made = element("dl");
    for (const [keys, does] of rows) {
      const shown = keys.flatMap((key, i) => [...(i ? [" + "] : []), element("kbd", {}, key)]);
      made.append(element("div", {}, element("dt", {}, ...shown), element("dd", {}, does)));
    }
    return element("section", {}, element("h3", {}, heading), made);
  }

  open() {
    this.player.pause();
    this.dialog.showModal(); // the browser gives the focus back when it is closed
  }
}
