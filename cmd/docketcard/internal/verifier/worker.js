
// The worker: it runs the verifier, so that the page stays awake while a picture is read.
const largest = 16e6; // pixels; a larger picture is read at a smaller size

function pixels(bitmap) {
  const scale = Math.min(1, Math.sqrt(largest / (bitmap.width * bitmap.height)));
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
  async picture({ file, at }) {
    let bitmap;
    try {
      bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
    } catch {
      return { unreadable: true };
    }
    const image = pixels(bitmap);
    return { findings: call('read', image.data, image.width, image.height, true).map(text => call('judge', text, at)) };
  },
  async frame({ bitmap, thorough, at }) {
    const image = pixels(bitmap);
    return { findings: call('read', image.data, image.width, image.height, thorough).map(text => call('judge', text, at)) };
  },
  async text({ text, at }) {
    return { findings: [call('judge', text, at)] };
  },
};

onmessage = async ({ data }) => {
  try {
    postMessage({ id: data.id, answer: await jobs[data.job](data) });
  } catch (fault) {
    postMessage({ id: data.id, fault: String(fault && fault.message || fault) });
  }
};
