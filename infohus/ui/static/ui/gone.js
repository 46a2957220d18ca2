// Loaded before anything is drawn: one who left and comes back by the browser's button sees nothing of the page.
"use strict";
(() => {
  const neutral = document.currentScript.dataset.neutral;
  try {
    const visit = performance.getEntriesByType("navigation")[0]?.type;
    if (visit !== "back_forward" || !sessionStorage.getItem("left")) return;
    document.documentElement.hidden = true;
    location.replace(neutral);
  } catch {
    // storage is switched off: leaving still works, only Back does not
  }
})();
