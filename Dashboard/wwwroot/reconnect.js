'use strict';
// The page lives on the server. When the connection is lost it is tried again for as long as the page is open; when the server no longer knows
// the page, as after a restart, it is loaded anew.
(() => {
  const modal = document.getElementById('components-reconnect-modal');
  let isTrying = false;
  async function again() {
    if (isTrying) return;
    isTrying = true;
    for (;;) {
      try {
        if (await Blazor.reconnect()) break;
        location.reload();
        return;
      } catch {
        await new Promise(done => setTimeout(done, 2000));
      }
    }
    isTrying = false;
  }
  modal.addEventListener('components-reconnect-state-changed', event => {
    const state = event.detail.state;
    if (state === 'failed') again();
    else if (state === 'rejected') location.reload();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && modal.classList.contains('components-reconnect-failed')) again();
  });
})();
