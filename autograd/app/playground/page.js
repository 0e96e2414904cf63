// The page: what its controls do, and what it shows.

import { palette } from "./maps.js";
import { Network } from "./network.js";
import { Plane, described, drawCurves, drawScale, drawThumbnail, nameAxes, outputScale, scored } from "./plots.js";
import * as address from "./settings.js";
import { $, ask, element, mark, say, short } from "./tools.js";
import { Training } from "./training.js";

const RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const STRENGTHS = [0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];
// How much to train for a frame of the page, of which there are 60 a second if the machine can.
const SPEEDS = {
  step: ["1 step", () => ({ steps: 1 })],
  epoch: ["1 epoch", () => ({ epochs: 1 })],
  growing: ["1 epoch, later more", ({ epoch }, frames) => ({ epochs: Math.floor((1 + epoch / 100) * frames) })],
  most: ["as much as it can", () => ({ steps: 10_000 })],
};

const choices = await ask("/choices");
let colours = palette();
let point = 0;
let view = { tests: true, discrete: false, hidden: [] };
let looked = null; // the neuron or feature that is looked at; null for the output
let shownGraph = null;

const training = new Training(choices.defaults, {
  started: build,
  frame: draw,
  playing: showPlaying,
  paused: tellPause,
  problem,
});
const network = new Network($("network"), choices, {
  feature: toggleFeature,
  neurons: (layer, by) => change({ layers: training.settings.layers.map((n, k) => (k === layer ? n + by : n)) }),
  open: openGraph,
  look,
  legend: showLegend,
  edit: editWeight,
});
const plane = new Plane($("plane"), choices, choosePoint);

// --------------------------------------------------------------------------------- training

function play() {
  training.play((frame, frames) => SPEEDS[$("speed").value][1](frame, frames));
}

function showPlaying() {
  $("play").classList.toggle("playing", training.playing);
  $("play").title = training.playing ? "Pause" : "Train";
  say($("play").querySelector("span"), $("play").title);
}

function tellPause() {
  remember();
  const { start, frame } = training;
  say($("live"), `Paused at epoch ${short(frame.epoch, 5)}. Test ${start.classes ? "accuracy" : start.score} ${scored(start, frame.score.test)}.`);
}

async function once(amount) {
  await training.once(amount);
  remember();
}

async function editWeight(path, number) {
  const could = await training.edit(path, number);
  if (could) remember();
  return could;
}

let written = Promise.resolve();
function remember() {
  written = written.then(() => address.write(training.settings, training.frame?.steps ?? 0, point, view));
  return written;
}

// --------------------------------------------------------------------------------- settings

/** Begins anew with some settings changed; all stays as it was if the server refuses. */
async function change(some, focus) {
  const held = focus ?? inUse();
  if (!(await begin(some))) showSettings();
  if (held) document.querySelector(held)?.focus();
}

/** Begins anew; what was set by hand is gone. */
async function begin(some = {}, steps = 0) {
  const could = await training.begin({ ...training.settings, edits: [], ...some }, steps);
  if (could) remember();
  return could;
}

/** A selector that finds the button in use again once the network has been redrawn. */
function inUse() {
  const data = document.activeElement?.dataset ?? {};
  if (data.change) return `[data-change="${data.change}"]`;
  return data.name ? `.feature[data-name="${CSS.escape(data.name)}"]` : null;
}

function toggleFeature(name) {
  const chosen = training.settings.features;
  const features = chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name];
  if (!features.length) return problem("The network needs one feature at least.");
  return change({ features });
}

async function takeFile(file) {
  if (!file) return;
  if (file.size > 4 * choices.mostCharacters) {
    return problem(`${file.name}: the file is too large; the playground takes ${choices.mostCharacters} characters.`);
  }
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return problem(`${file.name}: the file is no text in UTF-8; save it as CSV in UTF-8.`);
  }
  if (await begin({ data: "csv", csv: text })) say($("csv-name"), file.name);
  else if (!$("problem").hidden) problem(`${file.name}: ${$("problem").textContent}`);
}

function showSettings() {
  const { settings } = training;
  for (const tile of document.querySelectorAll("[name=data]")) tile.checked = tile.value === settings.data;
  $("drop").classList.toggle("chosen", settings.data === "csv");
  if (settings.data !== "csv") say($("csv-name"), "Your own CSV file");
  else if ($("csv-name").textContent === "Your own CSV file") say($("csv-name"), "CSV file");
  for (const name of ["activation", "optimizer", "regularization", "rate", "strength"]) {
    const value = String(settings[name]);
    if (![...$(name).options].some((option) => option.value === value)) $(name).append(new Option(value));
    $(name).value = value;
  }
  $("strength").disabled = settings.regularization === "none";
  $("noise").disabled = settings.data === "csv";
  for (const name of ["noise", "train", "batch", "seed"]) {
    $(name).value = settings[name];
    showSlider(name);
  }
  const count = settings.layers.length;
  say($("layer-count"), `${count} hidden layer${count === 1 ? "" : "s"}`);
  $("fewer-layers").disabled = !count;
  $("more-layers").disabled = count === choices.mostLayers;
}

function showSlider(name) {
  if ($(`${name}-out`)) say($(`${name}-out`), $(name).value + (name === "batch" ? "" : " %"));
}

// ---------------------------------------------------------------------------------- pictures

function build() {
  const { session, settings, start } = training;
  looked = null;
  point = Math.min(point, start.points.length - 1);
  showSettings();
  network.build(settings);
  nameAxes(start);
  $("point").max = $("graph-point").max = start.points.length;
  for (const kind of ["model", "notebook", "script"]) $(`save-${kind}`).href = `/${kind}?session=${session}`;
  choosePoint(point);
}

function draw() {
  const { start, frame } = training;
  say($("steps"), frame.steps.toLocaleString("en"));
  say($("epochs"), Math.floor(frame.epoch).toLocaleString("en"));
  for (const part of ["train", "test"]) {
    say($(`loss-${part}`), frame.loss[part] === null ? "∞" : frame.loss[part].toFixed(4));
    say($(`score-${part}`), scored(start, frame.score[part]));
  }
  network.draw(frame, colours);
  drawPlane();
  drawCurves($("curves"), frame);
}

/** The large map: of the neuron that is looked at, or of the output. */
function drawPlane() {
  const { start, frame } = training;
  const map = looked ? network.mapOf(looked) : frame.maps.at(-1);
  plane.draw(map, colours);
  plane.drawPoints(start, point, view.tests, colours);
  const reach = short(map.scale);
  drawScale($("scale"), looked ? [`−${reach}`, "0", reach] : outputScale(start), colours);
  const title = looked ? titleOf(looked) : "Output";
  say($("result-title"), title);
  const scores = ["train", "test"].map((part) => scored(start, frame.score[part]));
  const told = looked
    ? `${title} on the plane, from −${reach} to ${reach}`
    : `The output on the plane: ${start.score} ${scores[0]} for training points, ${scores[1]} for test points`;
  mark($("plane"), "aria-label", told);
}

/** Shows the map of a neuron or feature large, or the output again. */
function look(node) {
  const wanted = node?.dataset.neuron === "output" ? null : node;
  if (looked === wanted) return;
  looked = wanted;
  drawPlane();
}

function titleOf(node) {
  const [layer, k] = (node.dataset.neuron ?? "").split(".");
  return k ? `Neuron ${k} of layer ${layer}` : node.querySelector("span").textContent;
}

function showLegend(most, left) {
  say($("most"), `|w| from 0 to ${short(most)}`);
  $("left").hidden = !left;
  say($("left"), `${left} small one${left === 1 ? "" : "s"} not drawn`);
}

function choosePoint(k) {
  const { start } = training;
  point = Math.min(Math.max(Math.round(k) || 0, 0), start.points.length - 1);
  $("point").value = $("graph-point").value = point + 1;
  say($("point-about"), described(start, start.points[point]));
  $("save-drawing").href = graphAddress("drawing", "output");
  draw();
  remember();
  if (shownGraph && $("graph").open) showGraph();
}

function problem(text) {
  $("problem").hidden = !text;
  say($("problem"), text);
}

function showView() {
  $("tests").checked = view.tests;
  $("discrete").checked = view.discrete;
  $("plane").classList.toggle("discrete", view.discrete);
  $("tests-key").hidden = !view.tests;
  for (const part of document.querySelectorAll("[data-part]")) part.hidden = view.hidden.includes(part.dataset.part);
  for (const box of document.querySelectorAll("[data-hides]")) box.checked = !view.hidden.includes(box.dataset.hides);
  colours = palette(view.discrete);
}

function changeView(some) {
  view = { ...view, ...some };
  showView();
  draw();
  remember();
}

// ------------------------------------------------------------------------------------ graphs

function graphAddress(kind, neuron) {
  return `/${kind}?${new URLSearchParams({ session: training.session, neuron, point })}`;
}

async function openGraph(neuron) {
  await training.pause();
  shownGraph = neuron;
  showGraph();
  $("graph").showModal();
}

function showGraph() {
  const [layer, k] = shownGraph.split(".");
  const title = k ? `Neuron ${k} of layer ${layer}` : shownGraph === "loss" ? "Loss" : "Output";
  say($("graph-title"), title);
  $("graph-tab").href = graphAddress("graph", shownGraph);
  $("graph-drawing").href = graphAddress("drawing", shownGraph);
  $("graph-frame").src = $("graph-tab").href;
}

// ---------------------------------------------------------------------------------- controls

function fillControls() {
  const fill = (name, values) => $(name).append(...values.map((value) => new Option(value)));
  for (const [name, list] of Object.entries({ activation: "activations", optimizer: "optimizers", regularization: "regularizations" })) {
    fill(name, choices[list]);
  }
  fill("rate", RATES);
  fill("strength", STRENGTHS);
  $("speed").append(...Object.entries(SPEEDS).map(([name, [title]]) => new Option(title, name)));
  $("speed").value = "growing";
  for (const { name, title, classes } of choices.datasets) {
    const tile = element("label", { class: "tile", title },
      element("input", { type: "radio", name: "data", value: name }),
      element("canvas", { width: 96, height: 96, "data-thumbnail": name, "aria-hidden": "true" }),
      element("span", {}, title));
    tile.firstChild.addEventListener("change", () => change({ data: name }));
    $(classes ? "class-sets" : "number-sets").append(tile);
  }
  drawThumbnails();
}

function drawThumbnails() {
  for (const data of choices.datasets) {
    const canvas = document.querySelector(`[data-thumbnail="${data.name}"]`);
    drawThumbnail(canvas, data, choices.reach, colours);
  }
}

function connect() {
  const on = (id, event, action) => $(id).addEventListener(event, action);
  on("play", "click", () => (training.playing ? training.pause() : play()));
  on("reset", "click", () => begin());
  on("step", "click", () => once({ steps: 1 }));
  on("epoch", "click", () => once({ epochs: 1 }));
  for (const name of ["activation", "optimizer", "regularization"]) {
    on(name, "change", () => change({ [name]: $(name).value }, `#${name}`));
  }
  for (const name of ["rate", "strength", "noise", "train", "batch", "seed"]) {
    on(name, "change", () => change({ [name]: Number($(name).value) }, `#${name}`));
    on(name, "input", () => showSlider(name));
  }
  on("new-seed", "click", () => change({ seed: Math.floor(Math.random() * 10_000) }, "#new-seed"));
  on("fewer-layers", "click", () => change({ layers: training.settings.layers.slice(0, -1) }, "#fewer-layers"));
  on("more-layers", "click", () => change({ layers: [...training.settings.layers, training.settings.layers.at(-1) ?? 4] }, "#more-layers"));
  for (const id of ["point", "graph-point"]) on(id, "change", () => choosePoint(Number($(id).value) - 1));
  on("tests", "change", () => changeView({ tests: $("tests").checked }));
  on("discrete", "change", () => changeView({ discrete: $("discrete").checked }));
  for (const box of document.querySelectorAll("[data-hides]")) box.addEventListener("change", hideParts);
  on("open-output", "click", () => openGraph("output"));
  on("open-loss", "click", () => openGraph("loss"));
  on("graph-close", "click", () => $("graph").close());
  on("graph", "close", () => $("graph-frame").removeAttribute("src"));
  on("csv", "change", () => takeFile($("csv").files[0]).finally(() => ($("csv").value = "")));
  on("copy-link", "click", copyLink);
  addEventListener("hashchange", restore);
  for (const event of ["dragover", "drop"]) addEventListener(event, (dragged) => dragged.preventDefault());
  addEventListener("dragover", () => $("drop").classList.add("over"));
  for (const event of ["dragleave", "drop"]) addEventListener(event, () => $("drop").classList.remove("over"));
  addEventListener("drop", (dragged) => takeFile(dragged.dataTransfer.files[0]));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    colours = palette(view.discrete);
    drawThumbnails();
    if (training.frame) draw();
  });
}

/** Hides the controls whose boxes are not ticked, as for a class that looks at one thing. */
function hideParts() {
  const boxes = [...document.querySelectorAll("[data-hides]")].filter((box) => !box.checked);
  changeView({ hidden: boxes.map((box) => box.dataset.hides) });
}

async function copyLink() {
  await training.pause();
  await remember();
  try {
    await navigator.clipboard.writeText(location.href);
    say($("copy-link"), "Copied");
    setTimeout(() => say($("copy-link"), "Copy link"), 2000);
  } catch {
    problem("The browser does not let this page copy; copy the address from its bar.");
  }
}

/** Restores what the address says: settings, steps, the point, and what is shown. */
async function restore() {
  let failed = "";
  try {
    const found = await address.read();
    ({ point, view } = found);
    showView();
    if (await begin({ ...choices.defaults, ...found.settings }, found.steps)) return;
    failed = $("problem").textContent;
  } catch (error) {
    failed = error.message;
  }
  if (!training.session) await begin(choices.defaults);
  problem(`The address cannot be used: ${failed}`);
}

fillControls();
connect();
await restore();
document.documentElement.dataset.ready = "";
