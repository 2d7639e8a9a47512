
'use strict';
const $ = id => document.getElementById(id);

// How a verdict looks: its symbol and tone. What is not named here is bad.
const looks = {
  'valid': 'good', 'specimen': 'sample', 'expired': 'late', 'not-yet-valid': 'late', 'status-stale': 'late', 'suspended': 'bad',
  'unknown-key': 'unknown', 'malformed': 'unknown', 'unsupported': 'unknown',
};

function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

// The worker answers each job with a message of its number.
const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
const address = URL.createObjectURL(new Blob([$('worker').textContent], { type: 'text/javascript' }));
const worker = new Worker(address);
URL.revokeObjectURL(address);
const waiting = new Map();
let jobs = 0;
worker.onmessage = ({ data }) => {
  const { resolve, reject } = waiting.get(data.id);
  waiting.delete(data.id);
  data.fault === undefined ? resolve(data.answer) : reject(new Error(data.fault));
};
worker.onerror = event => broken(event.message || 'the worker does not start');
function ask(job, data, transfer = []) {
  const id = ++jobs;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, job, at: Date.now(), ...data }, transfer);
  });
}

function broken(why) {
  document.body.dataset.state = 'broken';
  $('lists').replaceChildren(make('p', { className: 'alarm', textContent: 'This page cannot check cards here: ' + why + '. Use a current version of Chrome, Edge, Firefox or Safari.' }));
}

function showLists({ ages, stale, status }) {
  const lines = ages.map(line => make('p', { textContent: line }));
  if (stale) lines.unshift(make('p', { className: 'alarm', textContent: 'A list in this page is OUT OF DATE: no card can be found VALID with it. Get a new page.' }));
  if (!status) lines.push(make('p', { textContent: 'This page holds no list of revoked cards: whether a card was revoked, it cannot tell.' }));
  $('lists').replaceChildren(...lines);
}

// show shows findings, the page's answer to one picture or text.
function show(results, note) {
  const cards = [];
  let portals = 0;
  for (const f of results) {
    if (f.portal) portals++;
    else cards.push(card(f));
  }
  if (portals && !cards.length) note = 'This is the holder’s code, which says nothing about the card. Read the larger code for officers; it may be on the other side.';
  if (cards.length > 1) {
    const count = {};
    for (const f of results) if (!f.portal) count[f.word] = (count[f.word] || 0) + 1;
    note = [cards.length + ' seals: ' + Object.entries(count).map(([word, n]) => n + ' ' + word).join(', ') + '.', note].filter(Boolean).join(' ');
  }
  if (note) cards.unshift(make('p', { className: 'note', textContent: note }));
  $('results').replaceChildren(...cards);
  $('clear').hidden = false;
  $('results').focus({ preventScroll: true });
  $('results').scrollIntoView({ block: 'start' });
}

function card(f) {
  const look = looks[f.verdict] || 'bad';
  const symbol = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  symbol.setAttribute('aria-hidden', 'true');
  symbol.append(document.createElementNS('http://www.w3.org/2000/svg', 'use'));
  symbol.firstChild.setAttribute('href', '#' + look);
  const body = make('div', { className: 'body' });
  if (f.reason) body.append(make('p', { className: 'reason', textContent: f.reason }));
  if (f.signed) {
    const face = make('div', { className: 'face' });
    if (f.face) face.append(make('img', { src: f.face, alt: 'The holder, as signed' }));
    face.append(make('p', { textContent: f.face ? 'Compare the face: this person, the picture here, the picture on the card.' : 'Compare the face of this person with the picture on the card.' }));
    const list = make('dl');
    for (const { label, value } of f.items) list.append(make('dt', { textContent: label }), make('dd', { textContent: value, dir: 'auto' }));
    body.append(face, list);
  }
  const ages = make('ul', { className: 'ages' });
  for (const line of f.ages || []) ages.append(make('li', { textContent: line }));
  ages.append(make('li', { textContent: 'Checked as of ' + f.as_of.replace('T', ' ').replace('Z', ' UTC') + ', by the clock of this device' }));
  body.append(ages);
  if (f.key_id) body.append(make('p', { className: 'key', textContent: 'Key ' + f.key_id }));
  const card = make('article', { className: 'card ' + look },
    make('div', { className: 'verdict' }, symbol, make('div', {}, make('h2', { textContent: f.word }), make('p', { textContent: f.sentence }))), body);
  card.dataset.verdict = f.verdict;
  return card;
}

// read does the jobs of one request and shows what they found.
async function read(list) {
  document.body.dataset.state = 'reading';
  $('results').replaceChildren(make('p', { className: 'note', textContent: 'Reading…' }));
  const found = [];
  const notes = [];
  try {
    for (const [job, data, name] of list) {
      let { findings, unreadable, whole = true } = await ask(job, data);
      if (!whole) {
        // A card that fills the picture is read at once; a sheet of many needs all of the pixels.
        if (findings.some(f => !f.portal)) show([...found, ...findings], 'Looking closer for more codes…');
        const closer = await ask(job, { ...data, most: largest });
        const texts = new Set(closer.findings.map(f => f.text));
        findings = [...closer.findings, ...findings.filter(f => !texts.has(f.text))];
      }
      if (unreadable) notes.push(name + ' is not a picture that this browser reads.');
      else if (!findings.length) notes.push('No code was found on ' + name + '. Take the picture closer, flat over the card and in even light.');
      else found.push(...findings);
    }
    show(found, notes.join(' '));
  } catch (fault) {
    show([], 'It could not be read: ' + fault.message);
  }
  document.body.dataset.state = 'done';
}

const glance = 1.5e6, largest = 16e6; // pixels
const readFiles = files => { if (files.length) read([...files].map(file => ['picture', { file, most: glance }, file.name || 'the picture'])); };

$('choose').onclick = () => $('file').click();
$('file').onchange = () => { readFiles([...$('file').files]); $('file').value = ''; };
$('typed').onsubmit = event => {
  event.preventDefault();
  const text = $('text').value.trim();
  if (text) read([['text', { text }]]);
};
$('text').onkeydown = event => { if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); $('typed').requestSubmit(); } };
document.addEventListener('paste', event => {
  if (event.clipboardData.files.length) { event.preventDefault(); readFiles(event.clipboardData.files); }
});
document.addEventListener('dragover', event => { event.preventDefault(); document.body.classList.add('over'); });
document.addEventListener('dragleave', event => { if (!event.relatedTarget) document.body.classList.remove('over'); });
document.addEventListener('drop', event => {
  event.preventDefault();
  document.body.classList.remove('over');
  if (document.body.dataset.state === 'starting' || document.body.dataset.state === 'broken') return;
  const text = event.dataTransfer.getData('text/plain').trim();
  if (event.dataTransfer.files.length) readFiles(event.dataTransfer.files);
  else if (text) read([['text', { text }]]);
});

// The camera looks until it sees a seal: mostly quickly, and every third time thoroughly.
let camera = null;
async function scan() {
  try {
    camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } }, audio: false });
  } catch (fault) {
    show([], 'The camera cannot be used: ' + fault.message + '. Take a picture with the phone and choose it here.');
    return;
  }
  const video = $('video'), mine = camera;
  $('viewfinder').hidden = false;
  $('ask').hidden = true;
  $('aim').textContent = 'Hold the code in the frame, close and flat.';
  video.srcObject = camera;
  await video.play().catch(() => {});
  $('stop').focus();
  for (let n = 1; camera === mine; n++) {
    if (video.readyState >= 2) {
      const bitmap = await createImageBitmap(video);
      const { findings } = await ask('frame', { bitmap, thorough: n % 3 === 0 }, [bitmap]).catch(() => ({ findings: [] }));
      if (camera !== mine) return;
      if (findings.some(f => !f.portal)) {
        stop();
        show(findings);
        if (navigator.vibrate) navigator.vibrate(80);
        document.body.dataset.state = 'done';
        return;
      }
      if (findings.length) $('aim').textContent = 'That is the holder’s code. Show the larger code for officers.';
    }
    await new Promise(resolve => setTimeout(resolve, 30));
  }
}
function stop() {
  if (!camera) return;
  for (const track of camera.getTracks()) track.stop();
  camera = null;
  $('video').srcObject = null;
  $('viewfinder').hidden = true;
  $('ask').hidden = false;
}
$('camera').onclick = scan;
$('stop').onclick = () => { stop(); $('camera').focus(); };
document.addEventListener('keydown', event => { if (event.key === 'Escape') stop(); });
document.addEventListener('visibilitychange', () => { if (document.hidden) stop(); });

$('clear').onclick = () => {
  $('results').replaceChildren(make('p', { className: 'idle', textContent: 'Nothing has been read yet.' }));
  $('text').value = '';
  $('clear').hidden = true;
  document.body.dataset.state = 'ready';
  $('camera').focus();
};

(async () => {
  document.body.dataset.state = 'starting';
  if (!self.DecompressionStream || !self.OffscreenCanvas || !self.WebAssembly) return broken('the browser is too old');
  try {
    const wasm = bytes($('wasm').textContent);
    $('wasm').remove();
    const lists = await ask('start', { wasm, material: $('material').textContent }, [wasm.buffer]);
    showLists(lists);
    for (const button of document.querySelectorAll('button')) button.disabled = false;
    if (!navigator.mediaDevices) $('camera').hidden = true;
    document.body.dataset.state = 'ready';
    // The ages are told anew as they grow.
    setInterval(async () => showLists(await ask('ages', {})), 60000);
  } catch (fault) {
    broken(fault.message);
  }
})();
