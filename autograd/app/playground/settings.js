// The settings in the address of the page, so that a reload or a shared link brings all of it back.

const whole = (text) => (/^\d{1,10}$/.test(text) ? Number(text) : text);
const real = (text) => (text.trim() && Number.isFinite(Number(text)) ? Number(text) : text);
const READ = {
  data: String,
  csv: expand,
  noise: whole,
  train: whole,
  batch: whole,
  seed: whole,
  features: (text) => text.split(",").filter(Boolean),
  layers: (text) => text.split(",").filter(Boolean).map(whole),
  activation: String,
  optimizer: String,
  rate: real,
  regularization: String,
  strength: real,
  edits: (text) => text.split(";").filter(Boolean).map((edit) => {
    const [steps, path, number] = edit.split(":");
    return [whole(steps), path, real(number ?? "")];
  }),
};
const WRITE = { edits: (edits) => edits.map((edit) => edit.join(":")).join(";") };

const flag = (found, name, usual) => (found.has(name) ? found.get(name) === "1" : usual);

/** What the address says: settings (those that it names), how far training was, what is shown. */
export async function read() {
  const found = new URLSearchParams(location.hash.slice(1));
  const settings = {};
  for (const [name, convert] of Object.entries(READ)) {
    if (found.has(name)) settings[name] = await convert(found.get(name));
  }
  const number = (name) => Math.min(Number(whole(found.get(name) ?? "0")) || 0, 1e6);
  const view = {
    tests: flag(found, "tests", true),
    discrete: flag(found, "discrete", false),
    hidden: (found.get("hide") ?? "").split(",").filter((part) => /^[a-z]+$/.test(part)),
  };
  return { settings, steps: number("steps"), point: number("point"), view };
}

/** Puts all that into the address, without a new entry in the history. */
export async function write(settings, steps, point, view) {
  const fields = new URLSearchParams();
  for (const name of Object.keys(READ)) {
    if (name === "csv") {
      if (settings.data === "csv") fields.set("csv", await shrink(settings.csv));
    } else if (name !== "edits" || settings.edits.length) {
      fields.set(name, (WRITE[name] ?? String)(settings[name]));
    }
  }
  fields.set("steps", steps);
  fields.set("point", point);
  if (!view.tests) fields.set("tests", 0);
  if (view.discrete) fields.set("discrete", 1);
  if (view.hidden.length) fields.set("hide", view.hidden.join(","));
  const readable = decodeURIComponent(fields.toString().replaceAll(/%(?!2C|5E|5B|5D|3A|3B)/g, "%25"));
  history.replaceState(null, "", `#${readable}`);
}

async function shrink(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  const letters = Array.from(packed, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const MOST = 400_000; // bytes of an expanded file; more cannot have come from here

async function expand(text) {
  try {
    const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const packed = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const parts = [];
    let size = 0;
    for (const reader = stream.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > MOST) throw new Error("too large");
      parts.push(value);
    }
    return await new Blob(parts).text();
  } catch {
    throw new Error("The CSV file in the address is damaged; drop the file here again.");
  }
}
