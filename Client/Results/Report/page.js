'use strict';
// What the pages of results have in common: elements, numbers as people read them, the ticks of axes.
const page = (() => {
  const byId = id => document.getElementById(id);
  // Taken from the page itself: the one namespace that is written as an address.
  const svgNamespace = byId('mark').namespaceURI;

  // ---- Elements. Text is always set as text, never as markup.

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
  const percent = value => isNumber(value) ? (value * 100).toFixed(2) + ' %' : String(value ?? '–');
  const plural = (value, one, many) => `${count(value)} ${value === 1 ? one : many}`;
  const round1 = value => Number(value.toPrecision(3));

  function bytes(value) {
    if (!isNumber(value)) return '–';
    const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
    let unit = 0;
    while (value >= 999.5 && unit < units.length - 1) { value /= 1000; unit++; }
    return `${round1(value)} ${units[unit]}`;
  }

  function duration(seconds) {
    if (!isNumber(seconds)) return '–';
    if (seconds < 9.95) return `${seconds.toFixed(seconds < 0.995 ? 2 : 1)} s`;
    const whole = Math.round(seconds), two = value => String(value).padStart(2, '0');
    if (whole < 60) return `${whole} s`;
    if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
    if (whole < 86400) return `${Math.floor(whole / 3600)} h ${two(Math.floor(whole % 3600 / 60))} min`;
    return `${Math.floor(whole / 86400)} d ${two(Math.floor(whole % 86400 / 3600))} h`;
  }

  function number(value) {
    if (!isNumber(value)) return String(value ?? '–');
    const size = Math.abs(value);
    if (size === 0) return '0';
    if (size < 0.001 || size >= 1e6) return value.toExponential(2);
    return value.toFixed(size < 10 ? 4 : size < 1000 ? 2 : 0);
  }

  const perSecond = value => count(value < 100 ? Number(value.toPrecision(2)) : round1(value));

  const moment = text => text ? text.slice(0, 16).replace('T', ' ') + (/(Z|[+]00:00)$/.test(text) ? ' UTC' : '') : null;

  // ---- Small parts.

  function copier(button, text) {
    button.addEventListener('click', async () => {
      const before = button.textContent;
      try { await navigator.clipboard.writeText(text()); button.textContent = 'Copied'; }
      catch { button.textContent = 'Select and copy by hand'; }
      setTimeout(() => { button.textContent = before; }, 1600);
    });
  }

  // ---- Axes.

  function tickNumber(value) {
    const size = Math.abs(value);
    return size !== 0 && (size < 0.001 || size >= 1e5) ? value.toExponential(0).replace('e+', 'e') : String(Number(value.toPrecision(6)));
  }

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

  // The ends and the ticks of an axis of values. A kind may know bounds that its values never cross, and may want to begin at zero.
  function valueScale(values, kind, isLog) {
    let low = Math.min(...values), high = Math.max(...values), ticks;
    if (isLog) {
      ticks = logTicks(low, high);
      if (ticks.length < 2) ticks = [low, high].map(value => Number(value.toPrecision(2)));
      return { low: Math.min(low, ticks[0]), high: Math.max(high, ticks[ticks.length - 1]), ticks };
    }
    if (kind.fromZero) low = 0;
    if (low === high) { low -= Math.abs(low) * 0.1 || 1; high += Math.abs(high) * 0.1 || 1; }
    const nice = niceTicks(low, high, 4);
    low = Math.floor(low / nice.step + 1e-9) * nice.step;
    high = Math.ceil(high / nice.step - 1e-9) * nice.step;
    if (kind.low !== undefined && Math.min(...values) >= kind.low) low = Math.max(low, kind.low);
    if (kind.high !== undefined && Math.max(...values) <= kind.high) high = Math.min(high, kind.high);
    return { low, high, ticks: nice.from(low, high) };
  }

  return { byId, html, svg, isNumber, count, percent, plural, round1, bytes, duration, number, perSecond, moment, copier, tickNumber, niceTicks, logTicks, valueScale };
})();
