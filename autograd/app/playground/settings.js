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
};

/** What the address says: settings (those that it names), and how far training was. */
export async function read() {
  const found = new URLSearchParams(location.hash.slice(1));
  const settings = {};
  for (const [name, convert] of Object.entries(READ)) {
    if (found.has(name)) settings[name] = await convert(found.get(name));
  }
  const number = (name) => Math.min(Number(whole(found.get(name) ?? "0")) || 0, 1e6);
  return { settings, steps: number("steps"), point: number("point") };
}

/** Puts the settings into the address, without a new entry in the history. */
export async function write(settings, steps, point) {
  const fields = new URLSearchParams();
  for (const name of Object.keys(READ)) {
    if (name === "csv") {
      if (settings.data === "csv") fields.set("csv", await shrink(settings.csv));
    } else {
      fields.set(name, String(settings[name]));
    }
  }
  fields.set("steps", steps);
  fields.set("point", point);
  const readable = fields.toString().replaceAll("%2C", ",").replaceAll("%5E", "^");
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
