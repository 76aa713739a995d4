/* A form that takes a while says so. The words come from the page; without this file the browser's own sign remains. */
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-busy]")) {
    const line = form.querySelector("[data-busy-line]");
    form.addEventListener("submit", (event) => {
      if (!event.defaultPrevented) line.textContent = line.dataset.words;
    });
  }
  // Coming back by the Back button, nothing is going on any more.
  window.addEventListener("pageshow", () => document.querySelectorAll("[data-busy-line]").forEach((line) => { line.textContent = ""; }));
})();
