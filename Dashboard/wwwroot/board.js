// The curves of one run or of several, live. The server sends rows as numbers, never more than a fixed number of them a run; the board keeps
// just these, draws at most once a frame, and reads them to whoever uses a keyboard.

const svgNamespace = 'http://www.w3.org/2000/svg';
const fields = ['round', 'seconds', 'loss', 'accuracy', 'trainLoss', 'updateNorm', 'bytesUp', 'bytesDown', 'gradients', 'communications',
  'gradientNorm', 'distance', 'consensus', 'gap', 'iterations'];
const at = Object.fromEntries(fields.map((name, i) => [name, i]));

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}
const html = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => fill(document.createElementNS(svgNamespace, tag), attributes, children);

// ---- Numbers as people read them.

const isNumber = value => typeof value === 'number' && Number.isFinite(value);
const count = value => isNumber(value) ? value.toLocaleString('en-US') : '–';
const round1 = value => Number(value.toPrecision(3));
const percent = value => isNumber(value) ? (value * 100).toFixed(2) + ' %' : '–';

function bytes(value) {
  if (!isNumber(value)) return '–';
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) { value /= 1000; unit++; }
  return `${round1(value)} ${units[unit]}`;
}

function duration(seconds) {
  if (seconds < 9.95) return `${seconds.toFixed(seconds < 0.995 ? 2 : 1)} s`;
  const whole = Math.round(seconds), two = value => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor(whole % 3600 / 60))} min`;
}

function number(value) {
  if (!isNumber(value)) return '–';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 0.001 || size >= 1e6) return value.toExponential(2);
  return value.toFixed(size < 10 ? 4 : size < 1000 ? 2 : 0);
}

function tickNumber(value) {
  const size = Math.abs(value);
  return size !== 0 && (size < 0.001 || size >= 1e5) ? value.toExponential(0).replace('e+', 'e') : String(Number(value.toPrecision(6)));
}

// ---- Axes.

function niceTicks(low, high, wanted) {
  const raw = (high - low) / wanted || Math.abs(low) / wanted || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map(factor => factor * power).find(size => size >= raw * 0.999);
  const from = (first, last) => {
    const ticks = [];
    for (let i = Math.ceil(first / step - 1e-9); i * step <= last + step * 1e-9; i++) ticks.push(Number((i * step).toPrecision(12)));
    return ticks;
  };
  return { step, from, ticks: from(low, high) };
}

function logTicks(low, high) {
  const first = Math.floor(Math.log10(low) + 1e-9), last = Math.ceil(Math.log10(high) - 1e-9);
  const factors = last - first <= 1 ? [1, 2, 3, 5, 7] : last - first <= 3 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil((last - first) / 6));
  const ticks = [];
  for (let exponent = first; exponent <= last; exponent += every) {
    for (const factor of factors) {
      const value = Number((factor * 10 ** exponent).toPrecision(12));
      if (value >= low * 0.999 && value <= high * 1.001) ticks.push(value);
    }
  }
  return ticks;
}

function valueScale(low, high, kind, isLog) {
  let ticks;
  if (isLog) {
    ticks = logTicks(low, high);
    if (ticks.length < 2) ticks = [low, high].map(value => Number(value.toPrecision(2)));
    return { low: Math.min(low, ticks[0]), high: Math.max(high, ticks[ticks.length - 1]), ticks };
  }
  const least = low, most = high;
  if (kind.fromZero) low = 0;
  if (low === high) { low -= Math.abs(low) * 0.1 || 1; high += Math.abs(high) * 0.1 || 1; }
  const nice = niceTicks(low, high, 4);
  low = Math.floor(low / nice.step + 1e-9) * nice.step;
  high = Math.ceil(high / nice.step - 1e-9) * nice.step;
  if (kind.low !== undefined && least >= kind.low) low = Math.max(low, kind.low);
  if (kind.high !== undefined && most <= kind.high) high = Math.min(high, kind.high);
  return { low, high, ticks: nice.from(low, high) };
}

const many = value => value >= 1e5 ? tickNumber(value) : Number.isInteger(value) ? count(value) : '';
const axes = {
  round: { name: 'round', label: 'Rounds', of: row => row[at.round], show: value => `round ${count(Math.round(value))}`, tick: value => Number.isInteger(value) ? count(value) : '' },
  seconds: { name: 'time', label: 'Time', of: row => row[at.seconds], show: duration, tick: value => value >= 300 ? duration(value) : `${count(round1(value))} s` },
  bytes: { name: 'bytes', label: 'Bytes', of: row => row[at.bytesUp] + row[at.bytesDown], show: bytes, tick: bytes },
  // Of all workers together, as the bytes are. Offered where a run has them, and where they are not the rounds.
  gradients: { name: 'gradients', label: 'Gradients', has: row => row[at.gradients] > 0, of: row => row[at.gradients], show: value => `${count(Math.round(value))} gradients`, tick: many },
  iterations: { name: 'iterations', label: 'Iterations', has: row => row[at.iterations] > 0 && row[at.iterations] !== row[at.round], of: row => row[at.iterations], show: value => `iteration ${count(Math.round(value))}`, tick: many },
};

const plain = name => row => row[at[name]];
// On a logarithmic scale there is no zero.
const positive = name => row => row[at[name]] > 0 ? row[at[name]] : null;
const kinds = [
  { title: 'Accuracy', show: percent, tick: value => `${round1(value * 100)} %`, low: 0, high: 1, never: true, series: [{ name: 'test', of: plain('accuracy') }] },
  { title: 'Loss', show: number, tick: tickNumber, low: 0, series: [{ name: 'test', of: plain('loss') }, { name: 'training', of: plain('trainLoss') }] },
  { title: 'Distance to the solution', show: number, tick: tickNumber, log: true, series: [{ name: 'relative, squared', of: positive('distance') }] },
  { title: 'Gap', show: number, tick: tickNumber, log: true, series: [{ name: 'gap', of: positive('gap') }] },
  { title: 'Gradient norm', show: number, tick: tickNumber, log: true, series: [{ name: 'norm', of: positive('gradientNorm') }] },
  { title: 'Consensus distance', show: number, tick: tickNumber, log: true, series: [{ name: 'squared', of: positive('consensus') }] },
  { title: 'Update norm', show: number, tick: tickNumber, low: 0, series: [{ name: 'norm', of: plain('updateNorm') }] },
  { title: 'Bytes by direction', many: 'Bytes up', show: bytes, tick: bytes, low: 0, fromZero: true, raw: true,
    series: [{ name: 'up', of: plain('bytesUp') }, { name: 'down', of: row => row[at.bytesDown] || null }] },
];

const hues = 8;

/** Draws a board into an element. */
export function create(element) {
  return new Board(element);
}

class Board {
  constructor(element) {
    this.element = element;
    this.runs = [];
    this.axis = 'round';
    this.scale = 'auto';
    this.smoothing = 0;
    this.cursor = null;
    this.charts = new Map();
    this.readout = html('p', { class: 'visually-hidden', 'aria-live': 'polite' });
    this.place = html('div', { class: 'charts' });
    this.empty = html('p', { class: 'lead waiting' }, 'The first evaluation is not there yet.');
    element.replaceChildren(this.controls(), this.readout, this.empty, this.place);
    this.observer = new ResizeObserver(() => this.later());
    this.observer.observe(this.place);
    this.later();
  }

  controls() {
    const group = Math.random().toString(36).slice(2);
    const choice = (legend, name, current, options) => html('fieldset', { class: 'choice' }, html('legend', {}, legend),
      ...options.map(([value, label]) => html('label', { 'data-choice': value }, html('input', { type: 'radio', name: `${name}-${group}`, value, checked: value === current,
        onchange: () => { this[name] = value; this.cursor = null; this.later(); } }), html('span', {}, label))));
    const output = html('output', {}, 'none');
    const slider = html('input', { type: 'range', min: 0, max: 0.95, step: 0.05, value: 0, 'aria-label': 'Smoothing', oninput: event => {
      this.smoothing = Number(event.target.value);
      output.textContent = this.smoothing ? this.smoothing.toFixed(2) : 'none';
      this.later();
    } });
    return html('div', { class: 'bar controls' },
      choice('Against', 'axis', 'round', Object.entries(axes).map(([value, axis]) => [value, axis.label])),
      choice('Scale', 'scale', 'auto', [['auto', 'As fits'], ['linear', 'Linear'], ['log', 'Log']]),
      html('label', { class: 'smoothing' }, 'Smoothing', slider, output));
  }

  /** Says which runs there are: their labels. Rows of runs that are no longer there are forgotten. */
  setRuns(labels) {
    this.runs = labels.map((label, i) => ({ label, rows: this.runs[i]?.label === label ? this.runs[i].rows : [] }));
    this.cursor = null;
    this.later();
  }

  /** Takes rows of a run, from a place on; what was there is replaced. */
  update(run, from, rows) {
    const target = this.runs[run];
    if (!target) return;
    target.rows.length = Math.min(target.rows.length, from);
    target.rows.push(...rows);
    this.later();
  }

  /** How many rows are held: for tests of what a long run costs. */
  size() {
    return this.runs.reduce((sum, run) => sum + run.rows.length, 0);
  }

  dispose() {
    this.isGone = true;
    this.observer.disconnect();
    this.element.replaceChildren();
  }

  later() {
    if (this.pending || this.isGone) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      if (!this.isGone) this.draw();
    });
  }

  draw() {
    const hasRows = this.runs.some(run => run.rows.length);
    this.empty.hidden = hasRows;
    for (const [name, axis] of Object.entries(axes)) {
      // One that was chosen stays: the rows may be on their way.
      if (axis.has) this.element.querySelector(`[data-choice=${name}]`).hidden = this.axis !== name && !this.runs.some(run => run.rows.some(axis.has));
    }
    for (const kind of kinds) {
      // Beside other runs one quantity of each is enough to tell them apart.
      const wanted = this.runs.length > 1 ? kind.series.slice(0, 1) : kind.series;
      const lines = this.runs.flatMap((run, r) => wanted.map((series, s) => ({ run: r, name: this.runs.length > 1 ? run.label : series.name,
        style: `hue${(this.runs.length > 1 ? r : s) % hues}`, rows: run.rows, values: run.rows.map(series.of) }))).filter(line => line.values.some(isNumber));
      let chart = this.charts.get(kind);
      if (!lines.length) {
        if (chart) { chart.figure.remove(); this.charts.delete(kind); }
        continue;
      }
      if (!chart) {
        chart = new Chart(this, kind);
        this.charts.set(kind, chart);
        const next = kinds.slice(kinds.indexOf(kind) + 1).map(other => this.charts.get(other)).find(Boolean);
        this.place.insertBefore(chart.figure, next ? next.figure : null);
      }
      chart.draw(lines);
    }
  }

  point(position) {
    this.cursor = position;
    this.charts.forEach(chart => chart.point());
  }

  /** The places of all rows on the axis, each once, in order. */
  places() {
    const of = axes[this.axis].of;
    return [...new Set(this.runs.flatMap(run => run.rows.map(of)))].filter(isNumber).sort((a, b) => a - b);
  }
}

class Chart {
  constructor(board, kind) {
    this.board = board;
    this.kind = kind;
    this.legend = html('div', { class: 'legend' });
    this.plot = svg('svg', { class: 'plot', tabindex: 0, role: 'application', 'aria-roledescription': 'chart' });
    this.title = html('h3', {}, kind.title);
    this.figure = html('figure', { class: 'card chart' }, html('figcaption', {}, this.title, this.legend), this.plot);
    this.plot.addEventListener('pointermove', event => this.onPointer(event));
    this.plot.addEventListener('pointerdown', event => this.onPointer(event));
    this.plot.addEventListener('pointerleave', () => board.point(null));
    this.plot.addEventListener('blur', () => board.point(null));
    this.plot.addEventListener('keydown', event => this.onKey(event));
  }

  onPointer(event) {
    if (!this.x) return;
    const box = this.plot.getBoundingClientRect();
    const wanted = this.back((event.clientX - box.left) * this.width / box.width);
    const places = this.board.places();
    if (places.length) this.board.point(places.reduce((best, place) => Math.abs(place - wanted) < Math.abs(best - wanted) ? place : best));
  }

  onKey(event) {
    const places = this.board.places(), last = places.length - 1;
    const steps = { ArrowLeft: i => i - 1, ArrowRight: i => i + 1, PageDown: i => i + 10, PageUp: i => i - 10, Home: () => 0, End: () => last };
    if (event.key === 'Escape') this.board.point(null);
    else if (steps[event.key] && last >= 0) {
      const now = this.board.cursor === null ? -1 : places.indexOf(this.board.cursor);
      const next = now < 0 && event.key.startsWith('Arrow') ? last : Math.max(0, Math.min(last, steps[event.key](now < 0 ? last : now)));
      this.board.point(places[next]);
      this.board.readout.textContent = `${axes[this.board.axis].show(places[next])}: ` +
        this.lines.map(line => `${this.kind.title} ${line.name} ${this.kind.show(line.values[this.nearest(line)])}`).join(', ');
    } else return;
    event.preventDefault();
  }

  /** The row of a line nearest to the cursor; the last where there is no cursor. */
  nearest(line) {
    const cursor = this.board.cursor, of = axes[this.board.axis].of;
    if (cursor === null) return line.rows.length - 1;
    let low = 0, high = line.rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (of(line.rows[middle]) <= cursor) low = middle; else high = middle - 1;
    }
    return low;
  }

  smooth(values, isLog) {
    const weight = this.kind.raw ? 0 : this.board.smoothing;
    if (!weight) return values;
    let mean = null, mass = 0;
    return values.map(value => {
      if (!isNumber(value)) return value;
      const size = isLog ? Math.log(value) : value;
      mean = weight * (mean ?? 0) + (1 - weight) * size;
      mass = weight * mass + (1 - weight);
      return isLog ? Math.exp(mean / mass) : mean / mass;
    });
  }

  draw(lines) {
    const board = this.board, kind = this.kind, axis = axes[board.axis];
    this.title.textContent = board.runs.length > 1 && kind.many || kind.title;
    const all = lines.flatMap(line => line.values).filter(isNumber);
    const least = all.reduce((a, b) => Math.min(a, b)), most = all.reduce((a, b) => Math.max(a, b));
    const canLog = !kind.never && least > 0 && most > least;
    const isLog = canLog && (board.scale === 'log' || board.scale === 'auto' && Boolean(kind.log) && most / least > 10);
    this.lines = lines.map(line => ({ ...line, shown: this.smooth(line.values, isLog) }));

    const width = this.width = Math.max(260, this.plot.clientWidth || 520), height = 230, top = 10, bottom = height - 28;
    const { low, high, ticks } = valueScale(least, most, kind, isLog);
    const map = isLog ? Math.log : value => value;
    this.y = value => bottom - (map(value) - map(low)) / (map(high) - map(low)) * (bottom - top);
    const left = 14 + Math.max(...ticks.map(tick => kind.tick(tick).length)) * 6.6, right = width - 14;
    const xs = lines.flatMap(line => line.rows.map(axis.of)).filter(isNumber);
    const xHigh = xs.reduce((a, b) => Math.max(a, b), 1e-9);
    this.x = value => left + value / xHigh * (right - left);
    this.back = x => (x - left) / (right - left) * xHigh;
    this.edges = { top, bottom, right };

    const parts = [];
    for (const tick of ticks) {
      const y = this.y(tick);
      parts.push(svg('line', { class: 'grid', x1: left, x2: right, y1: y, y2: y }), svg('text', { x: left - 7, y: y + 4, 'text-anchor': 'end' }, kind.tick(tick)));
    }
    parts.push(svg('line', { class: 'axis', x1: left, x2: right, y1: bottom, y2: bottom }));
    for (const tick of niceTicks(0, xHigh, Math.max(2, Math.floor((right - left) / (board.axis === 'round' ? 70 : 90)))).ticks) {
      const text = axis.tick(tick), x = this.x(tick);
      if (!text) continue;
      const end = x + text.length * 3.3 > width ? 'end' : 'middle';
      parts.push(svg('line', { class: 'axis', x1: x, x2: x, y1: bottom, y2: bottom + 4 }),
        svg('text', { x: end === 'end' ? width : x, y: bottom + 19, 'text-anchor': end }, text));
    }
    for (const line of this.lines) {
      const path = values => {
        let text = '', pen = false;
        values.forEach((value, i) => {
          const x = axis.of(line.rows[i]);
          if (!isNumber(value) || !isNumber(x)) { pen = false; return; }
          text += `${pen ? 'L' : 'M'}${this.x(x).toFixed(1)} ${this.y(value).toFixed(1)}`;
          pen = true;
        });
        return text;
      };
      if (line.shown !== line.values) parts.push(svg('path', { class: `curve faint ${line.style}`, d: path(line.values) }));
      parts.push(svg('path', { class: `curve ${line.style}`, d: path(line.shown) }));
      if (line.rows.length <= 12) {
        line.values.forEach((value, i) => {
          if (isNumber(value)) parts.push(svg('circle', { class: `dot ${line.style}`, cx: this.x(axis.of(line.rows[i])), cy: this.y(value), r: 3 }));
        });
      }
    }
    this.pointer = svg('g', {});
    this.plot.replaceChildren(...parts, this.pointer);
    this.plot.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.plot.setAttribute('aria-label', `${kind.title} against ${axis.name}${isLog ? ', logarithmic' : ''}. ` + this.lines.map(line => {
      const known = line.values.filter(isNumber);
      return `${line.name}: from ${kind.show(known[0])} to ${kind.show(known[known.length - 1])}`;
    }).join('; ') + '. Arrow keys read the values.');
    this.figure.dataset.points = String(Math.max(...lines.map(line => line.rows.length)));
    this.point();
  }

  point() {
    if (!this.lines) return;
    const cursor = this.board.cursor, axis = axes[this.board.axis];
    this.legend.replaceChildren(...this.lines.map(line => html('span', {},
      svg('svg', { viewBox: '0 0 24 8', 'aria-hidden': 'true' }, svg('line', { class: `curve ${line.style}`, x1: 1, x2: 23, y1: 4, y2: 4 })),
      `${line.name} `, html('b', {}, this.kind.show(line.values[this.nearest(line)])))));
    this.pointer.replaceChildren();
    if (cursor === null) return;
    const x = this.x(cursor), isLeft = x > this.edges.right - 110;
    this.pointer.append(svg('line', { class: 'cursor', x1: x, x2: x, y1: this.edges.top, y2: this.edges.bottom }),
      svg('text', { class: 'position', x: x + (isLeft ? -6 : 6), y: this.edges.bottom - 7, 'text-anchor': isLeft ? 'end' : 'start' }, axis.show(cursor)));
    for (const line of this.lines) {
      const i = this.nearest(line);
      if (isNumber(line.shown[i])) this.pointer.append(svg('circle', { class: `dot ${line.style}`, cx: this.x(axis.of(line.rows[i])), cy: this.y(line.shown[i]), r: 4 }));
    }
  }
}
