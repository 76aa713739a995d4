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

  // A page of ours inside another one shows what it is for, and nothing around it.
  if (window.name === "in-venster") document.documentElement.classList.add("framed");

  // What only works with scripts shows itself.
  const wake = (root) => {
    all("[data-js], [data-print]", root).forEach((part) => { part.hidden = false; });
    tell(root);
    const isNew = root === document;
    all(PARTS, root).filter((part) => !part.dataset.module).forEach((part) => revive(part, isNew));
    // A form that needs more than this file names its module: fetched only there. Without it the form still works.
    all("[data-module]", root).forEach((form) => {
      import(form.dataset.module).then((module) => module.wake(form)).catch(() => {}).then(() => { if (isForm(form)) revive(form, isNew); });
    });
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

  // --- What was typed survives a lost session or connection -----------------------------------------------------------
  // A part is a text area (data-draft) or a whole form (data-draft-form). Kept on this machine under the person and what
  // it is, so that a colleague at the same desk never sees it. Logging out forgets everything; so do fourteen days.
  const PREFIX = "dingen:draft:";
  const PARTS = "textarea[data-draft], form[data-draft-form]";
  const DAYS = 14 * 24 * 3600 * 1000;
  const who = document.body.dataset.who || "";
  const place = (key) => `${PREFIX}${who}:${key}`;
  const kept = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  const safely = (work) => { try { return work(); } catch { return undefined; } }; // private windows may refuse storage
  const forgetAll = () => safely(() => { touched.clear(); kept().forEach((name) => localStorage.removeItem(name)); });
  const read = (name) => safely(() => JSON.parse(localStorage.getItem(name)));
  const drop = (key) => safely(() => localStorage.removeItem(place(key)));
  const touched = new Set(); // parts somebody typed in
  const unsafe = new Set(); // parts that could not be kept
  const sent = new Map(); // by key: what the last press sent
  const late = new Set(); // keys of what was changed while that was on its way
  const me = `${Math.random()}`; // this tab; another one keeps its own words under the same key

  const isForm = (part) => "draftForm" in part.dataset;
  const keyOf = ({ dataset }) => dataset.draft || dataset.draftForm;
  const ticks = ({ type }) => type === "checkbox" || type === "radio";
  const nameOf = (field) => (ticks(field) ? `${field.name}=${field.value}` : field.name);
  const fieldsOf = (form) => [...form.elements].filter((one) => one.name && !one.disabled && !/^(hidden|file|submit|button|fieldset)$/.test(one.type) && !one.closest("[data-not-kept]"));
  const take = (part) => (isForm(part) ? Object.fromEntries(fieldsOf(part).map((one) => [nameOf(one), ticks(one) ? one.checked : one.value])) : part.value);
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const isPart = (whole, part) => Object.entries(part).every(([name, value]) => whole[name] === value);
  const put = (part, text) => {
    if (!isForm(part)) { part.value = text; return; }
    part.dispatchEvent(new CustomEvent("draft", { detail: Object.keys(text) })); // a form that can grow makes room
    fieldsOf(part).filter((one) => nameOf(one) in text).forEach((one) => { one[ticks(one) ? "checked" : "value"] = text[nameOf(one)]; });
  };

  const keep = (part) => {
    if (!part.isConnected) return;
    try {
      localStorage.setItem(place(keyOf(part)), JSON.stringify({ text: take(part), version: isForm(part) && part.elements.version.value, unsure: part.unsure, by: me, at: Date.now() }));
      unsafe.delete(part);
    } catch {
      unsafe.add(part);
    }
    part.isUnsafe = unsafe.has(part);
  };
  // A form that saves by itself says what arrived; until an answer comes its `unsure` holds what may have arrived.
  document.addEventListener("draft-saved", ({ target: part, detail: text }) => {
    unsafe.delete(part);
    part.isUnsafe = false;
    if (!isPart(take(part), text)) { keep(part); return; }
    touched.delete(part); // else leaving the page would keep it once more
    if (read(place(keyOf(part)))?.by === me) drop(keyOf(part));
  });

  // data-draft-at: when the server's text was saved, in seconds. An older text of ours stays away. A form comes back with
  // the version it was made from, so that saving it over something newer shows both. `isLate`: newer than the answer.
  const restore = (part, isLate) => {
    const draft = who && read(place(keyOf(part)));
    if (!draft) return;
    const before = take(part);
    const version = isForm(part) && !isLate && part.elements.version;
    const made = version.value;
    if (!isForm(part) && !isLate && before.trim() && draft.at <= Number(part.dataset.draftAt || Infinity) * 1000) return;
    put(part, draft.text);
    if (same(take(part), before)) {
      if ("draftClean" in part.dataset) drop(keyOf(part)); // the server has it
      return;
    }
    if (version && !draft.unsure?.some((text) => isPart(before, text))) version.value = draft.version; // what was sent without an answer is no other version
    const note = document.getElementById(part.dataset.draftNote || (isForm(part) ? "teruggezet-formulier" : "teruggezet"))?.content.cloneNode(true).firstElementChild;
    if (!note) return;
    if (isForm(part)) part.prepend(note);
    else part.after(note);
    const changed = () => part.dispatchEvent(new Event("input", { bubbles: true }));
    note.querySelector("button").addEventListener("click", () => {
      put(part, before);
      if (version) version.value = made;
      drop(keyOf(part));
      note.remove();
      (isForm(part) ? fieldsOf(part)[0] : part).focus();
      changed();
    });
    changed();
    keep(part);
  };

  const timers = new WeakMap();
  document.addEventListener("input", ({ target }) => {
    const part = who && target.closest(PARTS);
    if (!part) return;
    touched.add(part);
    if (timers.has(part)) return; // also while she types on and on: never more than half a second is only on the screen
    timers.set(part, setTimeout(() => { timers.delete(part); if (touched.has(part)) keep(part); }, 500));
  });
  window.addEventListener("pagehide", () => touched.forEach(keep));
  window.addEventListener("beforeunload", (event) => { if ([...unsafe].some((part) => part.isConnected && !(part.form || part).dataset.sentAt)) event.preventDefault(); });

  // Of what was saved only that is forgotten: not what was typed in the meantime, here or in another tab.
  const saved = (root) => all("[data-draft-saved]", root).forEach(({ dataset: { draftSaved: key } }) => {
    if (!sent.has(key) || (!late.has(key) && read(place(key))?.by === me)) drop(key);
  });
  const partsOf = (root) => all(PARTS, root).concat(root.matches(PARTS) ? root : []);
  document.addEventListener("htmx:beforeSend", ({ detail }) => partsOf(detail.elt).forEach((part) => sent.set(keyOf(part), take(part))));
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (!detail.shouldSwap) return;
    partsOf(detail.target).filter((part) => sent.has(keyOf(part)) && !same(take(part), sent.get(keyOf(part)))).forEach((part) => { keep(part); late.add(keyOf(part)); });
  });
  const revive = (part, isNew) => { if (late.delete(keyOf(part))) restore(part, true); else if (isNew) restore(part); };
  safely(() => kept().forEach((name) => { if (Date.now() - (read(name)?.at || 0) > DAYS) localStorage.removeItem(name); }));

  document.addEventListener("htmx:load", ({ detail }) => { if (detail.elt !== document.body) { saved(detail.elt); wake(detail.elt); } });
  saved(document);
  wake(document);
})();
