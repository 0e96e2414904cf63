// A frame of training as the server sends it: see frames.py.

/** The frame in the bytes of an answer; `parameters`, `curve` and the maps are arrays. */
export function decode(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const frame = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  let at = 4 + length;
  const numbers = (count) => {
    const found = new Float32Array(buffer, at, count);
    at += found.byteLength;
    return found;
  };
  frame.parameters = numbers(frame.parameters);
  const curve = numbers(3 * frame.curve);
  frame.curve = Array.from({ length: frame.curve }, (_, k) => curve.subarray(3 * k, 3 * k + 3));
  const size = (buffer.byteLength - at) / frame.scales.length;
  frame.maps = frame.scales.map((scale, k) => {
    return { levels: new Uint8Array(buffer, at + k * size, size), scale };
  });
  return frame;
}
