// Small things that only the browser can do.

/** Puts the cursor to a line of a text area and brings it to sight. */
export function goToLine(area, line) {
  const lines = area.value.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1] || '').length);
  area.scrollIntoView({ block: 'center' });
}

/** Copies a text; says whether it could. */
export async function copy(text) {
  try { await navigator.clipboard.writeText(text); return true; } catch { return false; }
}
