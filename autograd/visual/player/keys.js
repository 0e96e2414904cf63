const STEP_KEYS = [
  { keys: ["ArrowRight"], shown: ["→"], does: "one step on", act: (player) => player.step(1) },
  { keys: ["ArrowLeft"], shown: ["←"], does: "one step back", act: (player) => player.step(-1) },
  { keys: ["Home"], shown: ["Home"], does: "to the first step", act: (player) => player.jump(0) },
  { keys: ["End"], shown: ["End"], does: "to the last step", act: (player) => player.jump(Infinity) },
  { keys: [" "], shown: ["Space"], does: "play, and pause", act: (player) => player.toggle() },
  { keys: ["b"], shown: ["B"], does: "stop here when playing, or no longer", act: (player) => player.toggleBreak() },
  { keys: ["Enter"], shown: ["Enter"], does: "open the box of this step", act: (player) => player.stop.item && player.enterItem(player.stop.item) },
  { keys: ["Escape"], shown: ["Esc"], does: "close the open box; leave the full screen", act: (player) => player.leave() },
];

const STAGE_KEYS = [
  { keys: ["+", "="], shown: ["+"], does: "larger", act: ({ stage }) => stage.zoom(1 / ZOOM) },
  { keys: ["-"], shown: ["−"], does: "smaller", act: ({ stage }) => stage.zoom(ZOOM) },
  { keys: ["0"], shown: ["0"], does: "all of the picture", act: ({ stage }) => stage.fit(true) },
  { keys: ["Shift+ArrowRight"], shown: ["Shift", "→"], does: "move to the right", act: ({ stage }) => stage.pan(0.1, 0) },
  { keys: ["Shift+ArrowLeft"], shown: ["Shift", "←"], does: "move to the left", act: ({ stage }) => stage.pan(-0.1, 0) },
  { keys: ["Shift+ArrowDown"], shown: ["Shift", "↓"], does: "move down", act: ({ stage }) => stage.pan(0, 0.1) },
  { keys: ["Shift+ArrowUp"], shown: ["Shift", "↑"], does: "move up", act: ({ stage }) => stage.pan(0, -0.1) },
  { keys: ["f"], shown: ["F"], does: "full screen, and back", act: (player) => player.full.toggle() },
  { keys: ["?"], shown: ["?"], does: "this list", act: (player) => player.sheet.open() },
];

/** What keys do for a node that has the focus; `item` is that node. */
const NODE_KEYS = [
  { keys: ["ArrowRight"], shown: ["→"], does: "to the next node on the right", act: (player, item) => player.picture.focusFrom(item, 1, 0) },
  { keys: ["ArrowLeft"], shown: ["←"], does: "to the next node on the left", act: (player, item) => player.picture.focusFrom(item, -1, 0) },
  { keys: ["ArrowDown"], shown: ["↓"], does: "to the next node below", act: (player, item) => player.picture.focusFrom(item, 0, 1) },
  { keys: ["ArrowUp"], shown: ["↑"], does: "to the next node above", act: (player, item) => player.picture.focusFrom(item, 0, -1) },
  { keys: ["Enter"], shown: ["Enter"], does: "go to its step; open it, if it is a box", act: (player, item) => player.picture.enter(item) },
  { keys: ["Escape"], shown: ["Esc"], does: "leave the nodes: arrow keys are steps again", act: (player) => player.focus() },
];

/** What a key does; nothing for keys of the page, and of the list or the field that has the focus. */
function act(player, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.composedPath()[0];
  if (target.matches("select, input, textarea")) {
    if (target !== player.controls.slider || !["Home", "End", " "].includes(event.key)) return;
  }
  if (target.tagName === "BUTTON" && [" ", "Enter"].includes(event.key)) return;
  const key = (event.shiftKey && event.key.startsWith("Arrow") ? "Shift+" : "") + event.key;
  const item = player.picture.itemOf(target);
  const rows = [...(item ? NODE_KEYS : []), ...STEP_KEYS, ...STAGE_KEYS];
  const found = rows.find((row) => row.keys.includes(key));
  if (!found) return;
  event.preventDefault();
  event.stopPropagation();
  found.act(player, item);
}
