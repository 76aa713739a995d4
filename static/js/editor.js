/* The editor of a post: nothing that was typed is lost. The form works alone; this saves it while somebody types, and
   never touches what she is typing in.

   One text is on its way at a time, so a slow answer cannot overtake a newer text. A text whose answer never came is
   sent again unchanged before any newer one: if it did arrive, the server finds the same text and gives its number, and
   that is no conflict. Local copies are app.js's; what the server answers stands in course/blogs/views/autosave.py. */

const REST = 1500; // after the last key
const MOST = 8000; // while she types on and on
const PATIENCE = 10_000; // for an answer
const BACKOFF = [2, 4, 8, 15, 30, 60]; // seconds
const QUIET = 2500; // without a key, before a dialog may open by itself

const same = (one, other) => Boolean(one && other) && one.title === other.title && one.source === other.source;

export const wake = (form) => {
  const { saveUrl, whoUrl } = form.dataset;
  const { title, source } = form.elements;
  const numberField = form.elements.version;
  const line = document.getElementById("bewaard");
  const spoken = document.getElementById("bewaard-gezegd");
  const words = document.getElementById("bewaarwoorden").content;
  const typed = () => ({ title: title.value, source: source.value });

  let stored = "draftClean" in form.dataset ? typed() : null; // what the server said it has; null: not known
  let version = null; // as the server last said it; null: as the page says
  let other = null; // the number of another version, while she has to choose
  let unsure = null; // sent, and no answer came
  let sending = null;
  let since = 0; // the first change that is not on its way
  let failures = 0;
  let problem = ""; // why it is not saved: a word of saving_words.html, or "refused"
  let timer = 0;
  let lastKey = 0;
  let isPassing = false; // the form goes to the server itself
  let spokenState = "saved";

  const isDirty = () => !same(stored, typed());

  // --- The line of status: always true for the eyes, and spoken only when something changes for her ------------------
  const show = (state, content) => {
    line.dataset.state = state;
    line.replaceChildren(content);
    if (state === "busy" || state === spokenState) return;
    spokenState = state;
    spoken.textContent = line.textContent;
  };
  const said = (name) => words.querySelector(`[data-say="${name}"]`).cloneNode(true);
  const say = (name) => {
    const isNowhere = form.isUnsafe && name !== "busy" && name !== "conflict" && name !== "empty";
    show(name === "busy" || name === "empty" ? name : isNowhere ? "nowhere" : name, said(isNowhere ? "nowhere" : name));
  };
  const tell = (name) => { spoken.textContent = said(name).textContent; };

  // --- Saving --------------------------------------------------------------------------------------------------------
  const body = (text, more = {}) => {
    const data = new FormData(form);
    Object.entries({ ...text, version: version ?? numberField.value, ...more }).forEach(([name, value]) => data.set(name, value));
    return new URLSearchParams(data);
  };
  const mayHaveArrived = (text) => {
    unsure = text;
    form.unsure = text ? [...(form.unsure || []), { ...text, title: text.title.trim() }].slice(-3) : undefined;
  };
  const plan = (wait) => { clearTimeout(timer); timer = setTimeout(send, wait); };

  const later = (name) => {
    problem = name;
    say(name);
    plan(BACKOFF[Math.min(failures, BACKOFF.length - 1)] * 1000 * (0.8 + Math.random() * 0.4));
    failures += 1;
  };
  const halt = (name) => {
    clearTimeout(timer);
    problem = name;
    say(name);
  };

  const kept = (text, number, page) => {
    if (number) { version = Number(number); numberField.value = version; }
    stored = text;
    mayHaveArrived(null);
    failures = 0;
    problem = "";
    const { tags } = form.elements; // not sent while she types: stays on this device until the form itself is sent
    form.dispatchEvent(new CustomEvent("draft-saved", { detail: tags ? { ...text, tags: tags.defaultValue } : text, bubbles: true }));
    const counted = page?.querySelector("#woorden");
    if (counted) document.getElementById("woorden").textContent = counted.textContent;
    if (isDirty()) { since ||= Date.now(); plan(REST); }
    else document.getElementById("voorbeeld") && example();
  };

  const outcomes = {
    saved(answer, text, page) {
      kept(text, answer.headers.get("Draft-Version"), page);
      if (isDirty()) say("busy");
      else show("saved", page.querySelector("[data-state]")?.textContent.trim() || "");
    },
    empty(_answer, text, page) {
      kept(text, null, page);
      const sentence = page.querySelector("[data-state]")?.textContent.trim();
      if (sentence) show("empty", sentence);
      else say("empty");
    },
    refused(_answer, text, page) {
      mayHaveArrived(null);
      failures = 0;
      problem = "refused";
      show("refused", page.querySelector("[data-state]")?.textContent.trim() || "");
      if (!same(text, typed())) plan(REST);
    },
    async conflict(_answer, text) { await bothTexts(text); },
    async "signed-out"() { askSignIn("signed-out"); },
    async "someone-else"() { askSignIn("someone-else"); },
  };

  const deliver = async () => {
    const text = unsure || typed();
    since = 0;
    mayHaveArrived(text);
    let answer;
    let page;
    try {
      answer = await fetch(saveUrl, { method: "POST", body: body(text), redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      return later("offline");
    }
    const outcome = outcomes[answer.headers.get("Draft-State")];
    if (outcome) return outcome(answer, text, page);
    // A sign-in page of a network, a fault of the server, or a token of before she signed in again.
    if (answer.status === 403 && failures === 0) return renew();
    return later(answer.type === "opaqueredirect" ? "offline" : "server");
  };

  const send = () => {
    clearTimeout(timer);
    if (!saveUrl || isPassing || (problem in outcomes && problem !== "refused")) return Promise.resolve();
    sending ||= deliver().finally(() => { sending = null; });
    return sending;
  };

  /** Have everything that is typed on the server; false when that does not work now. */
  const settle = async () => {
    clearTimeout(timer);
    if (problem !== "refused") { problem = problem in outcomes ? problem : ""; failures = 0; }
    for (let round = 0; round < 4 && (sending || unsure || isDirty()); round += 1) {
      await send();
      if (problem) break;
    }
    return !problem && !isDirty();
  };

  form.addEventListener("input", ({ target }) => {
    if (target !== form && target !== title && target !== source) return;
    lastKey = Date.now();
    if (version !== null) numberField.value = version;
    if (!saveUrl) { if (isDirty()) say("device"); return; }
    if (problem && problem !== "refused") { say(problem); return; } // its own next try is planned, or she has to choose
    if (!isDirty() && !sending) { clearTimeout(timer); return; }
    since ||= Date.now();
    say("busy");
    plan(Math.max(0, Math.min(REST, since + MOST - Date.now())));
  });

  const again = () => { if (saveUrl && (unsure || isDirty())) { failures = 0; send(); } };
  window.addEventListener("online", again);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible" && failures) again(); });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    if ("retry" in button.dataset) again();
    if ("signIn" in button.dataset && problem in outcomes) ask();
    if ("keepMine" in button.dataset) keepMine();
    if ("closeExample" in button.dataset) { document.getElementById("proef").replaceChildren(); exampleButton.focus(); }
  });

  // Closed while something is not on the server yet: one last try, which outlives the page. Its answer nobody reads.
  window.addEventListener("pagehide", () => {
    if (!saveUrl || isPassing || problem in outcomes || !isDirty()) return;
    const text = typed();
    try { fetch(saveUrl, { method: "POST", body: body(text), keepalive: true }).catch(() => {}); } catch { return; }
    mayHaveArrived(text);
  });

  // --- Signed out ----------------------------------------------------------------------------------------------------
  const ask = () => document.dispatchEvent(new CustomEvent("ask-sign-in"));
  const askSignIn = (name) => {
    mayHaveArrived(null); // it was not taken
    const isFirst = problem !== name;
    halt(name);
    if (!isFirst) return;
    const whenQuiet = () => { // never under her fingers
      if (problem !== name) return;
      if (Date.now() - lastKey >= QUIET) ask();
      else setTimeout(whenQuiet, QUIET - (Date.now() - lastKey));
    };
    whenQuiet();
  };
  const renew = async () => {
    failures = 1;
    try {
      const now = await (await import(document.getElementById("weer-inloggen").dataset.module)).freshen(whoUrl);
      if (now.who !== document.body.dataset.who) return askSignIn(now.who ? "someone-else" : "signed-out");
    } catch {
      return later("offline");
    }
    return plan(0);
  };
  document.addEventListener("signed-in", () => {
    if (problem !== "signed-out" && problem !== "someone-else") return;
    problem = "";
    spokenState = "";
    tell("back");
    send();
  });

  // --- Another version -------------------------------------------------------------------------------------------------
  /** Ask the page itself, which compares and stores nothing, for both texts side by side. */
  const bothTexts = async (text) => {
    mayHaveArrived(null);
    try {
      const answer = await fetch(form.action, { method: "POST", body: body(text, { doe: "concept" }), signal: AbortSignal.timeout(PATIENCE) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const both = page.getElementById("andere-versie");
      if (!both?.childElementCount) { // it was no conflict after all
        kept(text, page.getElementById("versie")?.value);
        return;
      }
      other = Number(page.getElementById("versie").value);
      both.querySelectorAll("[data-js]").forEach((part) => { part.hidden = false; });
      document.getElementById("andere-versie").replaceChildren(...both.children);
    } catch {
      later("offline");
      return;
    }
    halt("conflict");
  };
  /** She has seen both, and goes on with hers. Until then nothing is sent and the page keeps its old number. */
  const choose = () => {
    if (problem !== "conflict") return;
    problem = "";
    version = other;
    numberField.value = other;
  };
  document.addEventListener("submit", ({ target, submitter }) => { // what gives way is kept as a version
    if (submitter?.value === "bewaarde") Object.entries(typed()).forEach(([name, value]) => { target.elements[name].value = value; });
  });
  const keepMine = async () => {
    choose();
    await settle();
    if (!problem) { document.getElementById("andere-versie").replaceChildren(); source.focus(); }
  };

  // --- Buttons: what is typed is safe before anything else happens -------------------------------------------------------
  const exampleButton = form.querySelector("[name=doe][value=voorbeeld]");
  const example = () => window.htmx?.trigger(exampleButton, "voorbeeld");

  form.addEventListener("submit", async (event) => {
    if (isPassing || !saveUrl) return;
    const button = event.submitter;
    const wish = button?.value || "concept";
    event.preventDefault();
    if (wish !== "voorbeeld") choose();
    const isSafe = await settle();
    await new Promise((done) => { setTimeout(done); }); // no form can be sent from inside its own submit event
    if (problem === "signed-out" || problem === "someone-else") { ask(); return; }
    if (wish === "voorbeeld") {
      if (isSafe || problem in outcomes) example();
      return;
    }
    if (!isSafe && problem !== "refused") { line.scrollIntoView({ block: "nearest" }); return; }
    isPassing = true;
    form.requestSubmit(button);
  });
  window.addEventListener("pageshow", () => { isPassing = false; });

  // --- Keys, pasting, and what else stands on this device --------------------------------------------------------------
  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const style = { b: "bold", i: "italic", k: "link" }[event.key.toLowerCase()];
    if (style && event.target === source) {
      event.preventDefault();
      form.querySelector(`[data-md-button="${style}"]`).click();
    } else if (event.key.toLowerCase() === "s") {
      event.preventDefault();
      settle();
    }
  });

  source.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html");
    const plain = event.clipboardData?.getData("text/plain") || "";
    if (event.defaultPrevented || !html || !plain.trim()) return; // a picture alone is no text
    event.preventDefault();
    import(form.dataset.paste)
      .then((module) => module.markdownOf(html, form.dataset.turndown))
      .catch(() => plain)
      .then((text) => insert(source, text || plain));
  });

  document.querySelectorAll("details[data-fold]").forEach((part) => {
    part.open = window.matchMedia("(min-width: 62rem)").matches;
    delete part.dataset.fold;
  });
  if ("new" in form.dataset && !source.value && !title.value) elsewhere(form);
  line.dataset.state ||= "empty";
  if (document.getElementById("andere-versie").childElementCount) { // the page itself came with both texts
    other = Number(numberField.value);
    numberField.value = other - 1;
    halt("conflict");
  }
};

/** Type a text where the caret is, in one step that Ctrl+Z takes back. */
const insert = (area, text) => {
  area.focus();
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
};

/** Point to texts of hers that never reached the server: their address was only in a window that is gone. */
const elsewhere = (form) => {
  const start = `dingen:draft:${document.body.dataset.who}:`;
  const note = document.getElementById("elders-bewaard").content;
  try {
    for (const name of Object.keys(localStorage)) {
      const [, id] = /^blog:([0-9a-f-]{36})$/.exec(name.startsWith(start) ? name.slice(start.length) : "") || [];
      const { text } = (id && JSON.parse(localStorage.getItem(name))) || {};
      if (!id || form.dataset.draftForm === `blog:${id}` || !(text?.title || text?.source)) continue;
      const one = note.cloneNode(true).firstElementChild;
      one.querySelector("[data-title]").textContent = text.title || text.source.slice(0, 60);
      one.querySelector("a").href = location.pathname.replace(/[0-9a-f-]{36}/, id);
      form.before(one);
    }
  } catch { /* private windows may refuse storage */ }
};
