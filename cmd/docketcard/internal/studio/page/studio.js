'use strict';

// The page of the studio: it shows what the server says, and keeps zoom and place while that changes.

const $ = id => document.getElementById(id);
const sides = ['front', 'back'];
const perMM = 96 / 25.4; // CSS pixels, which are as large as that on no screen in particular

// What is looked at, kept in the address so that reloading the page keeps it.
const view = { record: '', what: 'card', side: 'both', guides: false, grid: false, size: 'fit', order: 'worst', panel: 'findings' };

let state = { records: [] };   // as the server tells it
let card = null;               // the record that is shown
let shown = null;              // its sides, or those of its sheet: {sides, mirror}
let rows = [];                 // of state.records, those that are found, in order
let mm = perMM;                // CSS pixels a millimetre
let truth = Number(localStorage.getItem('docketcard.pixelsPerMillimetre')) || perMM;
let lit = null;                // {side, element} that is highlighted
let saved = 0;                 // when the files changed that the page has yet to show
const codes = new Map();       // by the name of a picture
let spoken = '';              // what the page said last
let asked = 0;                 // counts the requests for a card: only the last one's answer is shown

// ---- the address

function readAddress() {
  for (const [key, value] of new URLSearchParams(location.hash.slice(1))) {
    if (!(key in view)) continue;
    view[key] = typeof view[key] === 'boolean' ? value === '1' : value;
  }
  if (Number(view.size) > 0) view.size = Number(view.size);
}

function writeAddress() {
  const q = new URLSearchParams();
  for (const [key, value] of Object.entries(view)) q.set(key, typeof value === 'boolean' ? Number(value) : value);
  history.replaceState(null, '', '#' + q);
}

// ---- building

function make(tag, text, className) {
  const e = document.createElement(tag);
  if (text !== undefined) e.textContent = text;
  if (className) e.className = className;
  return e;
}

function makeSVG(tag, attributes) {
  const e = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  return e;
}

const fixed = (n, digits = 1) => n.toFixed(digits);

// ---- asking the server

async function ask(path) {
  const answer = await fetch(path);
  const body = await answer.json();
  if (!answer.ok) throw Object.assign(new Error('refused'), body);
  return body;
}

async function refresh() {
  const first = !state.revision;
  const [newState] = await Promise.all([ask('state'), view.record && !first ? showCard() : null]);
  state = newState;
  showState();
  if (first || !card || !state.records.some(r => r.key === view.record)) await showCard();
}

async function showCard() {
  const mine = ++asked;
  if (!state.records.some(r => r.key === view.record) && rows.length) view.record = rows[0].key;
  if (!view.record) return settle();
  const q = new URLSearchParams({ record: view.record, guides: Number(view.guides), grid: Number(view.grid) });
  let answer, sheet;
  try {
    [answer, sheet] = await Promise.all([ask('card?' + q), view.what === 'sheet' ? ask('sheet?' + q).catch(() => null) : null]);
  } catch (problem) {
    answer = { key: view.record, faults: problem.faults || [], notes: [], sides: [] };
  }
  if (mine !== asked) return;
  const other = !card || card.key !== answer.key;
  card = answer;
  if (card.faults && other) {
    shown = null; // the picture of another record would mislead
    for (const s of sides) $(s).querySelector('img').removeAttribute('src');
  }
  const next = view.what === 'sheet' && sheet ? sheet : card.sides.length ? { sides: card.sides, mirror: 'x' } : null;
  const seen = next ? visible(next) : [];
  if (next && await loadPictures(next.sides.filter(s => seen.includes(s.side)), mine, scaleOf(next).mm)) {
    shown = next;
    layOut();
  }
  if (mine !== asked) return;
  showFailure();
  showFindings();
  showElements();
  select();
  settle();
  // What cannot be seen yet comes after what can.
  if (next) await loadPictures(next.sides, mine);
  if (mine === asked) showCodes();
}

// settle tells that all is shown, and how long that took since the files were saved.
function settle() {
  if (saved) {
    const ms = Math.round(performance.now() - saved);
    document.body.dataset.latency = ms;
    spoken = `shown ${fixed(ms / 1000, 2)} s after saving`;
    saved = 0;
  }
  $('said').textContent = state.checking ? 'checking records' : spoken;
  document.body.dataset.shown = card ? card.key : '';
}

// dots is the resolution at which pictures of a size are sharp on this screen.
function dots(size) {
  const need = size * 25.4 * devicePixelRatio * 0.9;
  const steps = view.what === 'sheet' ? [100, 150, 300, 600] : [300, 600, 1200];
  return steps.find(d => d >= need) || steps.at(-1);
}

// loadPictures puts the pictures of sides in place when all of them are there, so that nothing flickers; false when something else is asked
// for meanwhile.
async function loadPictures(list, mine, size = mm) {
  const loads = list.map(async side => {
    const img = $(side.side).querySelector('img');
    const source = `picture/${side.picture}/${dots(size)}.png`;
    if (img.getAttribute('src') === source) return null;
    const fresh = new Image();
    fresh.alt = img.alt;
    fresh.src = source;
    try {
      await fresh.decode();
    } catch {
      return null; // overtaken by a newer card
    }
    return [img, fresh];
  });
  const pairs = await Promise.all(loads);
  if (mine !== asked) return false;
  for (const pair of pairs) if (pair) pair[0].replaceWith(pair[1]);
  return true;
}

// ---- the card

// visible names the sides to show of a card or sheet.
function visible(of = shown) {
  if (!of) return [];
  const known = of.sides.map(s => s.side);
  const want = view.side === 'both' || view.side === 'through' ? sides : [view.side];
  const both = want.filter(s => known.includes(s));
  return both.length ? both : known.slice(0, 1);
}

function sideOf(name) { return shown && shown.sides.find(s => s.side === name); }

// scaleOf returns how large the sides of a card or sheet are shown, in CSS pixels a millimetre, and whether one below the other.
function scaleOf(of) {
  const canvas = getComputedStyle($('canvas')), stage = $('stage'), names = visible(of);
  if (!names.length) return { mm, stacked: false };
  const { width, height } = of.sides.find(s => s.side === names[0]);
  const n = view.side === 'through' ? 1 : names.length;
  const padding = 2 * parseFloat(canvas.paddingTop), gap = parseFloat(canvas.columnGap) || 0, caption = 30;
  const w = stage.clientWidth - padding, h = stage.clientHeight - padding;
  const beside = Math.min((w - (n - 1) * gap) / (n * width), (h - caption) / height);
  const below = Math.min(w / width, (h - n * caption - (n - 1) * gap) / (n * height));
  const size = { fit: Math.max(0.5, beside, below), true: truth }[view.size] || Number(view.size);
  return { mm: size, stacked: below > beside };
}

// layOut sizes and places the sides.
function layOut() {
  const canvas = $('canvas'), names = visible(), scale = scaleOf(shown);
  mm = scale.mm;
  canvas.classList.toggle('through', view.side === 'through' && names.length === 2);
  canvas.classList.toggle('stacked', scale.stacked);
  canvas.dataset.mirror = shown ? shown.mirror : '';
  canvas.style.setProperty('--mm', mm + 'px');
  for (const name of sides) {
    const side = sideOf(name), figure = $(name), paper = figure.firstElementChild;
    figure.hidden = !names.includes(name);
    if (!side) continue;
    paper.style.setProperty('--w', side.width);
    paper.style.setProperty('--h', side.height);
    const round = view.what === 'card' && !side.bleed && state.design ? state.design.radius : 0;
    paper.style.setProperty('--round', `calc(${round} * var(--mm))`);
    paper.querySelector('svg').setAttribute('viewBox', `${-side.bleed} ${-side.bleed} ${side.width} ${side.height}`);
  }
  $('zoom').textContent = Math.round(100 * mm / truth) + ' %';
  drawOver();
}

let sharpening = 0;

// resize sets the size, keeping the point of the stage that is at x, y where it is.
function resize(size, x, y) {
  const stage = $('stage'), before = mm, box = stage.getBoundingClientRect();
  if (x === undefined) [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const canvas = $('canvas').getBoundingClientRect();
  const at = [(x - canvas.left) / canvas.width, (y - canvas.top) / canvas.height];
  view.size = typeof size === 'number' ? Math.min(80, Math.max(0.5, size)) : size;
  layOut();
  if (before !== mm) {
    const now = $('canvas').getBoundingClientRect();
    stage.scrollLeft += now.left + at[0] * now.width - x;
    stage.scrollTop += now.top + at[1] * now.height - y;
  }
  for (const r of document.getElementsByName('size')) r.checked = r.value === view.size;
  writeAddress();
  clearTimeout(sharpening);
  sharpening = setTimeout(() => { if (shown) loadPictures(shown.sides, asked); }, 150);
}

// drawOver draws frames around what is lit, under the pointer, and read.
function drawOver(near, ruler) {
  for (const name of sides) {
    const side = sideOf(name);
    if (!side) continue;
    const svg = $(name).querySelector('svg');
    svg.replaceChildren();
    const frame = (e, className) => svg.append(makeSVG('rect', { x: e.x, y: e.y, width: e.w, height: e.h, class: className }));
    if (view.panel === 'codes') {
      for (const c of codes.get(side.picture) || []) frame({ x: c.x - side.bleed, y: c.y - side.bleed, w: c.w, h: c.h }, 'code');
    }
    if (near && near.side === name) frame(near.element, 'near');
    if (lit && lit.side === name) for (const e of side.elements || []) if (e.where === lit.element) frame(e, 'lit');
    if (ruler && ruler.side === name) svg.append(makeSVG('line', { x1: ruler.from.x, y1: ruler.from.y, x2: ruler.to.x, y2: ruler.to.y }));
  }
}

// light highlights an element and turns to its side.
function light(side, element) {
  lit = side && element ? { side, element } : null;
  if (lit && !visible().includes(side)) choose('side', side);
  drawOver();
  for (const b of document.querySelectorAll('.item[data-element]')) b.setAttribute('aria-pressed', Boolean(lit) && b.dataset.element === lit.element && b.dataset.side === lit.side);
}

// ---- under the pointer

function under(event) {
  for (const name of visible()) {
    if (view.side === 'through' && name === 'back') continue;
    const box = $(name).firstElementChild.getBoundingClientRect(), side = sideOf(name);
    const x = (event.clientX - box.left) / box.width * side.width - side.bleed;
    const y = (event.clientY - box.top) / box.height * side.height - side.bleed;
    if (event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom) continue;
    // The smallest is the one that is meant: others lie below it.
    const hits = (side.elements || []).filter(e => x >= e.x && x <= e.x + e.w && y >= e.y && y <= e.y + e.h);
    hits.sort((a, b) => a.w * a.h - b.w * b.h);
    return { side: name, x, y, element: hits[0] };
  }
  return null;
}

let grab = null;

$('stage').addEventListener('pointerdown', event => {
  if (event.button !== 0) return;
  const at = under(event), stage = $('stage');
  grab = { x: event.clientX, y: event.clientY, left: stage.scrollLeft, top: stage.scrollTop, ruler: event.shiftKey && at };
  if (event.shiftKey) event.preventDefault();
  stage.setPointerCapture(event.pointerId);
  stage.classList.add(grab.ruler ? 'measured' : 'dragged');
});

$('stage').addEventListener('pointermove', event => {
  const at = under(event), stage = $('stage');
  if (grab && grab.ruler) {
    if (!at || at.side !== grab.ruler.side) return;
    const w = at.x - grab.ruler.x, h = at.y - grab.ruler.y;
    $('place').textContent = `${fixed(Math.hypot(w, h), 2)} mm: ${fixed(Math.abs(w), 2)} across, ${fixed(Math.abs(h), 2)} down`;
    drawOver(null, { side: at.side, from: grab.ruler, to: at });
    return;
  }
  if (grab) {
    stage.scrollLeft = grab.left + grab.x - event.clientX;
    stage.scrollTop = grab.top + grab.y - event.clientY;
    return;
  }
  if (!at) {
    $('place').textContent = '\u00a0';
    drawOver();
    return;
  }
  let text = `${fixed(at.x)}, ${fixed(at.y)} mm`;
  if (at.element) text += `  ·  ${at.element.name}  ·  ${fixed(at.element.w, 2)} × ${fixed(at.element.h, 2)} mm at ${fixed(at.element.x, 2)}, ${fixed(at.element.y, 2)}  ·  ${at.element.where}`;
  $('place').textContent = text;
  drawOver(at.element ? at : null);
});

for (const end of ['pointerup', 'pointercancel']) $('stage').addEventListener(end, event => {
  const still = grab && Math.hypot(event.clientX - grab.x, event.clientY - grab.y) < 4;
  if (still && !grab.ruler) {
    const at = under(event);
    light(at && at.element && at.side, at && at.element && at.element.where);
  }
  grab = null;
  $('stage').classList.remove('dragged', 'measured');
});

$('stage').addEventListener('pointerleave', () => drawOver());

$('stage').addEventListener('wheel', event => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  resize(mm * Math.exp(-event.deltaY / 400), event.clientX, event.clientY);
}, { passive: false });

// ---- what is wrong

function item(note) {
  const b = make('button', undefined, 'item');
  b.type = 'button';
  b.append(make('span', note.rule || note.level, 'tag ' + note.level));
  b.append(make('span', (note.field ? note.field + ': ' : '') + note.text));
  if (note.hint) b.append(make('small', note.hint, 'hint'));
  if (note.where) b.append(make('span', note.where, 'where'));
  if (note.record && note.record !== view.record) b.append(make('small', 'on ' + note.record));
  if (note.element) {
    b.dataset.element = note.element;
    b.dataset.side = note.side;
  }
  b.addEventListener('click', async () => {
    if (note.record && note.record !== view.record && state.records.some(r => r.key === note.record)) await go(note.record);
    light(note.side, note.element);
  });
  return b;
}

function showFindings() {
  const here = [...(state.failure || []), ...(card ? [...(card.faults || []), ...card.notes] : [])];
  const notes = state.notes || [], mine = n => n.record === view.record;
  here.push(...notes.filter(mine));
  const others = notes.filter(n => !mine(n)), all = [...here, ...others];
  $('findings').replaceChildren(...here.map(item));
  if (!here.length) $('findings').append(make('p', state.linted ? 'Nothing to find on this card.' : 'Nothing found on this card so far.', 'empty'));
  if (others.length) $('findings').append(make('h2', 'On other cards and the longest names'), ...others.map(item));
  $('tab-findings').textContent = all.length ? `Findings ${all.length}` : 'Findings';
}

// showFailure lays what is wrong over the last good picture.
function showFailure() {
  const stale = state.failure || (card && card.faults) || [];
  const box = $('failure');
  box.hidden = !stale.length;
  $('stage').classList.toggle('stale', stale.length > 0);
  if (!stale.length) return;
  const n = stale.length === 1 ? '1 fault' : stale.length + ' faults';
  box.querySelector('h2').textContent = n + (shown ? '; this is the last good picture' : '; there is no picture yet');
  box.querySelector('ul').replaceChildren(...stale.slice(0, 8).map(f => {
    const li = make('li');
    if (f.where) li.append(make('code', f.where + ' '));
    li.append(make('div', (f.field ? `field ${f.field}: ` : '') + f.text));
    if (f.hint) li.append(make('div', f.hint, 'hint'));
    return li;
  }));
  if (stale.length > 8) box.querySelector('ul').append(make('li', `and ${stale.length - 8} more`));
}

// ---- codes

async function showCodes() {
  const mine = asked, out = [];
  const list = view.what === 'card' && shown ? shown.sides : [];
  for (const side of list) {
    if (!codes.has(side.picture)) {
      try {
        codes.set(side.picture, await ask('codes/' + side.picture));
      } catch {
        continue; // of a card that is gone
      }
      if (codes.size > 40) codes.delete(codes.keys().next().value);
    }
    if (mine !== asked) return;
    const found = codes.get(side.picture);
    for (const c of found) out.push(codeItem(side, c));
    const declared = (side.elements || []).filter(e => e.kind === 'code').length;
    if (found.length < declared) out.push(item({ level: 'fault', text: `${declared - found.length} of ${declared} codes on the ${side.side} cannot be read at 300 dpi` }));
  }
  if (view.what === 'sheet') out.push(make('p', 'Codes are read on cards; choose Card.', 'empty'));
  else if (!out.length) out.push(make('p', 'There is no code on this card.', 'empty'));
  $('codes').replaceChildren(...out);
  drawOver();
}

function codeItem(side, c) {
  const box = make('div', undefined, 'item');
  const verdict = c.verdict || 'read';
  box.append(make('span', verdict, 'tag ' + (c.verdict && c.verdict !== 'SPECIMEN' && c.verdict !== 'VALID' ? 'fault' : 'good')));
  box.append(make('b', c.title), make('small', `${side.side}, ${fixed(c.w)} mm wide`), make('p', c.about));
  if (c.fields) {
    const table = make('table');
    for (const f of c.fields) {
      const tr = make('tr'), th = make('th', f.Label);
      th.scope = 'row';
      tr.append(th, make('td', f.Value));
      table.append(tr);
    }
    box.append(table);
  }
  const more = make('details');
  more.append(make('summary', 'What the code says'), make('code', c.text));
  box.append(more);
  return box;
}

// ---- elements

function showElements() {
  const out = [];
  for (const side of shown ? shown.sides : []) for (const e of side.elements || []) {
    const b = make('button', undefined, 'item');
    b.type = 'button';
    b.dataset.element = e.where;
    b.dataset.side = side.side;
    b.append(make('span', e.kind, 'tag note'), make('b', e.name), make('small', `${side.side} · ${fixed(e.w, 2)} × ${fixed(e.h, 2)} mm at ${fixed(e.x, 2)}, ${fixed(e.y, 2)}`), make('small', e.about), make('span', e.where, 'where'));
    b.addEventListener('click', () => light(side.side, e.where));
    out.push(b);
  }
  $('elements').replaceChildren(...out);
  if (!out.length) $('elements').append(make('p', view.what === 'sheet' ? 'Elements are listed for cards; choose Card.' : 'Nothing is shown.', 'empty'));
}

// ---- records

const rowHeight = 46;

function showState() {
  const d = state.design;
  if (d) {
    $('title').textContent = d.title || d.name;
    document.title = `${d.name}, docketcard studio`;
    $('title').title = `${d.name}: ${d.width} × ${d.height} mm, sheets of ${d.stock}`;
  }
  find();
  showFailure();
  showFindings();
}

// find lists the records that hold all words of the search.
function find() {
  const words = $('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  rows = state.records.filter(r => words.every(w => r.search.includes(w) || r.key.toLowerCase().includes(w)));
  if (view.order === 'cases') rows.sort((a, b) => a.order - b.order);
  $('rows').style.height = rows.length * rowHeight + 'px';
  const all = state.records.length, bad = state.records.filter(r => r.faults).length;
  $('count').textContent = (rows.length === all ? `${all} record${all === 1 ? '' : 's'}` : `${rows.length} of ${all} records`) + (bad ? `, ${bad} with faults` : '');
  select();
}

// draw makes the rows that can be seen.
function drawRows() {
  const list = $('list'), first = Math.max(0, Math.floor(list.scrollTop / rowHeight) - 4);
  const last = Math.min(rows.length, first + Math.ceil(list.clientHeight / rowHeight) + 8);
  const out = [];
  for (let i = first; i < last; i++) {
    const r = rows[i], row = make('div', undefined, 'row');
    row.id = 'row-' + i;
    row.style.top = i * rowHeight + 'px';
    row.setAttribute('role', 'option');
    row.setAttribute('aria-setsize', rows.length);
    row.setAttribute('aria-posinset', i + 1);
    row.setAttribute('aria-selected', r.key === view.record);
    row.append(make('b', r.title || r.key), make('small', r.key));
    if (r.faults) row.append(make('i', `${r.faults} fault${r.faults > 1 ? 's' : ''}`, 'tag fault'));
    else if (r.notes) row.append(make('i', String(r.notes), 'tag note'));
    row.addEventListener('click', () => go(r.key));
    out.push(row);
  }
  $('rows').replaceChildren(...out);
}

// select shows which record is chosen, and scrolls its row into sight.
function select() {
  const i = rows.findIndex(r => r.key === view.record), list = $('list');
  if (i >= 0) {
    list.setAttribute('aria-activedescendant', 'row-' + i);
    if (i * rowHeight < list.scrollTop) list.scrollTop = i * rowHeight;
    if ((i + 1) * rowHeight > list.scrollTop + list.clientHeight) list.scrollTop = (i + 1) * rowHeight - list.clientHeight;
  }
  drawRows();
}

async function go(key) {
  if (key === view.record) return;
  view.record = key;
  lit = null;
  writeAddress();
  select();
  await showCard();
}

function step(by) {
  if (!rows.length) return;
  const i = rows.findIndex(r => r.key === view.record);
  go(rows[Math.min(rows.length - 1, Math.max(0, i + by))].key);
}

$('list').addEventListener('scroll', drawRows);
$('search').addEventListener('input', find);
$('search').addEventListener('keydown', event => {
  if (event.key === 'Enter' && rows.length) go(rows[0].key);
  if (event.key === 'Escape') $('list').focus();
});
$('order').addEventListener('change', () => { view.order = $('order').value; writeAddress(); find(); });

// ---- tools

// choose sets one of the views.
function choose(name, value) {
  view[name] = value;
  showTools();
  writeAddress();
  if (name === 'side') return layOut();
  showCard();
}

function showTools() {
  for (const name of ['what', 'side', 'size']) for (const r of document.getElementsByName(name)) r.checked = r.value === view[name];
  for (const name of ['guides', 'grid']) $(name).checked = view[name];
  $('order').value = view.order;
}

for (const name of ['what', 'side']) for (const r of document.getElementsByName(name)) r.addEventListener('change', () => choose(name, r.value));
for (const r of document.getElementsByName('size')) r.addEventListener('change', () => resize(r.value));
for (const name of ['guides', 'grid']) $(name).addEventListener('change', () => choose(name, $(name).checked));
$('smaller').addEventListener('click', () => resize(mm / 1.25));
$('larger').addEventListener('click', () => resize(mm * 1.25));

const tabs = [...document.querySelectorAll('[role=tab]')];

function turn(panel) {
  view.panel = panel;
  document.body.dataset.panel = panel;
  for (const t of tabs) {
    const on = t.id === 'tab-' + panel;
    t.setAttribute('aria-selected', on);
    t.tabIndex = on ? 0 : -1;
    if (t.id !== 'tab-records') $(t.getAttribute('aria-controls')).hidden = !on;
  }
  writeAddress();
  drawOver();
  if (panel === 'records') drawRows();
}

for (const t of tabs) {
  t.addEventListener('click', () => turn(t.id.slice(4)));
  t.addEventListener('keydown', event => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const seen = tabs.filter(other => other.offsetParent);
    const next = seen[(seen.indexOf(t) + by + seen.length) % seen.length];
    turn(next.id.slice(4));
    next.focus();
  });
}

$('ask').addEventListener('click', () => $('help').showModal());
$('ruler').addEventListener('input', () => {
  truth = Number($('ruler').value);
  localStorage.setItem('docketcard.pixelsPerMillimetre', truth);
  $('outline').style.setProperty('--true', truth + 'px');
  layOut();
});

// nextFinding lights one finding after the other.
function nextFinding() {
  const all = [...$('findings').querySelectorAll('.item[data-element]')];
  if (!all.length) return;
  turn('findings');
  const i = all.findIndex(b => b.getAttribute('aria-pressed') === 'true');
  all[(i + 1) % all.length].click();
  all[(i + 1) % all.length].scrollIntoView({ block: 'nearest' });
}

const keys = {
  j: () => step(1), k: () => step(-1),
  f: () => choose('side', 'front'), b: () => choose('side', 'back'), a: () => choose('side', 'both'), t: () => choose('side', 'through'),
  s: () => choose('what', view.what === 'card' ? 'sheet' : 'card'),
  g: () => choose('guides', !view.guides), m: () => choose('grid', !view.grid),
  '+': () => resize(mm * 1.25), '=': () => resize(mm * 1.25), '-': () => resize(mm / 1.25),
  0: () => resize('fit'), 1: () => resize('true'),
  n: nextFinding, '?': () => $('help').showModal(), Escape: () => light(),
};

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || $('help').open) return;
  const typing = event.target.closest('input[type=search], select, dialog');
  if (typing) return;
  const inList = event.target === $('list') || event.target === document.body;
  if (inList && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    return step(event.key === 'ArrowDown' ? 1 : -1);
  }
  if (inList && (event.key === 'Home' || event.key === 'End')) {
    event.preventDefault();
    return step(event.key === 'End' ? rows.length : -rows.length);
  }
  const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// When the key is up, so that it does not write itself.
document.addEventListener('keyup', event => {
  if (event.key !== '/' || event.target.closest('input[type=search], dialog')) return;
  if (!$('search').offsetParent) turn('records');
  $('search').focus();
  $('search').select();
});

new ResizeObserver(() => { if (view.size === 'fit') layOut(); drawRows(); }).observe($('stage'));

// ---- from here on the server speaks

readAddress();
showTools();
turn(view.panel);
$('ruler').value = truth;
$('outline').style.setProperty('--true', truth + 'px');

const events = new EventSource('events');
let lastSaved = 0;
let speaking = Promise.resolve();
events.onmessage = event => {
  const now = JSON.parse(event.data), { revision } = now;
  $('gone').hidden = true;
  if (lastSaved && now.saved !== lastSaved) saved = performance.now() - now.age;
  lastSaved = now.saved;
  if (revision !== state.revision) speaking = speaking.then(refresh).catch(() => {});
};
events.onerror = () => { $('gone').hidden = false; };
