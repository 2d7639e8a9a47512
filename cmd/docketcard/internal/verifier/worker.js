
// The worker runs the verifier, so that the page stays awake while a picture is read.

// pixels returns a picture at its size, or smaller with so many pixels.
function pixels(bitmap, most) {
  const scale = Math.min(1, Math.sqrt(most / (bitmap.width * bitmap.height)));
  const width = Math.max(1, Math.round(bitmap.width * scale)), height = Math.max(1, Math.round(bitmap.height * scale));
  const canvas = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  canvas.fillStyle = '#fff';
  canvas.fillRect(0, 0, width, height);
  canvas.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return canvas.getImageData(0, 0, width, height);
}

function call(name, ...args) {
  const answer = JSON.parse(docketcard[name](...args));
  if (answer && answer.error) throw new Error(answer.error);
  return answer;
}

const judged = (text, at) => ({ text, ...call('judge', text, at) });
const codes = ({ data, width, height }, thorough, at) => call('read', data, width, height, thorough).map(text => judged(text, at));

const jobs = {
  async start({ wasm, material, at }) {
    const go = new Go();
    const stream = new Blob([wasm]).stream().pipeThrough(new DecompressionStream('gzip'));
    const { instance } = await WebAssembly.instantiate(await new Response(stream).arrayBuffer(), go.importObject);
    go.run(instance);
    call('open', material);
    return call('ages', at);
  },
  async ages({ at }) {
    return call('ages', at);
  },
  // The codes on a picture of at most so many pixels; whole tells whether it has no more.
  async picture({ file, most, at }) {
    let bitmap;
    try {
      bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
    } catch {
      return { unreadable: true };
    }
    const whole = bitmap.width * bitmap.height <= most;
    return { whole, findings: codes(pixels(bitmap, most), true, at) };
  },
  async frame({ bitmap, thorough, at }) {
    return { findings: codes(pixels(bitmap, 2e6), thorough, at) };
  },
  async text({ text, at }) {
    return { findings: [judged(text, at)] };
  },
};

onmessage = async ({ data }) => {
  try {
    postMessage({ id: data.id, answer: await jobs[data.job](data) });
  } catch (fault) {
    postMessage({ id: data.id, fault: String(fault && fault.message || fault) });
  }
};
