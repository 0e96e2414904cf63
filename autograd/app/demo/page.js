
// The slider: the plane and the place on the curve at a moment of the training.

const $ = (id) => document.getElementById(id);
const { moments, reach } = JSON.parse($("data").textContent);
const PAUSE = 120; // milliseconds between moments
let colours = palette();
let timer = null;

function show() {
  const { step, loss, at, map } = moments[$("moment").value];
  const levels = bytes(map);
  paint($("map"), levels, colours.soft);
  const context = $("line").getContext("2d");
  context.clearRect(0, 0, $("line").width, $("line").height);
  context.strokeStyle = colours.ink;
  context.lineWidth = 3;
  context.stroke(contour(levels, $("map").width, $("map").height, $("line").width / $("map").width));
  $("marker").setAttribute("cx", at[0]);
  $("marker").setAttribute("cy", at[1]);
  $("told").textContent = `step ${step}: loss ${loss}`;
  $("moment").setAttribute("aria-valuetext", $("told").textContent);
}

function dress() {
  colours = palette();
  paint($("scale"), Uint8Array.from({ length: 255 }, (_, level) => level), colours.soft);
  $("low").textContent = `−${reach} and below`;
  $("high").textContent = `${reach} and above`;
  show();
}

function stop() {
  clearInterval(timer);
  timer = null;
  $("play").textContent = "Play";
}

function play() {
  if (timer) return stop();
  if ($("moment").value === $("moment").max) $("moment").value = 0;
  $("play").textContent = "Pause";
  timer = setInterval(() => {
    $("moment").stepUp();
    show();
    if ($("moment").value === $("moment").max) stop();
  }, PAUSE);
  show();
}

$("play").addEventListener("click", play);
$("moment").addEventListener("input", () => (stop(), show()));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dress);
dress();
