'use strict';
// Light or dark: as the system says, or as the button was last pressed. Runs before the page is drawn, so that nothing flashes.
(() => {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const stored = () => { try { return localStorage.getItem('theme'); } catch { return null; } };
  function apply() {
    const wanted = stored(), dark = wanted ? wanted === 'dark' : system.matches;
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    document.getElementById('parts-light').media = dark ? 'not all' : 'all';
    document.getElementById('parts-dark').media = dark ? 'all' : 'not all';
    dispatchEvent(new Event('themechange'));
  }
  system.addEventListener('change', apply);
  document.addEventListener('click', event => {
    if (!event.target.closest('[data-theme-switch]')) return;
    const other = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    // The choice that equals the system's is no choice: the page follows the system again.
    try {
      if ((other === 'dark') === system.matches) localStorage.removeItem('theme');
      else localStorage.setItem('theme', other);
    } catch { /* Without storage the system decides. */ }
    apply();
  });
  apply();
})();

// The drawer of a narrow page: it works before the page is live.
(() => {
  const root = document.documentElement;
  function set(open) {
    if (open) root.dataset.menu = 'open'; else delete root.dataset.menu;
    document.querySelector('button[data-menu]')?.setAttribute('aria-expanded', String(open));
  }
  document.addEventListener('click', event => {
    if (event.target.closest('button[data-menu]')) set(root.dataset.menu !== 'open');
    else if (event.target.closest('[data-menu-close], #navigation a')) set(false);
  });
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape' || root.dataset.menu !== 'open') return;
    set(false);
    document.querySelector('button[data-menu]')?.focus();
  });
})();
