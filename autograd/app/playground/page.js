// The page: what its controls do, and the rhythm of training.

import { Network } from "./network.js";
import { Boundary, drawCurves, drawThumbnail, nameAxes } from "./plots.js";
import * as address from "./settings.js";
import { $, ask, element, nextFrame, palette, percent, say, short } from "./tools.js";

const RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const STRENGTHS = [0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];
const SPEEDS = [
  ["slow", "1 step", { steps: 1 }],
  ["calm", "1 epoch", { epochs: 1 }],
  ["brisk", "5 epochs", { epochs: 5 }],
  ["fast", "25 epochs", { epochs: 25 }],
];
const LEAP = 20_000; // steps of one request, when training is caught up with

const choices = await ask("/choices");
let colours = palette();
let settings = choices.defaults;
let session = null; // its key
let start = null; // what the server said at its start: settings, points, names
let state = null; // what it said last of the training
let point = 0;
let playing = false;
let turn = 0; // counts the sessions begun, so that a late answer for an earlier one is ignored
let shownGraph = null;

const network = new Network($("network"), choices, {
  feature: toggleFeature,
  neurons: (layer, by) => change({ layers: settings.layers.map((n, k) => (k === layer ? n + by : n)) }),
  open: openGraph,
});
const boundary = new Boundary($("boundary"), choices, choosePoint);

// --------------------------------------------------------------------------------- training

let beginning = Promise.resolve(); // settles when the session that is beginning has begun

/** Begins a session with these settings and trains it for some steps; resolves to whether it could. */
function begin(wanted, steps = 0) {
  return (beginning = beginAs(++turn, wanted, steps));
}

async function beginAs(mine, wanted, steps) {
  await pause();
  try {
    const answer = await ask("/api/start", { settings: wanted });
    if (mine !== turn) return false;
    ({ session, state, ...start } = answer);
    settings = start.settings;
    point = Math.min(point, start.points.length - 1);
    problem("");
    build();
    while (state.steps < steps && state.finite) {
      say($("live"), "Training as far as the link says");
      const some = Math.min(LEAP, steps - state.steps);
      const found = await ask("/api/advance", { session, steps: some });
      if (mine !== turn) return false;
      state = found;
      draw();
    }
    remember();
    return true;
  } catch (error) {
    if (mine === turn) problem(error.message);
    return false;
  }
}

/** Trains further by steps or epochs. */
async function advance(by) {
  const mine = turn;
  try {
    const found = await ask("/api/advance", { session, ...by });
    if (mine !== turn) return;
    state = found;
  } catch (error) {
    playing = false;
    if (error.status === 404) begin(settings, state.steps); // the server has begun anew
    else problem(error.message);
    return;
  }
  draw();
  if (state.finite) {
    problem("");
  } else {
    playing = false;
    problem("The weights are no finite numbers any more. Choose a smaller learning rate.");
  }
}

let loop = null; // while training runs: a promise that settles at its end

function play() {
  playing = true;
  showPlaying();
  loop ??= run().finally(() => (loop = null));
}

async function run() {
  await beginning;
  const mine = turn;
  while (playing && mine === turn) {
    await advance(SPEEDS.find(([name]) => name === $("speed").value)[2]);
    await nextFrame();
  }
  playing = false;
  showPlaying();
  if (mine !== turn) return;
  remember();
  say($("live"), `Paused at epoch ${short(state.epoch, 5)}. Test accuracy ${percent(state.accuracy.test)}.`);
}

/** Ends training; done when the frame on its way has arrived. */
async function pause() {
  playing = false;
  showPlaying();
  await loop;
}

function showPlaying() {
  $("play").classList.toggle("playing", playing);
  $("play").title = playing ? "Pause" : "Train";
  say($("play").querySelector("span"), $("play").title);
}

async function once(by) {
  await beginning;
  await pause();
  await advance(by);
  remember();
}

let written = Promise.resolve();
function remember() {
  written = written.then(() => address.write(settings, state?.steps ?? 0, point));
  return written;
}

// --------------------------------------------------------------------------------- settings

/** Begins anew with some settings changed; all stays as it was if the server refuses. */
async function change(some, focus) {
  const held = focus ?? inUse();
  if (!(await begin({ ...settings, ...some }))) showSettings();
  if (held) document.querySelector(held)?.focus();
}

/** A selector that finds the button in use again once the network has been redrawn. */
function inUse() {
  const data = document.activeElement?.dataset ?? {};
  if (data.change) return `[data-change="${data.change}"]`;
  return data.name ? `.feature[data-name="${CSS.escape(data.name)}"]` : null;
}

function toggleFeature(name) {
  const had = settings.features.includes(name);
  const features = had ? settings.features.filter((other) => other !== name) : [...settings.features, name];
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
  if (await begin({ ...settings, data: "csv", csv: text })) say($("csv-name"), file.name);
  else if (!$("problem").hidden) problem(`${file.name}: ${$("problem").textContent}`);
}

function showSettings() {
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
  showSettings();
  network.build(settings);
  nameAxes(start);
  $("point").max = $("graph-point").max = start.points.length - 1;
  $("save-model").href = `/model?session=${session}`;
  $("save-notebook").href = `/notebook?session=${session}`;
  $("save-script").href = `/script?session=${session}`;
  choosePoint(point);
}

function draw() {
  say($("steps"), state.steps.toLocaleString("en"));
  say($("epochs"), Math.floor(state.epoch).toLocaleString("en"));
  for (const part of ["train", "test"]) {
    say($(`loss-${part}`), state.loss[part] === null ? "∞" : state.loss[part].toFixed(4));
    say($(`accuracy-${part}`), percent(state.accuracy[part]));
  }
  network.draw(state, colours);
  boundary.draw(start, state, point, colours);
  drawCurves($("curves"), state);
}

function choosePoint(k) {
  point = Math.min(Math.max(Math.round(k) || 0, 0), start.points.length - 1);
  const [, , label, testing] = start.points[point];
  $("point").value = $("graph-point").value = point;
  say($("point-about"), `${start.classes[label]}, for ${testing ? "testing" : "training"}`);
  $("save-drawing").href = graphAddress("drawing", "output");
  draw();
  remember();
  if (shownGraph && $("graph").open) showGraph();
}

function problem(text) {
  $("problem").hidden = !text;
  say($("problem"), text);
}

// ------------------------------------------------------------------------------------ graphs

function graphAddress(kind, neuron) {
  return `/${kind}?${new URLSearchParams({ session, neuron, point })}`;
}

async function openGraph(neuron) {
  await pause();
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
  $("speed").append(...SPEEDS.map(([name, title]) => new Option(title, name)));
  $("speed").value = "calm";
  for (const { name, title } of choices.datasets) {
    const tile = element("label", { class: "tile", title },
      element("input", { type: "radio", name: "data", value: name }),
      element("canvas", { width: 96, height: 96, "data-thumbnail": name, "aria-hidden": "true" }),
      element("span", {}, title));
    tile.firstChild.addEventListener("change", () => change({ data: name }));
    $("datasets").append(tile);
  }
  drawThumbnails();
}

function drawThumbnails() {
  for (const { name, points } of choices.datasets) {
    const canvas = document.querySelector(`[data-thumbnail="${name}"]`);
    drawThumbnail(canvas, points, choices.reach, colours);
  }
}

function connect() {
  const on = (id, event, action) => $(id).addEventListener(event, action);
  on("play", "click", () => (playing ? pause() : play()));
  on("reset", "click", () => begin(settings));
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
  on("fewer-layers", "click", () => change({ layers: settings.layers.slice(0, -1) }, "#fewer-layers"));
  on("more-layers", "click", () => change({ layers: [...settings.layers, settings.layers.at(-1) ?? 4] }, "#more-layers"));
  for (const id of ["point", "graph-point"]) on(id, "change", () => choosePoint(Number($(id).value)));
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
    colours = palette();
    drawThumbnails();
    if (state) draw();
  });
}

async function copyLink() {
  await pause();
  await remember();
  try {
    await navigator.clipboard.writeText(location.href);
    say($("copy-link"), "Copied");
    setTimeout(() => say($("copy-link"), "Copy link"), 2000);
  } catch {
    problem("The browser does not let this page copy; copy the address from its bar.");
  }
}

/** Restores the settings, the steps and the point in the address. */
async function restore() {
  let failed = "";
  try {
    const found = await address.read();
    point = found.point;
    if (await begin({ ...choices.defaults, ...found.settings }, found.steps)) return;
    failed = $("problem").textContent;
  } catch (error) {
    failed = error.message;
  }
  if (!session) await begin(choices.defaults);
  problem(`The address cannot be used: ${failed}`);
}

fillControls();
connect();
await restore();
document.documentElement.dataset.ready = "";
