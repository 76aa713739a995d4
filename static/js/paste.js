/* What somebody pastes from Word, Outlook or a web page becomes Markdown: headings, lists, links, bold and italic stay,
   everything else of it goes. Fetched at the first paste of text with markup. */

let service;

/** The Markdown of a piece of HTML from the clipboard; `library` is the address of turndown. */
export const markdownOf = async (html, library) => {
  service ||= make((await import(library)).default);
  const page = new DOMParser().parseFromString(withoutStyles(html), "text/html"); // runs nothing and fetches nothing
  tidy(page);
  return service.turndown(page.body)
    .replace(/[\u00a0\u2007\u202f]/g, " ")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
};

/** Styles say what is bold or a list, but a browser complains about each under our policy: here they are data. */
const withoutStyles = (html) => html
  .replace(/<style\b[\s\S]*?<\/style\s*>/gi, "")
  .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-look=").replace(/\son[a-z]+\s*=/gi, " data-gone="));

const all = (root, selector) => [...root.querySelectorAll(selector)];

const tidy = (page) => {
  const { body } = page;
  all(body, "script, style, title, meta, link, xml, img, picture, svg, math, object, iframe, form, input, button, template").forEach((one) => one.remove());
  const walker = page.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const comments = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  comments.forEach((one) => one.remove());
  all(body, "p, div").forEach((one) => {
    const level = listLevel(one);
    if (level) one.dataset.level = level;
  });
  lists(page);
  headings(page);
  emphasis(page);
  links(page);
  all(body, "*").filter((one) => one.localName.includes(":")).forEach((one) => one.replaceWith(...one.childNodes)); // o:p
  all(body, "p, h1, h2, h3, h4, h5, h6, li, strong, em, a").filter((one) => !one.textContent.trim()).forEach((one) => one.remove());
  all(body, "li > p:only-child, li > div:only-child").forEach((one) => one.replaceWith(...one.childNodes));
};

const styleOf = (one) => (one.dataset.look || "").replace(/\s+/g, " ").toLowerCase();
const swap = (page, one, name) => {
  const other = page.createElement(name);
  other.append(...one.childNodes);
  one.replaceWith(other);
  return other;
};

// --- Word's lists are paragraphs with a bullet typed before them ------------------------------------------------------
const listLevel = (one) => Number(/mso-list: ?l\d+ level(\d)/.exec(styleOf(one))?.[1] || 0);
const NUMBERED = /^\s*\(?(\d+|[a-z]|[ivx]+)[.)]/i;

const lists = (page) => {
  let open = []; // the lists that stand open, outermost first
  let last = null; // what the next item has to follow
  for (const one of all(page.body, "[data-level]")) {
    const mark = all(one, "[data-look]").find((part) => /mso-list: ?ignore/.test(styleOf(part)));
    const kind = mark && NUMBERED.test(mark.textContent) ? "ol" : "ul";
    const level = Number(one.dataset.level);
    mark?.remove();
    if (one.previousElementSibling !== last) open = [];
    open = open.slice(0, level);
    if (open.length && open.at(-1).localName !== kind && open.length === level) open.pop();
    while (open.length < level) {
      const list = page.createElement(open.length === level - 1 ? kind : "ul");
      const parent = open.at(-1)?.lastElementChild;
      if (parent) parent.append(list);
      else if (open.length) open.at(-1).append(list);
      else { one.before(list); last = list; }
      open.push(list);
    }
    const item = page.createElement("li");
    item.append(...one.childNodes);
    open.at(-1).append(item);
    one.remove();
  }
};

const headings = (page) => {
  for (const one of all(page.body, "[role=heading][aria-level]")) swap(page, one, `h${Math.min(6, Number(one.getAttribute("aria-level")) || 2)}`);
  for (const one of all(page.body, "p[class]")) {
    if (/\bMso(Title|Subtitle)\b/.test(one.className)) swap(page, one, one.className.includes("Sub") ? "h2" : "h1");
  }
  // Ours begin at the second level: the title is a field of its own.
  const top = Math.min(...all(page.body, "h1, h2, h3, h4, h5, h6").map((one) => Number(one.localName[1])));
  if (top === 1) for (const level of [5, 4, 3, 2, 1]) all(page.body, `h${level}`).forEach((one) => swap(page, one, `h${level + 1}`));
};

const emphasis = (page) => {
  // A heading is bold already.
  all(page.body, ":is(h1, h2, h3, h4, h5, h6, th) :is(b, strong)").forEach((one) => one.replaceWith(...one.childNodes));
  for (const one of all(page.body, "b, strong")) if (/(^|;) ?font-weight: ?(normal|400)/.test(styleOf(one))) one.replaceWith(...one.childNodes);
  for (const one of all(page.body, "span[data-look], font[data-look]")) {
    const style = styleOf(one);
    const isBold = /(^|;) ?font-weight: ?(bold|[6-9]00)/.test(style) && !one.closest("h1, h2, h3, h4, h5, h6, b, strong");
    const isItalic = /(^|;) ?font-style: ?italic/.test(style) && !one.closest("i, em");
    if (!isBold && !isItalic) continue;
    let inner = one;
    if (isBold) inner = swap(page, inner, "strong");
    if (isItalic) {
      const slanted = page.createElement("em");
      slanted.append(...inner.childNodes);
      if (isBold) inner.append(slanted);
      else inner.replaceWith(slanted);
    }
  }
};

const links = (page) => {
  for (const one of all(page.body, "a")) {
    const address = plainAddress(one.getAttribute("href") || "");
    if (address) one.setAttribute("href", address);
    else one.replaceWith(...one.childNodes);
  }
};

/** An address as people know it: only the schemes we show, and without the detour a mail program puts around it. */
const plainAddress = (href) => {
  let url;
  try { url = new URL(href); } catch { return ""; }
  if (url.hostname.endsWith(".safelinks.protection.outlook.com")) return plainAddress(url.searchParams.get("url") || "");
  return ["http:", "https:", "mailto:"].includes(url.protocol) ? href : "";
};

// --- Markdown as our renderer and people read it -----------------------------------------------------------------------
const make = (Turndown) => {
  const made = new Turndown({ headingStyle: "atx", hr: "---", bulletListMarker: "-", codeBlockStyle: "fenced", emDelimiter: "_" });
  made.escape = escape;
  made.addRule("item", {
    filter: "li",
    replacement: (content, node) => {
      const items = [...node.parentNode.children].filter((one) => one.localName === "li");
      const start = Number(node.parentNode.getAttribute("start") || 1);
      const mark = node.parentNode.localName === "ol" ? `${start + items.indexOf(node)}. ` : "- ";
      const text = content.trim().replace(/\n{2,}(?=\s*(-|\d+\.) )/g, "\n").replace(/\n/g, "\n    ").replace(/^ +$/gm, "");
      return `${mark}${text}${node === items.at(-1) ? "" : "\n"}`;
    },
  });
  made.addRule("row", { // a table gets its lines, and cells with something between
    filter: "tr",
    replacement: (_content, node) => `\n${[...node.cells].map((cell) => made.turndown(cell).replace(/\s+/g, " ").trim()).filter(Boolean).join(" | ")}\n`,
  });
  made.addRule("break", { filter: "br", replacement: () => "\n" }); // one line end is one here
  return made;
};

/** Keep signs that would be markup from being that, and no more: people read this text. */
const escape = (text) => text
  .replace(/\\(?=[\\`*_[\]#>+.!-])/g, "\\\\")
  .replace(/[*`]/g, "\\$&")
  .replace(/(^|[\s(])_(?=\S)/g, "$1\\_")
  .replace(/\](?=\()/g, "\\]")
  .replace(/^(\s*)(#{1,6}\s|>|[-+]\s)/, "$1\\$2")
  .replace(/^(\s*\d+)\.(?=\s)/, "$1\\.")
  .replace(/<(?=[a-z/!])/gi, "&lt;");
