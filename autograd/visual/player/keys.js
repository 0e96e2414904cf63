/** What a key does; nothing for keys of the page, and of the list or the slider that has the focus. */
function act(player, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.composedPath()[0];
  if (target.tagName === "SELECT" || target.type === "range") {
    if (target !== player.controls.slider || !["Home", "End", " "].includes(event.key)) return;
  }
  if (target.tagName === "BUTTON" && [" ", "Enter"].includes(event.key)) return;
  const found = (event.shiftKey ? panning(player) : stepping(player))[event.key] ?? others(player)[event.key];
  if (!found) return;
  event.preventDefault();
  event.stopPropagation();
  found();
}

function panning({ stage }) {
  return {
    ArrowRight: () => stage.pan(0.1, 0),
    ArrowLeft: () => stage.pan(-0.1, 0),
    ArrowDown: () => stage.pan(0, 0.1),
    ArrowUp: () => stage.pan(0, -0.1),
  };
}

function stepping(player) {
  return {
    ArrowRight: () => player.step(1),
    ArrowLeft: () => player.step(-1),
  };
}

function others(player) {
  const { stage } = player;
  const { item } = player.stop;
  return {
    Home: () => player.jump(0),
    End: () => player.jump(Infinity),
    " ": () => player.toggle(),
    b: () => player.toggleBreak(),
    "+": () => stage.zoom(1 / ZOOM),
    "=": () => stage.zoom(1 / ZOOM),
    "-": () => stage.zoom(ZOOM),
    0: () => stage.fit(true),
    Escape: () => player.up(),
    Enter: () => item && player.enterItem(item),
  };
}
