(() => {
  const { byId, html, svg, isNumber, count, percent, plural, round1, bytes, duration, number, moment, tickNumber, niceTicks, logTicks, valueScale } = page;
  const comparison = JSON.parse(byId('data').textContent);
  const runs = comparison.runs;

  // ---- Runs are told apart by hue and by dashes; either is enough for seven.

  const dashes = ['', '9 4', '2 4', '10 3 2 3', '16 4', '5 3', '10 3 2 3 2 3'];
  const hue = run => `--run: var(--run-${run % 7})`;
  const dash = run => dashes[(run + Math.floor(run / 7)) % dashes.length] || null;
  const swatch = run => svg('svg', { class: 'swatch', viewBox: '0 0 30 8', 'aria-hidden': 'true', style: hue(run) },
    svg('line', { class: 'run', x1: 0, x2: 30, y1: 4, y2: 4, 'stroke-dasharray': dash(run) }));
  const shown = new Set(runs.keys());

  const shows = {
    text: value => value, hash: value => value.slice(0, 12), count: value => count(value < 100 ? round1(value) : Math.round(value)), bytes,
    seconds: duration, number, share: percent,
  };
  const show = (unit, value) => value === null || value === undefined ? '–' : typeof value === 'string' && unit !== 'text' && unit !== 'hash' ? value : shows[unit](value);

  // ---- Axes. A run without a quantity has no curve against it.

  const whole = value => Number.isInteger(value) ? count(value) : '';
  const axes = [
    { key: 'rounds', name: 'rounds', of: value => plural(Math.round(value), 'round', 'rounds'), tick: whole },
    { key: 'iterations', name: 'iterations', of: value => plural(Math.round(value), 'iteration', 'iterations'), tick: whole },
    { key: 'gradients', name: 'gradients', of: value => `${count(Math.round(value))} gradients`, tick: value => count(round1(value)), perWorker: 'Gradients' },
    { key: 'bytes-up', name: 'bytes up', of: value => `${bytes(value)} up`, tick: bytes, perWorker: 'Bytes up' },
    { key: 'bytes', name: 'all bytes', of: value => `${bytes(value)} up and down`, tick: bytes, perWorker: 'Bytes, up and down' },
    { key: 'seconds', name: 'seconds', of: duration, tick: value => `${count(round1(value))} s` },
  ].filter(axis => runs.some(run => run.curve[axis.key].some(value => value > 0)));
  let axis = axes.find(candidate => candidate.key === comparison.axis) || axes[0];
  let axisLog = false;
  let cursor = null;
  let pointed = null;
  const charts = [];

  const places = run => runs[run].curve[axis.key];
  const visible = () => runs.map((_, i) => i).filter(i => shown.has(i));
  const isPlace = value => isNumber(value) && (!axisLog || value > 0);

  // Ends that are many times apart leave the short run no room on an even axis.
  function wantsLog() {
    const ends = runs.map((_, i) => Math.max(...places(i).filter(isNumber))).filter(end => end > 0);
    return ends.length > 1 && Math.max(...ends) > 30 * Math.min(...ends);
  }

  // The place of a run that is nearest to a place on the axis; none behind its end.
  function at(run, x) {
    const xs = places(run);
    let found = null;
    xs.forEach((value, i) => { if (isPlace(value) && (found === null || Math.abs(value - x) < Math.abs(xs[found] - x))) found = i; });
    return found !== null && x > xs[found] * 1.0001 + 1e-9 && found === xs.length - 1 ? null : found;
  }

  class Chart {
    constructor(metric) {
      this.metric = metric;
      this.values = runs.map(run => run.curve[metric.key]);
      const all = this.values.flat().filter(isNumber), positive = all.filter(value => value > 0);
      this.canLog = positive.length > 1 && Math.min(...all) >= 0 && Math.max(...positive) > Math.min(...positive);
      this.log = this.canLog && metric.unit !== 'share' && Math.max(...positive) >= 100 * Math.min(...positive);
      this.kind = metric.unit === 'share' ? { tick: value => `${round1(value * 100)} %`, low: 0, high: 1 } : { tick: tickNumber, low: Math.min(...all) >= 0 ? 0 : undefined };
      this.plot = svg('svg', { class: 'plot', tabindex: 0, role: 'img' });
      this.tip = html('div', { class: 'tip', 'aria-hidden': 'true', hidden: true });
      const toggle = this.canLog && metric.unit !== 'share'
        ? html('label', { class: 'log-scale' }, html('input', { type: 'checkbox', checked: this.log, onchange: event => { this.log = event.target.checked; this.draw(); } }), 'log scale')
        : null;
      this.figure = html('figure', { class: 'card chart' }, html('figcaption', {}, html('h3', {}, metric.title), toggle), this.plot, this.tip);
      const follow = event => setCursor(this.placeOf(event), this);
      this.plot.addEventListener('pointermove', follow);
      this.plot.addEventListener('pointerdown', follow);
      this.plot.addEventListener('pointerleave', () => setCursor(null, null));
      this.plot.addEventListener('blur', () => setCursor(null, null));
      this.plot.addEventListener('keydown', event => this.onKey(event));
    }

    known(run, i) {
      const value = this.values[run][i];
      return isNumber(value) && (!this.log || value > 0) && isPlace(places(run)[i]) ? value : null;
    }

    // Every place where a shown run was measured, once.
    stops() {
      return [...new Set(visible().flatMap(run => places(run).filter((_, i) => this.known(run, i) !== null)))].sort((a, b) => a - b);
    }

    placeOf(event) {
      const x = event.clientX - this.plot.getBoundingClientRect().left;
      let found = null;
      for (const stop of this.stops()) if (found === null || Math.abs(this.x(stop) - x) < Math.abs(this.x(found) - x)) found = stop;
      return found;
    }

    onKey(event) {
      const stops = this.stops(), last = stops.length - 1;
      if (last < 0) return;
      const now = cursor === null ? -1 : stops.findIndex(stop => stop >= cursor), page = Math.max(1, Math.round(last / 10));
      const steps = { ArrowLeft: now - 1, ArrowRight: now + 1, PageDown: now + page, PageUp: now - page, Home: 0, End: last };
      if (event.key === 'Escape') setCursor(null, null);
      else if (event.key in steps) {
        setCursor(stops[cursor === null && event.key === 'ArrowLeft' ? last : Math.max(0, Math.min(last, steps[event.key]))], this);
        byId('readout').textContent = `${axis.of(cursor)}: ` + this.readings().map(reading => `${runs[reading.run].label} ${reading.text}`).join(', ');
      } else return;
      event.preventDefault();
    }

    readings() {
      return visible().map(run => {
        const i = cursor === null ? null : at(run, cursor);
        const value = i === null ? null : this.known(run, i);
        return { run, i, value, text: value === null ? i === null && places(run).some(isPlace) ? 'ended' : '–' : show(this.metric.unit, value) };
      });
    }

    draw() {
      const width = Math.max(260, this.plot.clientWidth || 520), height = this.plot.clientHeight || 270;
      const top = 10, bottom = height - 28, drawn = visible();
      const points = drawn.map(run => places(run).map((x, i) => [x, this.known(run, i)]).filter(([, y]) => y !== null));
      const all = points.flat();
      this.plot.setAttribute('viewBox', `0 0 ${width} ${height}`);
      this.pointer = svg('g', {});
      if (!all.length) {
        this.x = this.y = () => 0;
        this.edges = { top, bottom, right: width };
        this.plot.setAttribute('aria-label', `${this.metric.title}: no run that is shown has it against ${axis.name}.`);
        this.plot.replaceChildren(svg('text', { x: width / 2, y: height / 2, 'text-anchor': 'middle' }, 'No run that is shown has it against this axis.'), this.pointer);
        return;
      }
      const { low, high, ticks } = valueScale(all.map(([, y]) => y), this.kind, this.log);
      const map = this.log ? Math.log : value => value;
      this.y = value => bottom - (map(value) - map(low)) / (map(high) - map(low)) * (bottom - top);

      const most = width < 480 ? 9 : 20;
      const names = drawn.map(run => runs[run].label.length > most ? runs[run].label.slice(0, most - 1) + '…' : runs[run].label);
      const room = 6.9 * Math.max(...names.map(name => name.length)) + 14;
      const left = 14 + Math.max(...ticks.map(tick => this.kind.tick(tick).length)) * 6.6;
      const xs = all.map(([x]) => x), xHigh = Math.max(...xs) || 1e-9, xLow = axisLog ? Math.min(...xs) : 0;
      // Names stand behind the ends of their curves; the longest curves need room for theirs.
      const right = width - room;
      const across = axisLog ? Math.log : value => value;
      const span = across(xHigh) - across(xLow) || 1;
      this.x = value => left + (across(value) - across(xLow)) / span * (right - left);

      const parts = [];
      for (const tick of ticks) {
        const y = this.y(tick);
        parts.push(svg('line', { class: 'grid', x1: left, x2: width - 8, y1: y, y2: y }),
          svg('text', { x: left - 7, y: y + 4, 'text-anchor': 'end' }, this.kind.tick(tick)));
      }
      parts.push(svg('line', { class: 'axis', x1: left, x2: width - 8, y1: bottom, y2: bottom }));
      const wanted = Math.max(2, Math.floor((right - left) / 78));
      let free = -Infinity;
      for (const tick of axisLog ? logTicks(xLow, xHigh) : niceTicks(0, xHigh, wanted).ticks) {
        const text = axis.tick(tick), x = this.x(tick), half = text.length * 3.4;
        if (!text || x - half < free) continue;
        free = x + half + 8;
        parts.push(svg('line', { class: 'axis', x1: x, x2: x, y1: bottom, y2: bottom + 4 }), svg('text', { x, y: bottom + 19, 'text-anchor': 'middle' }, text));
      }

      const labels = [];
      drawn.forEach((run, n) => {
        if (!points[n].length) return;
        let path = '', pen = false;
        places(run).forEach((x, i) => {
          const value = this.known(run, i);
          if (value === null) { pen = false; return; }
          path += `${pen ? 'L' : 'M'}${this.x(x).toFixed(1)} ${this.y(value).toFixed(1)}`;
          pen = true;
        });
        const [x, y] = points[n][points[n].length - 1];
        parts.push(svg('path', { class: 'run', d: path, style: hue(run), 'stroke-dasharray': dash(run) }),
          svg('circle', { class: 'run-end', cx: this.x(x), cy: this.y(y), r: 3, style: hue(run) }));
        labels.push({ run, name: names[n], x: this.x(x) + 8, y: this.y(y) + 4, wide: names[n].length * 6.9 });
      });
      apart(labels, top + 10, bottom - 4);
      for (const label of labels) parts.push(svg('text', { class: 'run-name', x: label.x, y: label.y, style: hue(label.run) }, label.name));
      this.edges = { top, bottom, right: width - 8 };
      this.plot.replaceChildren(...parts, this.pointer);
      this.plot.setAttribute('aria-label', `${this.metric.title} against ${axis.name}. ` + drawn.map((run, n) => points[n].length
        ? `${runs[run].label}: from ${show(this.metric.unit, points[n][0][1])} to ${show(this.metric.unit, points[n][points[n].length - 1][1])} after ${axis.of(points[n][points[n].length - 1][0])}`
        : `${runs[run].label}: not known`).join('; ') + '.');
      this.point();
    }

    point() {
      this.pointer.replaceChildren();
      this.tip.hidden = cursor === null || pointed !== this;
      if (cursor === null) return;
      const x = this.x(cursor);
      this.pointer.append(svg('line', { class: 'cursor', x1: x, x2: x, y1: this.edges.top, y2: this.edges.bottom }));
      const readings = this.readings();
      for (const { run, i, value } of readings) {
        if (value !== null) this.pointer.append(svg('circle', { class: 'run-dot', cx: this.x(places(run)[i]), cy: this.y(value), r: 4, style: hue(run) }));
      }
      if (this.tip.hidden) return;
      this.tip.replaceChildren(html('p', {}, axis.of(cursor)), html('table', {}, html('tbody', {}, ...readings.map(reading => html('tr', {},
        html('td', {}, swatch(reading.run), runs[reading.run].label), html('td', {}, reading.text))))));
      // On the side of the cursor that has room for it.
      const wide = this.tip.offsetWidth, start = this.plot.offsetLeft || this.plot.getBoundingClientRect().left - this.figure.getBoundingClientRect().left;
      const before = x - wide - 14, behind = x + 14;
      const place = behind + wide <= this.plot.clientWidth ? behind : Math.max(0, before);
      this.tip.style.left = `${start + place}px`;
      this.tip.style.top = `${this.plot.getBoundingClientRect().top - this.figure.getBoundingClientRect().top + 8}px`;
    }
  }

  // Names that would lie on each other move apart, up and down, and stay in the picture.
  function apart(labels, top, bottom) {
    const high = 14;
    labels.sort((a, b) => a.y - b.y);
    const meet = (a, b) => a.x < b.x + b.wide && b.x < a.x + a.wide;
    for (const label of labels) label.y = Math.min(bottom, Math.max(top, label.y));
    labels.forEach((label, i) => {
      for (const above of labels.slice(0, i)) if (meet(label, above)) label.y = Math.max(label.y, above.y + high);
    });
    for (let i = labels.length - 1; i >= 0; i--) {
      labels[i].y = Math.min(labels[i].y, bottom);
      for (const below of labels.slice(i + 1)) if (meet(labels[i], below)) labels[i].y = Math.min(labels[i].y, below.y - high);
    }
  }

  function setCursor(place, chart) {
    if (place === cursor && chart === pointed) return;
    cursor = place;
    pointed = chart;
    charts.forEach(one => one.point());
  }

  function drawCharts() {
    byId('axis-note').textContent = axis.perWorker ? `${axis.perWorker} of one worker, on average.` : '';
    charts.forEach(chart => chart.draw());
  }

  function setAxis(chosen) {
    axis = chosen;
    cursor = pointed = null;
    axisLog = wantsLog();
    byId('axis-log').querySelector('input').checked = axisLog;
    drawCharts();
  }

  function curves() {
    for (const metric of comparison.metrics) {
      const chart = new Chart(metric);
      charts.push(chart);
      byId('charts').append(chart.figure);
    }
    byId('runs-legend').append(...runs.map((run, i) => html('button', { type: 'button', 'aria-pressed': 'true', title: run.name === run.label ? null : run.name, onclick: event => {
      if (!shown.delete(i)) shown.add(i);
      event.currentTarget.setAttribute('aria-pressed', String(shown.has(i)));
      cursor = pointed = null;
      drawCharts();
    } }, swatch(i), html('span', {}, run.label))));
    if (!charts.length || !axes.length) {
      for (const id of ['axis', 'axis-log', 'runs-legend', 'charts']) byId(id).hidden = true;
      byId('curves-hint').textContent = 'No run was evaluated.';
      return;
    }
    if (charts.length % 2) charts[charts.length - 1].figure.classList.add('alone');
    byId('axis').append(...axes.map(option => html('label', {},
      html('input', { type: 'radio', name: 'axis', value: option.key, checked: option === axis }), html('span', {}, option.name))));
    byId('axis').addEventListener('change', event => setAxis(axes.find(option => option.key === event.target.value)));
    byId('axis-log').addEventListener('change', event => { axisLog = event.target.checked; cursor = pointed = null; drawCharts(); });
    new ResizeObserver(() => charts.forEach(chart => chart.draw())).observe(byId('charts'));
    addEventListener('beforeprint', drawCharts);
    setAxis(axis);
  }

  // ---- Tables.

  const round2 = value => value >= 100 ? Math.round(value) : Number(value.toPrecision(2));
  const best = (isBest, text) => isBest ? html('span', { class: 'best' }, text, html('span', { class: 'visually-hidden' }, ' (best)')) : text;

  function heads(table, first) {
    table.tHead.append(html('tr', {}, html('th', { scope: 'col', class: 'left' }, first),
      ...runs.map((run, i) => html('th', { scope: 'col' }, swatch(i), run.label))));
  }

  function runsTable() {
    const table = byId('runs-table');
    heads(table, html('span', { class: 'visually-hidden' }, 'Quantity'));
    for (const quantity of comparison.quantities) {
      const values = quantity.texts.length ? quantity.texts : quantity.numbers;
      table.tBodies[0].append(html('tr', {}, html('th', { scope: 'row' }, quantity.title), ...values.map((value, i) => {
        const text = show(quantity.unit, value);
        const cell = quantity.unit === 'hash' && value ? html('code', { title: value }, text) : best(quantity.best.includes(i), text);
        return html('td', { class: value === null ? 'none' : null }, cell);
      })));
    }
  }

  function milestones() {
    if (!comparison.milestones.length) { byId('milestones').hidden = true; return; }
    const costs = comparison.milestones.flatMap(step => step.costs).filter(Boolean);
    const columns = [['Rounds', 'rounds', 'count'], ['Iterations', 'iterations', 'count'], ['Gradients', 'gradients', 'count'], ['Bytes up', 'bytesUp', 'bytes'],
      ['Bytes down', 'bytesDown', 'bytes'], ['Both ways', 'bytes', 'bytes'], ['Time', 'seconds', 'seconds']]
      .filter(([, key]) => costs.some(cost => isNumber(cost[key]) && cost[key] > 0))
      // Of most methods a round is an iteration, which need not be said twice.
      .filter(([, key]) => key !== 'iterations' || costs.some(cost => cost.iterations !== cost.rounds));
    for (const metric of comparison.metrics) {
      const steps = comparison.milestones.filter(step => step.metric === metric.key);
      if (!steps.length) continue;
      const sign = metric.higherIsBetter ? '≥' : '≤';
      const title = html('h3', { class: 'steps-title', id: `steps-${metric.key}` }, metric.title);
      const limit = value => metric.unit === 'share' ? `${round1(value * 100)} %` : tickNumber(value);
      byId('milestone-tables').append(title, html('div', { class: 'scroll card', tabindex: 0, role: 'region', 'aria-labelledby': title.id }, html('table', { class: 'steps' },
        html('thead', {}, html('tr', {}, html('th', { scope: 'col', class: 'left' }, sign), html('th', { scope: 'col', class: 'left name' }, 'Run'),
          ...columns.map(([name]) => html('th', { scope: 'col' }, name)))),
        ...steps.map(step => html('tbody', {}, ...runs.map((run, i) => stepRow(step, i, columns, limit)))))));
    }
  }

  function stepRow(step, run, columns, limit) {
    const cost = step.costs[run], first = step.costs[0];
    return html('tr', {}, run === 0 ? html('th', { scope: 'rowgroup', rowspan: runs.length, class: 'threshold' }, limit(step.threshold)) : null,
      html('th', { scope: 'row', class: 'name', title: runs[run].label }, swatch(run), runs[run].label),
      ...columns.map(([, key, unit]) => {
        const value = cost ? cost[key] : null;
        if (!isNumber(value)) return html('td', { class: 'none' }, '–', html('span', { class: 'ratio' }));
        const known = step.costs.map(other => other && other[key]).filter(isNumber), least = Math.min(...known);
        const isBest = value === least && (Math.max(...known) > least || known.length < runs.length);
        const ratio = run > 0 && first && first[key] > 0 ? `×${round2(value / first[key])}` : '';
        return html('td', {}, best(isBest, show(unit, value)), html('span', { class: 'ratio' }, ratio));
      }));
  }

  function differences() {
    if (!comparison.differences.length) {
      byId('differences-lead').textContent = 'None: the runs are of one job.';
      byId('differences-card').hidden = true;
      return;
    }
    byId('differences-lead').textContent = 'Every field, defaults too, that is not the same in all of them.';
    const table = byId('differences-table');
    heads(table, 'Field');
    table.tBodies[0].append(...comparison.differences.map(field => html('tr', {}, html('th', { scope: 'row' }, field.path),
      ...field.values.map(value => html('td', { class: value === null ? 'none' : null }, value ?? '–')))));
  }

  function head() {
    const names = runs.map(run => run.label), listed = names.length > 4 ? plural(names.length, 'run', 'runs')
      : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
    byId('name').textContent = listed;
    document.title = `${listed} – Starling`;
    const task = comparison.quantities.find(quantity => quantity.key === 'task');
    const same = task && new Set(task.texts).size === 1 ? task.texts[0] : null;
    const newest = runs.map(run => run.submitted).sort().pop();
    byId('subtitle').textContent = ['Comparison', same, moment(newest)].filter(Boolean).join(' · ');
    const jobs = runs.map(run => run.jobId).join(', ');
    byId('footer').textContent = `Jobs ${jobs}. Written by Starling ${comparison.version} from result.json and metrics.csv of each run.`;
  }

  [head, curves, milestones, runsTable, differences].forEach(part => part());
})();
