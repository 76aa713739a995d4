/* Pictures in the editor: pasted, dropped or chosen, one at a time to the server, with how far it is, and then in the text
   at the caret. What a picture shows stands in the text; the field beside the small picture writes it there. */

const MAX_BYTES = 12 * 1024 * 1024;
const TIME = 120_000; // for one picture on a thin line

const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is only there over https
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

/** The pictures of a drop or a paste. Word puts a drawing of the text beside the text: then the text is meant. */
const picturesIn = (data) => {
  const types = [...(data?.types || [])];
  if (!types.includes("Files") || types.includes("text/plain")) return [];
  return [...data.files].filter((file) => file.type.startsWith("image/"));
};

export const wake = (part) => {
  const text = document.getElementById(part.dataset.text);
  const form = text.form;
  const input = part.querySelector("input[type=file]");
  const [uploads, pictures, spoken] = ["uploads", "pictures", "said"].map((name) => part.querySelector(`[data-${name}]`));
  const row = part.querySelector("template[data-upload]").content;
  const words = part.querySelector("template[data-words]").content;
  const word = (name) => words.querySelector(`[data-word="${name}"]`).textContent;
  const placeholder = /!\[([^[\]]*)\]/;
  const queue = [];
  let busy = false;

  // --- Into the text ---------------------------------------------------------------------------------------------------
  const insert = (markdown) => {
    const { value } = text;
    let at = text.selectionEnd;
    if (/\S/.test(value[at - 1] || "") && /\S/.test(value[at] || "")) { // not through the middle of a word
      while (at < value.length && value[at] !== "\n") at += 1;
    }
    const before = value.slice(0, at);
    const lead = !before.trim() ? "" : before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const after = value.slice(at).replace(/^[ \t]+(?=\S)|^\n{1,2}/, "");
    const added = `${lead}${markdown}\n\n`;
    const hadFocus = document.activeElement === text;
    const scroll = text.scrollTop;
    text.setRangeText(added, at, value.length - after.length, "end");
    text.scrollTop = scroll;
    changed();
    if (!hadFocus) return;
    const start = at + lead.length + 2; // the words to replace stand selected
    text.setSelectionRange(start, start + markdown.match(placeholder)[1].length);
  };
  const changed = () => text.dispatchEvent(new Event("input", { bubbles: true }));

  // --- What it shows: the field and the text say the same ---------------------------------------------------------------
  const written = (address) => new RegExp(`!\\[([^\\[\\]]*)\\]\\(${address}(?=[ )])`, "g");
  const plain = (said) => said.replace(/\[/g, "(").replace(/\]/g, ")").replace(/\\/g, "").replace(/\s+/g, " ");
  const items = () => [...pictures.children];
  const fieldOf = (item) => item.querySelector("input");
  const { empty } = part.dataset;

  const compare = () => {
    const order = [...new Set([...text.value.matchAll(/!\[[^[\]]*\]\((\/blogs\/foto\/[0-9a-f-]{36}\/)(?=[ )])/g)].map((found) => found[1]))];
    for (const item of items()) {
      const address = item.dataset.picture;
      const found = written(address).exec(text.value);
      item.hidden = !found;
      if (!found) continue;
      const field = fieldOf(item);
      const place = order.indexOf(address) + 1;
      item.querySelector("label").firstChild.textContent = `${word("label").replace("%", place)} `;
      item.querySelector("img").alt = `Foto ${place}`;
      const said = found[1] === empty ? "" : found[1];
      if (document.activeElement !== field && field.value !== said) field.value = said;
    }
  };

  pictures.addEventListener("input", ({ target }) => {
    const item = target.closest("[data-picture]");
    const found = written(item.dataset.picture).exec(text.value);
    if (!found) return;
    const start = found.index + 2;
    text.setRangeText(plain(target.value).trim() || empty, start, start + found[1].length, "preserve");
    changed();
  });
  pictures.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); }); // no form goes by accident
  text.addEventListener("input", compare);

  // --- To the server ---------------------------------------------------------------------------------------------------
  const say = (item, name, sentence = word(name)) => {
    item.querySelector("[data-state]").textContent = sentence;
    if (name !== "busy" && name !== "waiting") spoken.textContent = sentence;
  };
  const ended = (item, name, sentence, { again = false } = {}) => {
    item.querySelector("progress").hidden = true;
    item.classList.add("pic--bad");
    item.querySelector("[data-stop]").hidden = true;
    item.querySelector("[data-again]").hidden = !again;
    item.querySelector("[data-close]").hidden = false;
    say(item, name, sentence);
  };
  const begin = (item) => {
    item.classList.remove("pic--bad");
    const bar = item.querySelector("progress");
    bar.hidden = false;
    bar.value = 0;
    item.querySelector("[data-stop]").hidden = false;
    item.querySelector("[data-again]").hidden = item.querySelector("[data-close]").hidden = true;
    say(item, "waiting");
  };

  const receive = (item, page) => {
    const picture = page.querySelector("[data-markdown]");
    const isNew = !items().some((one) => one.dataset.picture === picture.dataset.picture);
    if (isNew) pictures.append(picture);
    item.remove();
    insert(picture.dataset.markdown);
    compare();
    spoken.textContent = word("done");
  };

  const send = ({ file, item, id }) => new Promise((done) => {
    const request = new XMLHttpRequest(); // fetch does not say how far an upload is
    const bar = item.querySelector("progress");
    const data = new FormData();
    data.set("picture", file);
    data.set("picture_id", id);
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    request.open("POST", part.dataset.url);
    request.setRequestHeader("HX-Request", "true");
    request.timeout = TIME;
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = Math.round((100 * loaded) / total);
      say(item, "busy", word("busy").replace("%", bar.value));
    });
    request.upload.addEventListener("load", () => { bar.removeAttribute("value"); say(item, "making"); });
    request.addEventListener("load", () => {
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      if (request.status === 200 && page.querySelector("[data-markdown]")) receive(item, page);
      else if (request.status === 422) ended(item, "refused", page.body.textContent.trim());
      else if (request.getResponseHeader("HX-Redirect") || request.status === 403) {
        ended(item, "signed-out", undefined, { again: true });
        document.dispatchEvent(new CustomEvent("ask-sign-in"));
      } else ended(item, "offline", undefined, { again: true });
    });
    for (const name of ["error", "timeout"]) request.addEventListener(name, () => ended(item, "offline", undefined, { again: true }));
    request.addEventListener("abort", () => { item.remove(); spoken.textContent = word("stopped"); });
    request.addEventListener("loadend", done);
    item.stop = () => request.abort();
    request.send(data);
  });

  const work = async () => {
    if (busy) return;
    busy = true;
    while (queue.length) {
      const job = queue.shift();
      if (job.item.isConnected) await send(job);
    }
    busy = false;
  };

  const add = (file) => {
    const item = row.firstElementChild.cloneNode(true);
    item.querySelector("[data-name]").textContent = file.name && !/^image\.\w+$/.test(file.name) ? file.name : word("name");
    const job = { file, item, id: newId() };
    const start = () => { begin(item); queue.push(job); work(); };
    item.querySelector("[data-stop]").addEventListener("click", () => { if (item.stop) item.stop(); else item.remove(); text.focus(); });
    item.querySelector("[data-again]").addEventListener("click", start);
    item.querySelector("[data-close]").addEventListener("click", () => { item.remove(); input.focus(); });
    item.querySelector("progress").setAttribute("aria-label", item.querySelector("[data-name]").textContent);
    uploads.append(item);
    if (file.size > MAX_BYTES) ended(item, "large");
    else start();
  };

  // --- Chosen, pasted, dropped -------------------------------------------------------------------------------------------
  part.querySelector("[data-only-form]").hidden = true;
  input.multiple = true;
  input.removeAttribute("name"); // the script has sent it
  input.addEventListener("change", (event) => {
    event.stopPropagation();
    [...input.files].forEach(add);
    input.value = "";
  });
  // Before the editor's own listener, which would read the markup that a browser puts beside a copied picture.
  form.addEventListener("paste", (event) => {
    const files = event.target === text ? picturesIn(event.clipboardData) : [];
    if (!files.length) return;
    event.preventDefault();
    event.stopPropagation();
    files.forEach(add);
  }, true);
  const isFiles = ({ dataTransfer }) => [...(dataTransfer?.types || [])].includes("Files");
  for (const name of ["dragenter", "dragover"]) {
    text.addEventListener(name, (event) => { if (isFiles(event)) { event.preventDefault(); text.classList.add("drop"); } });
  }
  for (const name of ["dragleave", "drop"]) text.addEventListener(name, () => text.classList.remove("drop"));
  text.addEventListener("drop", (event) => {
    if (!isFiles(event)) return;
    event.preventDefault(); // also of what is no picture: the browser would leave the page for it
    [...event.dataTransfer.files].forEach(add);
  });

  compare();
};
