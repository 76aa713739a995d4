/* Extras only: every page works without this file. Words come from the page, so that they are translated there. */
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // The error summary takes focus, so that nobody misses it. An exercise that htmx put in the place of the one with the
  // pressed button says how it went, or where one is now (data-focus): else the keyboard, and who listens, would be nowhere.
  const tell = (root) => {
    const lost = root !== document && root.matches(".task") && document.activeElement === document.body;
    const news = root.querySelector(".errsum") || (lost && (root.querySelector("[data-focus]") || all("[role=status]", root).find((part) => part.textContent.trim())));
    if (!news) return;
    news.tabIndex = -1;
    news.focus();
  };

  // What only works with scripts shows itself.
  const wake = (root) => {
    all("[data-js], [data-print]", root).forEach((part) => { part.hidden = false; });
    tell(root);
    all("textarea[data-draft]", root).forEach(restore);
    // A part that needs more than this file names its module: fetched only there. Without it the part still works.
    all("[data-module]", root).forEach((part) => { import(part.dataset.module).then((module) => module.wake(part), () => {}); });
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("print" in button.dataset) window.print();
    if ("copy" in button.dataset) copy(button);
  });

  document.addEventListener("change", ({ target }) => {
    if (target.dataset.show) document.getElementById(target.dataset.show).type = target.checked ? "text" : "password";
  });

  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.activeElement?.closest("details[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });

  const copy = async (button) => {
    const said = button.parentElement.querySelector("[data-said]");
    try {
      await navigator.clipboard.writeText(button.dataset.copy || location.href);
      said.textContent = button.dataset.done;
    } catch {
      said.textContent = button.dataset.failed;
    }
  };

  // --- One press, one post -----------------------------------------------------------------------------------------
  // The button stays enabled: a disabled one would not send its name, and would stay dead after the Back button.
  const WAIT = 8000;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "get") return; // htmx sends its own
    const now = Date.now();
    if (now - Number(form.dataset.sentAt || 0) < WAIT) event.preventDefault();
    else form.dataset.sentAt = String(now);
    if ("forget" in form.dataset) forgetAll();
  });
  window.addEventListener("pageshow", () => all("form[data-sent-at]").forEach((form) => { delete form.dataset.sentAt; }));

  // --- Saving that fails is said -----------------------------------------------------------------------------------
  const says = document.getElementById("meldingen");
  const failed = () => {
    if (!says || says.querySelector("[data-failed]")) return;
    const line = document.createElement("p");
    line.className = "bad";
    line.dataset.failed = "";
    line.textContent = says.dataset.offline;
    says.append(line);
    line.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.successful) says?.querySelector("[data-failed]")?.remove(); });

  // --- What was typed survives a lost session -------------------------------------------------------------------------
  // Kept on this machine under the person and what the text is, so that a colleague at the same desk never sees it.
  // Logging out forgets everything; so do fourteen days.
  const PREFIX = "dingen:draft:";
  const DAYS = 14 * 24 * 3600 * 1000;
  const who = document.body.dataset.who || "";
  const place = (key) => `${PREFIX}${who}:${key}`;
  const kept = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  const safely = (work) => { try { return work(); } catch { return undefined; } }; // private windows may refuse storage
  const forgetAll = () => safely(() => { touched.clear(); kept().forEach((name) => localStorage.removeItem(name)); });
  const read = (name) => safely(() => JSON.parse(localStorage.getItem(name)));
  const drop = (key) => safely(() => localStorage.removeItem(place(key)));
  const touched = new Set(); // fields somebody typed in
  const unsafe = new Set(); // fields whose text could not be kept

  const keep = (area) => {
    try {
      localStorage.setItem(place(area.dataset.draft), JSON.stringify({ text: area.value, at: Date.now() }));
      unsafe.delete(area);
    } catch {
      unsafe.add(area);
    }
  };

  // data-draft-at: when the server's text was saved, in seconds. An older text of ours stays away.
  const restore = (area) => {
    if (!who) return;
    const draft = read(place(area.dataset.draft));
    if (!draft || draft.text === area.value) return;
    if (area.value.trim() && draft.at <= Number(area.dataset.draftAt || Infinity) * 1000) return;
    const saved = area.value;
    area.value = draft.text;
    const note = document.getElementById("teruggezet")?.content.cloneNode(true).firstElementChild;
    if (!note) return;
    area.after(note);
    note.querySelector("button").addEventListener("click", () => {
      area.value = saved;
      drop(area.dataset.draft);
      note.remove();
      area.focus();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const timers = new WeakMap();
  document.addEventListener("input", ({ target }) => {
    if (!who || !target.matches("textarea[data-draft]")) return;
    touched.add(target);
    clearTimeout(timers.get(target));
    timers.set(target, setTimeout(() => keep(target), 500));
  });
  window.addEventListener("pagehide", () => touched.forEach(keep));
  window.addEventListener("beforeunload", (event) => { if (unsafe.size && ![...unsafe].every((area) => area.form?.dataset.sentAt)) event.preventDefault(); });

  const saved = (root) => all("[data-draft-saved]", root).forEach((sign) => drop(sign.dataset.draftSaved));
  safely(() => kept().forEach((name) => { if (Date.now() - (read(name)?.at || 0) > DAYS) localStorage.removeItem(name); }));

  document.addEventListener("htmx:load", ({ detail }) => { if (detail.elt !== document.body) { saved(detail.elt); wake(detail.elt); } });
  saved(document);
  wake(document);
})();
