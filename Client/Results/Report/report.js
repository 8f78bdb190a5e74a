(() => {
  const { byId, html, svg, isNumber, count, percent, plural, round1, bytes, duration, number, perSecond, moment, copier, tickNumber, niceTicks, logTicks, valueScale } = page;
  const report = JSON.parse(document.getElementById('data').textContent);
  const result = report.result;
  // Nodes and their edges, or workers and a server.
  // Where a problem is solved there may be a gap, and a residual.
  const isNetwork = report.workers.some(worker => worker.node) || (result.finalMetrics || {}).consensus !== undefined;

  // ---- Head: name, status, what ran.

  const words = { completed: 'Completed', failed: 'Failed', cancelled: 'Cancelled', running: 'Running', starting: 'Starting', queued: 'Queued',
    paused: 'Paused', recovering: 'Recovering' };
  const signs = { completed: 'M2 7.5l3.2 3.2L11.5 3', failed: 'M3 3l7.5 7.5M10.5 3L3 10.5', cancelled: 'M3.5 3.5h6.5v6.5h-6.5z' };

  function head() {
    byId('name').textContent = result.name;
    const status = byId('status');
    status.classList.add(result.status);
    if (signs[result.status]) {
      status.append(svg('svg', { viewBox: '0 0 13.5 13.5', 'aria-hidden': 'true', fill: 'none', stroke: 'currentColor',
        'stroke-width': 2, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' }, svg('path', { d: signs[result.status] })));
    }
    status.append(words[result.status] || result.status);

    const job = result.job || {};
    const parts = ['algorithm', 'model', 'problem', 'data'].map(part => job[part] && job[part].kind).filter(Boolean);
    if (report.workerCount) parts.push(isNetwork ? plural(report.workerCount, 'node', 'nodes') : plural(report.workerCount, 'worker', 'workers'));
    const when = moment(result.submitted);
    byId('subtitle').textContent = [parts.join(' · '), when].filter(Boolean).join(' · ');
    byId('footer').textContent = `Job ${result.jobId}. Written by Starling ${result.version}. The same results as data: result.json, metrics.csv, events.jsonl, model.safetensors.`;

    const notices = byId('notices');
    if (result.failure) {
      notices.append(html('div', { class: 'notice', role: 'alert' },
        html('strong', {}, `${result.failure.code} `), result.failure.message));
    }
    const warnings = result.warnings || [];
    if (warnings.length) {
      notices.append(html('div', { class: 'notice' }, html('strong', {}, plural(warnings.length, 'Warning', 'Warnings').replace(/^1 /, '')),
        html('ul', {}, ...warnings.map(text => html('li', {}, text)))));
    }
  }

  // ---- Key figures.

  function best(field, better) {
    let found = null;
    for (const row of report.metrics) {
      if (isNumber(row[field]) && (found === null || better(row[field], found[field]))) found = row;
    }
    return found;
  }

  function tiles() {
    const totals = result.totals, last = result.finalMetrics || {};
    const list = byId('tiles');
    const tile = (name, value, note) => {
      // Units are set smaller than their numbers.
      const words = value.split(' ').flatMap((word, i) => [i ? ' ' : '', /\d|–/.test(word) ? word : html('small', {}, word)]);
      list.append(html('div', {}, html('dt', {}, name),
        html('dd', { class: 'value' }, ...words),
        html('dd', { class: 'note' }, note || '')));
    };
    const at = (row, show, field, word) => !row ? '' : row.round === last.round ? `the ${word} of the run` : `${word} ${show(row[field])} at round ${count(row.round)}`;
    const perRound = value => totals.rounds ? value / totals.rounds : NaN;

    if (last.accuracy !== undefined) tile('Accuracy', percent(last.accuracy), at(best('accuracy', (a, b) => a > b), percent, 'accuracy', 'best'));
    if (last.distance !== undefined) tile('Distance', number(last.distance), 'to the solution, relative and squared');
    if (last.gap !== undefined) tile('Gap', number(last.gap), at(best('gap', (a, b) => a < b), number, 'gap', 'lowest'));
    if (!isNetwork && last.gradientNorm !== undefined) tile(last.loss === undefined ? 'Residual' : 'Gradient norm', number(last.gradientNorm), last.loss === undefined ? 'norm of F(z), or of a projected step' : '');
    if (last.consensus !== undefined) tile('Consensus', number(last.consensus), 'squared distance of the nodes to their average');
    if (last.loss !== undefined) tile('Loss', number(last.loss), at(best('loss', (a, b) => a < b), number, 'loss', 'lowest'));
    tile('Rounds', count(totals.rounds), report.plannedRounds && report.plannedRounds !== totals.rounds
      ? `of ${count(report.plannedRounds)} planned` : totals.rounds ? `${duration(perRound(totals.seconds))} each` : '');
    tile('Time', duration(totals.seconds), totals.eventsPerSecond ? `${perSecond(totals.eventsPerSecond)} events a second`
      : totals.workerSeconds ? `${duration(totals.workerSeconds)} of computing` : '');
    tile(isNetwork ? 'Bytes sent' : 'Bytes up', bytes(totals.bytesUp), totals.rounds ? `${bytes(perRound(totals.bytesUp))} a round` : '');
    if (!isNetwork) tile('Bytes down', bytes(totals.bytesDown), totals.rounds ? `${bytes(perRound(totals.bytesDown))} a round` : '');
    if (result.parameters) tile('Parameters', count(result.parameters), result.shards ? `in ${plural(result.shards, 'shard', 'shards')}` : '');
    tile('Gradients', count(totals.gradients), !totals.communications ? '' : isNetwork ? plural(totals.communications, 'use of an edge', 'uses of edges') : `${plural(totals.communications, 'update', 'updates')} accepted`);

    if (result.parametersSha256) {
      byId('fingerprint').hidden = false;
      byId('hash').textContent = result.parametersSha256;
      copier(byId('copy-hash'), () => result.parametersSha256);
    }
  }

  // ---- Curves.

  const axes = {
    round: { name: 'round', of: row => row.round, show: value => `round ${count(Math.round(value))}`, tick: value => Number.isInteger(value) ? count(value) : '' },
    seconds: { name: 'seconds', of: row => row.seconds, show: duration, tick: value => `${count(round1(value))} s` },
    bytes: { name: 'bytes', of: row => row.bytesUp + row.bytesDown, show: bytes, tick: bytes },
  };
  // On a logarithmic scale there is no zero: nodes that start at one point agree perfectly.
  const positive = value => value > 0 ? value : undefined;
  const kinds = [
    { title: 'Accuracy', unit: percent, tick: value => `${round1(value * 100)} %`, low: 0, high: 1, series: [{ name: 'test', of: row => row.accuracy }] },
    { title: 'Loss', unit: number, tick: tickNumber, low: 0, series: [{ name: 'test', of: row => row.loss }, { name: 'training', of: row => row.trainLoss }] },
    { title: 'Distance', unit: number, tick: tickNumber, log: true, series: [{ name: 'relative, squared', of: row => positive(row.distance) }] },
    { title: 'Consensus distance', unit: number, tick: tickNumber, log: true, series: [{ name: 'squared', of: row => positive(row.consensus) }] },
    { title: 'Gap', unit: number, tick: tickNumber, log: true, series: [{ name: 'gap', of: row => positive(row.gap) }] },
    { title: isNetwork || report.metrics.some(row => row.loss !== undefined) ? 'Gradient norm' : 'Residual', unit: number, tick: tickNumber, log: true,
      series: [{ name: isNetwork ? 'at the average' : 'norm', of: row => positive(row.gradientNorm) }] },
    { title: 'Update norm', unit: number, tick: tickNumber, low: 0, series: [{ name: 'update', of: row => row.updateNorm }] },
    { title: 'Bytes', unit: bytes, tick: bytes, low: 0, fromZero: true, series: isNetwork ? [{ name: 'over the edges', of: row => row.bytesUp }]
      : [{ name: 'up', of: row => row.bytesUp }, { name: 'down', of: row => row.bytesDown }] },
  ];
  const classes = ['one', 'two'];
  let axis = axes.round;
  let cursor = null;
  const charts = [];

  class Chart {
    constructor(kind) {
      this.kind = kind;
      this.series = kind.series.map((series, i) => ({ ...series, style: classes[i], values: report.metrics.map(series.of) }))
        .filter(series => series.values.some(isNumber));
      this.figure = null;
      if (!this.series.length) return;

      const all = this.series.flatMap(series => series.values).filter(isNumber);
      this.canLog = all.every(value => value > 0) && Math.max(...all) > Math.min(...all);
      this.log = this.canLog && Boolean(kind.log);
      this.legend = html('div', { class: 'legend' });
      this.plot = svg('svg', { class: 'plot', tabindex: 0, role: 'img' });
      const toggle = this.canLog && kind.title !== 'Accuracy'
        ? html('label', { class: 'log-scale' }, html('input', { type: 'checkbox', ...(this.log ? { checked: '' } : {}), onchange: event => { this.log = event.target.checked; this.draw(); } }), 'log scale')
        : null;
      this.figure = html('figure', { class: 'card chart' },
        html('figcaption', {}, html('h3', {}, kind.title), this.legend, toggle), this.plot);
      this.plot.addEventListener('pointermove', event => setCursor(this.nearest(event)));
      this.plot.addEventListener('pointerdown', event => setCursor(this.nearest(event)));
      this.plot.addEventListener('pointerleave', () => setCursor(null));
      this.plot.addEventListener('blur', () => setCursor(null));
      this.plot.addEventListener('keydown', event => this.onKey(event));
    }

    nearest(event) {
      const x = event.clientX - this.plot.getBoundingClientRect().left;
      let found = 0;
      report.metrics.forEach((row, i) => {
        if (Math.abs(this.x(axis.of(row)) - x) < Math.abs(this.x(axis.of(report.metrics[found])) - x)) found = i;
      });
      return found;
    }

    onKey(event) {
      const last = report.metrics.length - 1;
      const steps = { ArrowLeft: i => i - 1, ArrowRight: i => i + 1, PageDown: i => i + 10, PageUp: i => i - 10, Home: () => 0, End: () => last };
      if (event.key === 'Escape') setCursor(null);
      else if (steps[event.key]) {
        setCursor(Math.max(0, Math.min(last, cursor === null && event.key.startsWith('Arrow') ? last : steps[event.key](cursor ?? last))));
        byId('readout').textContent = `${axis.show(axis.of(report.metrics[cursor]))}: ` +
          this.series.map(series => `${this.kind.title} ${series.name} ${this.kind.unit(series.values[cursor])}`).join(', ');
      } else return;
      event.preventDefault();
    }

    draw() {
      const width = Math.max(260, this.plot.clientWidth || 520), height = 230;
      const rows = report.metrics, values = this.series.flatMap(series => series.values).filter(isNumber);
      const top = 10, bottom = height - 28;
      const { low, high, ticks } = valueScale(values, this.kind, this.log);
      const map = this.log ? Math.log : value => value;
      this.y = value => bottom - (map(value) - map(low)) / (map(high) - map(low)) * (bottom - top);

      const left = 14 + Math.max(...ticks.map(tick => this.kind.tick(tick).length)) * 6.6, right = width - 14;
      const xs = rows.map(axis.of);
      const xLow = Math.min(0, ...xs), xHigh = Math.max(...xs, xLow + 1e-9);
      this.x = value => left + (value - xLow) / (xHigh - xLow) * (right - left);

      const parts = [];
      for (const tick of ticks) {
        const y = this.y(tick);
        parts.push(svg('line', { class: 'grid', x1: left, x2: right, y1: y, y2: y }));
        parts.push(svg('text', { x: left - 7, y: y + 4, 'text-anchor': 'end' }, this.kind.tick(tick)));
      }
      parts.push(svg('line', { class: 'axis', x1: left, x2: right, y1: bottom, y2: bottom }));
      for (const tick of niceTicks(xLow, xHigh, Math.max(2, Math.floor((right - left) / (axis === axes.bytes ? 90 : 70)))).ticks) {
        const text = axis.tick(tick), x = this.x(tick);
        if (!text) continue;
        parts.push(svg('line', { class: 'axis', x1: x, x2: x, y1: bottom, y2: bottom + 4 }));
        const end = x + text.length * 3.3 > width ? 'end' : 'middle';
        parts.push(svg('text', { x: end === 'end' ? width : x, y: bottom + 19, 'text-anchor': end }, text));
      }
      for (const series of this.series) {
        let path = '', pen = false;
        series.values.forEach((value, i) => {
          if (!isNumber(value)) { pen = false; return; }
          path += `${pen ? 'L' : 'M'}${this.x(xs[i]).toFixed(1)} ${this.y(value).toFixed(1)}`;
          pen = true;
        });
        parts.push(svg('path', { class: `curve ${series.style}`, d: path }));
        if (rows.length <= 12) {
          series.values.forEach((value, i) => {
            if (isNumber(value)) parts.push(svg('circle', { class: `dot ${series.style}`, cx: this.x(xs[i]), cy: this.y(value), r: 3 }));
          });
        }
      }
      this.pointer = svg('g', {});
      this.edges = { top, bottom, right };
      this.plot.replaceChildren(...parts, this.pointer);
      this.plot.setAttribute('viewBox', `0 0 ${width} ${height}`);
      this.plot.setAttribute('aria-label', `${this.kind.title} against ${axis.name}. ` + this.series.map(series => {
        const known = series.values.filter(isNumber);
        return `${series.name}: from ${this.kind.unit(known[0])} to ${this.kind.unit(known[known.length - 1])}`;
      }).join('; ') + '.');
      this.point();
    }

    point() {
      const i = cursor ?? report.metrics.length - 1, row = report.metrics[i];
      const items = this.series.map(series => html('span', {},
        svg('svg', { viewBox: '0 0 24 8', 'aria-hidden': 'true' }, svg('line', { class: `curve ${series.style}`, x1: 1, x2: 23, y1: 4, y2: 4 })),
        `${series.name} `, html('b', {}, this.kind.unit(series.values[i]))));
      this.legend.replaceChildren(...items);
      this.pointer.replaceChildren();
      if (cursor === null) return;
      const x = this.x(axis.of(row));
      // The label stands on the side that has room, over a halo of the surface, so that it reads across a curve.
      const left = x > this.edges.right - 110;
      this.pointer.append(svg('line', { class: 'cursor', x1: x, x2: x, y1: this.edges.top, y2: this.edges.bottom }),
        svg('text', { class: 'position', x: x + (left ? -6 : 6), y: this.edges.bottom - 7, 'text-anchor': left ? 'end' : 'start' }, axis.show(axis.of(row))));
      for (const series of this.series) {
        if (isNumber(series.values[i])) this.pointer.append(svg('circle', { class: `dot ${series.style}`, cx: x, cy: this.y(series.values[i]), r: 4 }));
      }
    }
  }

  function setCursor(index) {
    if (index === cursor) return;
    cursor = index;
    charts.forEach(chart => chart.point());
  }

  const drawCharts = () => charts.forEach(chart => chart.draw());

  function curves() {
    if (!report.metrics.length) {
      byId('axis').hidden = byId('numbers').hidden = true;
      byId('curves-hint').textContent = 'The run ended before its first evaluation.';
      return;
    }
    for (const kind of kinds) {
      const chart = new Chart(kind);
      if (!chart.figure) continue;
      charts.push(chart);
      byId('charts').append(chart.figure);
    }
    if (charts.length % 2) charts[charts.length - 1].figure.classList.add('alone');
    byId('axis').addEventListener('change', event => { axis = axes[event.target.value]; drawCharts(); });
    new ResizeObserver(drawCharts).observe(byId('charts'));
    addEventListener('beforeprint', drawCharts);
    drawCharts();

    byId('numbers').addEventListener('toggle', () => {
      const place = byId('numbers-table');
      if (place.firstChild) return;
      const isThere = ([, show]) => report.metrics.some(row => show(row) !== '–');
      const measured = [['Loss', row => number(row.loss)], ['Accuracy', row => percent(row.accuracy)], ['Gap', row => number(row.gap)],
        [isNetwork ? 'Gradient norm' : 'Residual', row => number(row.gradientNorm)], ['Distance', row => number(row.distance)]].filter(isThere);
      const columns = [['Round', row => count(row.round)], ['Seconds', row => number(row.seconds)],
        ...isNetwork ? [...measured,
          ['Consensus', row => number(row.consensus)], ['Sent', row => bytes(row.bytesUp)], ['Uses of edges', row => count(row.communications)]]
          : [...measured, ...[['Train loss', row => number(row.trainLoss)]].filter(isThere), ['Update norm', row => number(row.updateNorm)],
            ['Up', row => bytes(row.bytesUp)], ['Down', row => bytes(row.bytesDown)]], ['Gradients', row => count(row.gradients)]];
      place.append(html('table', { class: 'card' },
        html('thead', {}, html('tr', {}, ...columns.map(([name]) => html('th', { scope: 'col' }, name)))),
        html('tbody', {}, ...report.metrics.map(row => html('tr', {}, ...columns.map(([, show]) => html('td', {}, show(row))))))));
      if (report.metricCount > report.metrics.length) {
        place.append(html('p', { class: 'hint' }, `${count(report.metrics.length)} of ${count(report.metricCount)} evaluations, evenly chosen; all of them stand in metrics.csv.`));
      }
    });
  }

  // ---- Workers.

  const classesOf = worker => worker.classCounts || [];
  const sum = values => values.reduce((total, value) => total + value, 0);

  function workersSection() {
    const workers = report.workers;
    if (!workers.length) { byId('workers-section').hidden = true; return; }

    const word = isNetwork ? 'node' : 'worker';
    if (isNetwork) byId('workers-title').textContent = 'Nodes';
    const sizes = workers.map(worker => worker.samples).sort((a, b) => a - b);
    const sentences = sum(sizes) ? [`${plural(report.workerCount, `${word} holds`, `${word}s hold`)} ${plural(sum(sizes), 'sample', 'samples')}` +
      (sizes.length > 1 ? `, ${count(sizes[0])} to ${count(sizes[sizes.length - 1])} each, median ${count(sizes[sizes.length >> 1])}.` : '.')] : [];
    const classCount = Math.max(...workers.map(worker => classesOf(worker).length));
    if (classCount > 1) {
      const whole = Array.from({ length: classCount }, (_, c) => sum(workers.map(worker => classesOf(worker)[c] || 0)));
      const total = sum(whole) || 1;
      const distances = workers.filter(worker => worker.samples > 0).map(worker =>
        0.5 * sum(whole.map((all, c) => Math.abs((classesOf(worker)[c] || 0) / worker.samples - all / total))));
      sentences.push(`Their class shares differ from the whole by ${round1(sum(distances) / (distances.length || 1))} on average (total variation distance: 0 is the same mix, 1 is nothing in common).`);
    }
    if (isNetwork) sentences.push(paces(workers));
    if (report.workerCount > workers.length) sentences.push(`The page holds the first ${count(workers.length)} of them.`);
    byId('workers-lead').textContent = sentences.join(' ');
    if (classCount > 1 && workers.length > 1 && workers.length * classCount <= 8000) drawMap(workers, classCount);
    const treated = (report.treatment || []).length > 0;
    if (treated) {
      const attack = result.job && result.job.workers && result.job.workers.byzantine;
      const byzantine = workers.filter(worker => worker.byzantine).length;
      if (byzantine) byId('workers-lead').textContent += ` ${plural(byzantine, 'worker is', 'workers are')} Byzantine in this simulation (${attack.attack.kind}), marked with a diamond.`;
      drawTreatment(workers);
    }
    workersTable(workers, isNetwork ? nodeColumns(workers, classCount) : workerColumns(workers, classCount, treated));
  }

  // How evenly the nodes went on, and who does not answer.
  function paces(workers) {
    const nodes = workers.map(worker => worker.node).filter(Boolean), each = nodes.map(node => node.gradientsPerRound);
    if (!nodes.length) return '';
    const missing = nodes.filter(node => node.missing).length;
    const low = Math.min(...each).toFixed(2), high = Math.max(...each).toFixed(2);
    return `${low === high ? `Every node computed ${low}` : `A node computed ${low} to ${high}`} gradients a round.` +
      (missing ? ` ${plural(missing, 'node does', 'nodes do')} not answer.` : '');
  }

  function nodeColumns(workers, classCount) {
    const of = field => worker => worker.node ? worker.node[field] ?? -1 : -1;
    return [
      { name: 'Node', key: worker => worker.worker, show: worker => String(worker.worker) },
      workers.some(worker => worker.samples) ? { name: 'Samples', key: worker => worker.samples, show: worker => count(worker.samples) } : null,
      classCount > 1 ? { name: 'Classes', left: true, key: worker => classesOf(worker).filter(Boolean).length, show: classBars } : null,
      { name: 'Neighbours', key: of('neighbors'), show: worker => count(worker.node.neighbors) },
      { name: 'Gradients', key: of('gradients'), show: worker => count(worker.node.gradients) },
      { name: 'Gradients a round', key: of('gradientsPerRound'), show: worker => worker.node.gradientsPerRound.toFixed(2) },
      workers.some(worker => worker.node && isNumber(worker.node.uses)) ? { name: 'Uses of its edges', key: of('uses'), show: worker => count(worker.node.uses) } : null,
      workers.some(worker => worker.node && worker.node.missing)
        ? { name: 'Answers', key: worker => worker.node.missing ? 0 : 1, show: worker => worker.node.missing ? 'no' : 'yes', flag: worker => worker.node.missing } : null,
    ].filter(Boolean);
  }

  // A cell a worker and round, darker where its update counted more: a worker that a rule leaves out is a pale row.
  function drawTreatment(workers) {
    const columns = report.treatment, left = 38, bottom = 20, levels = 6;
    const rowHeight = workers.length > 60 ? 5 : workers.length > 24 ? 9 : 15, height = workers.length * rowHeight + bottom;
    const place = byId('treatment-picture'), readout = byId('treatment-readout');
    const picture = svg('svg', { role: 'img', height, 'aria-label': `The weight of ${workers.length} workers in ${columns.length} rounds; the table below has their newest weights and how often they were cut.` });
    const idle = 'a row a worker, a column a round; the darker, the more its update counted, full from an equal share on';
    let cell = 1;

    function draw() {
      const width = Math.max(240, place.clientWidth), paths = Array(levels + 1).fill(''), labels = [];
      cell = (width - left) / columns.length;
      const wide = (cell > 4 ? cell - 1 : cell + 0.1).toFixed(2);
      columns.forEach((column, c) => column.workers.forEach((worker, i) => {
        const level = Math.ceil(column.weights[i] * levels);
        paths[level] += `M${(left + c * cell).toFixed(2)} ${worker * rowHeight}h${wide}v${rowHeight - 1}h-${wide}z`;
      }));
      const every = Math.ceil(workers.length * 13 / (workers.length * rowHeight));
      workers.forEach((worker, w) => {
        if (w % every === 0 || worker.byzantine) {
          labels.push(svg('text', { x: left - 8, y: w * rowHeight + rowHeight / 2 + 4, 'text-anchor': 'end' },
            (worker.byzantine ? '\u25C6 ' : '') + worker.worker));
        }
      });
      for (const tick of niceTicks(0, columns.length - 1, Math.max(2, Math.floor(width / 90))).ticks.filter(Number.isInteger)) {
        labels.push(svg('text', { x: left + (tick + 0.5) * cell, y: height - 4, 'text-anchor': 'middle' }, count(columns[tick].round)));
      }
      picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
      picture.replaceChildren(
        ...paths.map((d, level) => svg('path', { d, 'fill-opacity': (0.06 + 0.94 * level / levels).toFixed(2) })), ...labels);
    }

    const leave = () => { readout.textContent = idle; };
    picture.addEventListener('pointermove', event => {
      const box = picture.getBoundingClientRect();
      const c = Math.floor((event.clientX - box.left - left) / cell), w = Math.floor((event.clientY - box.top) / rowHeight);
      const i = columns[c] ? columns[c].workers.indexOf(w) : -1;
      if (i < 0) { leave(); return; }
      readout.textContent = `worker ${w}, round ${count(columns[c].round)}: ${Math.round(columns[c].weights[i] * 100)} % of an equal share`;
    });
    picture.addEventListener('pointerleave', leave);
    leave();
    byId('treatment').hidden = false;
    place.append(picture);
    new ResizeObserver(draw).observe(place);
    draw();
  }

  // A cell a worker and class, darker with more samples: how uneven the split is, at a glance.
  function drawMap(workers, classCount) {
    const left = 30, bottom = 20, rowHeight = classCount > 20 ? 7 : 13, levels = 6, height = classCount * rowHeight + bottom;
    const most = Math.max(1, ...workers.flatMap(classesOf));
    const word = isNetwork ? 'node' : 'worker', idle = `a column a ${word}, a row a class; the darker, the more samples`;
    const place = byId('map-picture'), readout = byId('map-readout');
    const picked = svg('rect', { class: 'picked', height: rowHeight, visibility: 'hidden' });
    const picture = svg('svg', { role: 'img', height, 'aria-label': `Samples of ${classCount} classes at ${workers.length} ${isNetwork ? 'nodes' : 'workers'}; the table below has the same numbers.` });
    let cell = 1;

    function draw() {
      const width = Math.max(240, place.clientWidth), paths = Array(levels + 1).fill(''), labels = [];
      cell = (width - left) / workers.length;
      const wide = (cell > 4 ? cell - 1 : cell).toFixed(2);
      workers.forEach((worker, w) => classesOf(worker).forEach((samples, c) => {
        if (!samples) return;
        // The root lets small numbers be seen beside large ones.
        const level = Math.max(1, Math.ceil(Math.sqrt(samples / most) * levels));
        paths[level] += `M${(left + w * cell).toFixed(2)} ${c * rowHeight}h${wide}v${rowHeight - 1}h-${wide}z`;
      }));
      for (let c = 0; c < classCount; c += Math.ceil(classCount / 10)) {
        labels.push(svg('text', { x: left - 8, y: c * rowHeight + rowHeight / 2 + 4, 'text-anchor': 'end' }, String(c)));
      }
      for (const tick of niceTicks(0, workers.length - 1, Math.max(2, Math.floor(width / 90))).ticks.filter(Number.isInteger)) {
        labels.push(svg('text', { x: left + (tick + 0.5) * cell, y: height - 4, 'text-anchor': 'middle' }, String(workers[tick].worker)));
      }
      picked.setAttribute('width', Math.max(2, cell));
      picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
      picture.replaceChildren(
        ...paths.map((d, level) => svg('path', { d, 'fill-opacity': (0.1 + 0.9 * level / levels).toFixed(2) })), ...labels, picked);
    }

    const leave = () => { picked.setAttribute('visibility', 'hidden'); readout.textContent = idle; };
    picture.addEventListener('pointermove', event => {
      const box = picture.getBoundingClientRect();
      const w = Math.floor((event.clientX - box.left - left) / cell), c = Math.floor((event.clientY - box.top) / rowHeight);
      if (!workers[w] || c < 0 || c >= classCount) { leave(); return; }
      picked.setAttribute('visibility', 'visible');
      picked.setAttribute('x', left + w * cell);
      picked.setAttribute('y', c * rowHeight);
      readout.textContent = `${word} ${workers[w].worker}, class ${c}: ${plural(classesOf(workers[w])[c] || 0, 'sample', 'samples')}`;
    });
    picture.addEventListener('pointerleave', leave);
    leave();
    byId('map').hidden = false;
    place.append(picture);
    new ResizeObserver(draw).observe(place);
    draw();
  }

  function suspicionBar(worker) {
    if (!isNumber(worker.suspicion)) return '–';
    const width = 44, height = 8;
    return html('span', { class: 'suspicion' }, worker.suspicion.toFixed(2), svg('svg', { width, height, 'aria-hidden': 'true' },
      svg('rect', { class: 'all', width, height, rx: 2 }), svg('rect', { width: width * worker.suspicion, height, rx: 2 })));
  }

  function classBars(worker) {
    const counts = classesOf(worker);
    if (!counts.length) return '–';
    const step = counts.length <= 12 ? 9 : Math.max(2, Math.floor(110 / counts.length)), height = 18, most = Math.max(1, ...counts);
    const bars = counts.map((samples, c) => {
      const tall = samples ? Math.max(1.5, samples / most * height) : 0;
      return samples ? `M${c * step} ${height}v-${tall.toFixed(1)}h${step - 1}v${tall.toFixed(1)}z` : '';
    }).join('');
    const title = counts.map((samples, c) => samples ? `class ${c}: ${count(samples)}` : null).filter(Boolean).join(', ');
    return svg('svg', { class: 'classes', width: counts.length * step, height: height + 2, role: 'img', 'aria-label': title },
      svg('title', {}, title), svg('path', { d: bars }),
      svg('line', { x1: 0, x2: counts.length * step - 1, y1: height + 1, y2: height + 1 }));
  }

  function workerColumns(workers, classCount, treated) {
    return [
      { name: 'Worker', key: worker => worker.worker, show: worker => (worker.byzantine ? '\u25C6 ' : '') + worker.worker },
      // Of a formula there are no samples, and of operators no losses.
      workers.some(worker => worker.samples) ? { name: 'Samples', key: worker => worker.samples, show: worker => count(worker.samples) } : null,
      classCount > 1 ? { name: 'Classes', left: true, key: worker => classesOf(worker).filter(Boolean).length, show: classBars } : null,
      // Of a worker that always answered it is the sum of the next two.
      workers.some(worker => worker.roundsChosen !== worker.roundsAccepted + worker.rejections)
        ? { name: 'Chosen', key: worker => worker.roundsChosen, show: worker => count(worker.roundsChosen) } : null,
      { name: 'Accepted', key: worker => worker.roundsAccepted, show: worker => count(worker.roundsAccepted) },
      { name: 'Refused', key: worker => worker.rejections, show: worker => worker.rejections ? count(worker.rejections) : '0', flag: worker => worker.rejections > 0 },
      { name: 'Computing', key: worker => worker.seconds, show: worker => duration(worker.seconds) },
      !workers.some(worker => worker.trainLoss) ? null : { name: 'Train loss', key: worker => isNumber(worker.trainLoss) ? worker.trainLoss : -Infinity, show: worker => number(worker.trainLoss) },
      treated ? { name: 'Weight', key: worker => worker.weight ?? -1, show: worker => number(worker.weight) } : null,
      treated ? { name: 'Distance', key: worker => worker.distance ?? -1, show: worker => number(worker.distance) } : null,
      treated ? { name: 'Cut', key: worker => worker.cuts || 0, show: worker => count(worker.cuts || 0) } : null,
      treated ? { name: 'Suspicion', key: worker => worker.suspicion ?? -1, show: suspicionBar } : null,
    ].filter(Boolean);
  }

  function workersTable(workers, columns) {
    const table = byId('workers'), more = byId('more-workers');
    let sorted = [...workers], shown = 12, order = { column: 0, down: false };

    const headers = columns.map((column, i) => html('th', { scope: 'col', class: column.left ? 'left' : null },
      html('button', { type: 'button', onclick: () => {
        order = { column: i, down: order.column === i ? !order.down : i !== 0 };
        draw();
      } }, column.name)));
    table.tHead.append(html('tr', {}, ...headers));

    function draw() {
      const key = columns[order.column].key, sign = order.down ? -1 : 1;
      sorted = [...workers].sort((a, b) => sign * (key(a) - key(b)) || a.worker - b.worker);
      headers.forEach((header, i) => i === order.column
        ? header.setAttribute('aria-sort', order.down ? 'descending' : 'ascending') : header.removeAttribute('aria-sort'));
      table.tBodies[0].replaceChildren(...sorted.slice(0, shown).map(worker => html('tr', {},
        ...columns.map(column => html('td', { class: column.left ? 'left' : column.flag && column.flag(worker) ? 'flag' : null }, column.show(worker))))));
      more.hidden = shown >= workers.length;
      more.textContent = `Show all ${count(workers.length)}`;
    }
    more.addEventListener('click', () => { shown = workers.length; draw(); });
    addEventListener('beforeprint', () => { if (workers.length <= 200) { shown = workers.length; draw(); } });
    draw();
  }

  // ---- Events.

  const routine = ['round-opened', 'round-committed', 'evaluated', 'checkpointed'];
  const loud = ['warning', 'failed', 'update-rejected', 'cancelled', 'stragglers', 'rolled-back', 'recovered'];

  // What is said by a worker or of its update; other sentences name their subject themselves.
  const said = item => ['output', 'update-rejected'].includes(item.kind) && isNumber(item.worker) ? `Worker ${count(item.worker)}: ${item.message}` : item.message;

  function events() {
    const all = report.events, counts = report.eventCounts;
    const total = sum(Object.values(counts));
    if (!total) { byId('events').hidden = true; return; }

    const start = Date.parse(all[0].time);
    const on = new Set(Object.keys(counts).filter(kind => total <= 40 || !routine.includes(kind)));
    let shown = 200, search = '';
    const chips = Object.keys(counts).map(kind => html('button', { type: 'button', 'aria-pressed': String(on.has(kind)), onclick: event => {
      if (!on.delete(kind)) on.add(kind);
      event.currentTarget.setAttribute('aria-pressed', String(on.has(kind)));
      draw();
    } }, `${kind.replaceAll('-', ' ')} ${count(counts[kind])}`));
    byId('event-kinds').append(...chips);
    byId('event-digest').textContent = survived(counts);

    function draw() {
      const matching = all.filter(item => on.has(item.kind) && (!search || `${item.message} ${item.kind} ${item.worker ?? ''} ${item.round ?? ''}`.toLowerCase().includes(search)));
      byId('event-list').replaceChildren(...matching.slice(0, shown).map(item => html('li', { class: loud.includes(item.kind) ? 'loud' : null },
        html('time', { class: 'time', datetime: item.time, title: item.time }, `+${duration((Date.parse(item.time) - start) / 1000)}`),
        html('span', { class: 'round' }, isNumber(item.round) ? `round ${count(item.round)}` : ''),
        html('span', { class: 'kind' }, item.kind.replaceAll('-', ' ')),
        html('span', { class: 'message' }, said(item)))));
      if (!matching.length) byId('event-list').append(html('li', {}, html('span', { class: 'nothing' }, 'No event is of these kinds.')));
      byId('more-events').hidden = matching.length <= shown;
      byId('more-events').textContent = `Show ${count(matching.length - shown)} more`;
    }
    byId('event-search').addEventListener('input', event => { search = event.target.value.trim().toLowerCase(); draw(); });
    byId('more-events').addEventListener('click', () => { shown = Infinity; draw(); });
    if (total > all.length) {
      byId('event-note').textContent = `The page holds ${count(all.length)} of ${count(total)} events: of every kind the first and the newest. All of them stand in events.jsonl.`;
    }
    draw();
  }

  // What the job met and what that cost, in a sentence; nothing where nothing happened.
  function survived(counts) {
    const parts = [
      ['recovered', 'recovery', 'recoveries'], ['rolled-back', 'return to a checkpoint', 'returns to a checkpoint'],
      ['checkpointed', 'checkpoint', 'checkpoints'], ['stragglers', 'round with stragglers', 'rounds with stragglers'],
      ['update-rejected', 'update refused', 'updates refused'], ['retried', 'call repeated', 'calls repeated'],
    ].filter(([kind]) => counts[kind]).map(([kind, one, many]) => plural(counts[kind], one, many));
    return parts.join(', ');
  }

  // ---- Totals and job.

  function totals() {
    const sums = result.totals;
    const facts = [['Rounds', count(sums.rounds)], [isNetwork ? 'Uses of edges' : 'Updates accepted', count(sums.communications)], ['Gradients', count(sums.gradients)],
      ['Events a second', sums.eventsPerSecond ? perSecond(sums.eventsPerSecond) : null],
      [isNetwork ? 'Bytes sent' : 'Bytes up', count(sums.bytesUp)], ['Bytes down', isNetwork ? null : count(sums.bytesDown)], ['Time', duration(sums.seconds)],
      ['Computing', duration(sums.workerSeconds)], ['Submitted', moment(result.submitted)], ['Ended', moment(result.ended)]];
    for (const [name, value] of facts) {
      if (value) byId('totals-list').append(html('dt', {}, name), html('dd', {}, value));
    }
  }

  function yaml(node, depth) {
    const scalar = value => typeof value === 'string'
      ? /^[A-Za-z_/][\w./-]*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value) ? value : JSON.stringify(value)
      : JSON.stringify(value);
    const pad = '  '.repeat(depth);
    const value = item => item !== null && typeof item === 'object' && (Array.isArray(item) ? item.some(part => part !== null && typeof part === 'object') : Object.keys(item).length)
      ? `\n${yaml(item, depth + 1)}`
      : ` ${Array.isArray(item) ? `[${item.map(scalar).join(', ')}]` : item !== null && typeof item === 'object' ? '{}' : scalar(item)}\n`;
    return Array.isArray(node) ? node.map(item => `${pad}-${value(item)}`).join('')
      : Object.entries(node).map(([name, item]) => `${pad}${scalar(name)}:${value(item)}`).join('');
  }

  function job() {
    const texts = { yaml: yaml(result.job || {}, 0), json: JSON.stringify(result.job, null, 2) };
    let format = 'yaml';
    const draw = () => { byId('job-text').textContent = texts[format]; };
    byId('job-format').addEventListener('change', event => { format = event.target.value; draw(); });
    copier(byId('copy-job'), () => texts[format]);
    draw();
  }

  [head, tiles, curves, workersSection, events, totals, job].forEach(part => part());
})();
