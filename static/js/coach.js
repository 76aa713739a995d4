/* The writing coach while somebody types: the twin of lessons/coach, which has the last word. Patterns, lists, limits and
   sentences come with the page (json_script), so that both follow the same rules. No text leaves this page. */

// --- Rules ---------------------------------------------------------------------------------------------------------
const ready = (data) => {
  const patterns = {};
  const all = {};
  for (const [name, source] of Object.entries(data.patterns)) {
    patterns[name] = new RegExp(source, "u");
    all[name] = new RegExp(source, "gu");
  }
  const lists = Object.fromEntries(Object.entries(data.lists).map(([name, words]) => [name, new Set(words.split(" "))]));
  const spelled = new Map(Object.entries(data.syllables).flatMap(([count, words]) => words.split(" ").map((word) => [word, Number(count)])));
  return { ...data, is: patterns, all, lists, spelled, emptyLinks: new Set(data.emptyLinks.split(" ").map((phrase) => phrase.replaceAll("_", " "))) };
};

// --- Text: Markdown without what is no running text, every character in its place ------------------------------------
const blank = (piece) => piece.replace(/[^\n]/g, " ");
const oneLine = (text) => text.trim().split(/\s+/).join(" ");

const strip = (rules, source) => {
  const { is } = rules;
  const lines = source.split("\n");
  const kept = [...lines];
  const text = { source, plain: "", paragraphs: [], headings: [], links: [] };
  let open = null;
  let inQuote = false;
  let inList = false;
  let afterBlank = true;

  const begin = (kind, at, line) => { open = { kind, start: at, end: at + line.length }; text.paragraphs.push(open); };
  const alone = (at, line, level) => {
    begin("heading", at, line);
    open = null;
    inList = false;
    text.headings.push({ level, start: at, end: at + line.length });
  };
  const endOfCode = (number) => {
    const fence = lines[number].match(is.fence);
    if (!fence) return number;
    for (let closing = number + 1; closing < lines.length; closing += 1) if (lines[closing].trim() === fence[1]) return closing + 1;
    return number;
  };
  const underlines = (line) => open !== null && open.kind === "prose" && is.underline.test(line);
  const isOthers = (line) => {
    if (inQuote || is.quote.test(line)) { inQuote = true; return true; }
    if (is.indented.test(line) && afterBlank && !inList) return true;
    return is.definition.test(line) || (is.rule.test(line) && !underlines(line));
  };
  const turnIntoHeading = (number, level) => {
    kept[number] = blank(lines[number]);
    const start = open.end - lines[number - 1].length;
    const { end } = open;
    if (start > open.start) open.end = start - 1;
    else text.paragraphs.splice(text.paragraphs.indexOf(open), 1);
    text.paragraphs.push({ kind: "heading", start, end });
    text.headings.push({ level, start, end });
    open = null;
  };
  const own = (number, line, at) => {
    const signs = line.match(is.heading);
    const item = line.match(is.item);
    if (underlines(line)) turnIntoHeading(number, line.startsWith("=") ? 1 : 2);
    else if (signs) {
      kept[number] = blank(signs[0]) + line.slice(signs[0].length);
      alone(at, line, signs[0].length);
    } else if (is.bold.test(line)) alone(at, line, 0);
    else if (item) {
      kept[number] = blank(item[0]) + line.slice(item[0].length);
      inList = true;
      begin("item", at, line);
    } else if (is.row.test(line)) {
      open = null;
      for (const cell of line.matchAll(rules.all.cell)) {
        if (/[\p{L}\p{N}]/u.test(cell[0])) text.paragraphs.push({ kind: "item", start: at + cell.index, end: at + cell.index + cell[0].length });
      }
    } else if (open === null) {
      inList = inList && " \t".includes(line[0]);
      begin("prose", at, line);
    } else open.end = at + line.length;
  };

  let at = 0;
  let number = 0;
  while (number < lines.length) {
    let end = endOfCode(number);
    const line = lines[number];
    if (end > number) {
      for (let each = number; each < end; each += 1) kept[each] = blank(lines[each]);
      open = null;
    } else {
      end = number + 1;
      if (!line.trim()) { open = null; inQuote = false; afterBlank = true; }
      else if (isOthers(line)) { kept[number] = blank(line); open = null; }
      else { afterBlank = false; own(number, line, at); }
    }
    for (; number < end; number += 1) at += lines[number].length + 1;
  }
  return withoutInline(rules, text, kept.join("\n"));
};

const withoutInline = ({ is, all }, text, joined) => {
  let plain = joined.replace(all.code, blank).replace(all.picture, blank);
  plain = plain.replace(all.link, (whole, said, start) => {
    text.links.push({ words: oneLine(said), start, end: start + whole.length });
    const words = is.address.exec(said.trim())?.index === 0 ? blank(said) : said;
    return ` ${words}${blank(whole.slice(words.length + 1))}`;
  });
  plain = plain.replace(all.address, (whole, start) => {
    const found = whole.replace(is.afterAddress, "");
    text.links.push({ words: "", start, end: start + found.length });
    return blank(found) + whole.slice(found.length);
  });
  for (const name of ["mailbox", "tag", "entity"]) plain = plain.replace(all[name], blank);
  text.plain = plain.replace(all.signs, " ");
  text.links.sort((one, other) => one.start - other.start);
  return text;
};

// --- Sentences and words -------------------------------------------------------------------------------------------
const wordsOf = ({ all }, text, offset = 0) => {
  const found = [];
  let last = 0;
  for (const match of text.matchAll(all.word)) {
    const between = text.slice(last, match.index);
    last = match.index + match[0].length;
    found.push({ low: match[0].toLowerCase(), start: offset + match.index, end: offset + last, follows: found.length > 0 && between !== "" && !between.trim() });
  }
  return found;
};

const spansOf = ({ is, all, lists }, piece) => {
  const shortens = (before) => {
    const token = (before.slice(-40).trim().split(/\s+/).pop() || "").toLowerCase().replace(is.beforeAbbreviation, "");
    return lists.abbreviations.has(token) || is.initials.test(token);
  };
  const spans = [];
  let start = 0;
  for (const match of piece.matchAll(all.sentenceEnd)) {
    const end = match.index + match[0].length;
    const following = piece.slice(end, end + 200).trimStart() || piece.slice(end).trimStart();
    if (following && (/^\p{Ll}/u.test(following) || (match[0] === "." && shortens(piece.slice(start, match.index))))) continue;
    spans.push([start, end]);
    start = end;
  }
  return [...spans, [start, piece.length]];
};

const sentencesOf = (rules, text) => {
  const found = [];
  [...text.paragraphs].sort((one, other) => one.start - other.start).forEach(({ kind, start: from, end: to }, paragraph) => {
    const piece = text.plain.slice(from, to);
    spansOf(rules, piece).forEach(([start, end]) => {
      const line = piece.slice(start, end);
      const words = wordsOf(rules, line, from + start);
      if (!words.length) return;
      found.push({
        text: oneLine(line),
        words,
        start: from + start + line.length - line.trimStart().length,
        end: from + end - line.length + line.trimEnd().length,
        paragraph,
        kind,
      });
    });
  });
  return found;
};

// --- Syllables and the measures ------------------------------------------------------------------------------------
const BASE = Object.fromEntries([..."áéíóúàèìòùâêîôûãõå"].map((letter, at) => [letter, "aeiouaeiouaeiouaoa"[at]]));
const syllables = ({ all, is, spelled }, low) => {
  const word = low.normalize("NFC");
  if (spelled.has(word)) return spelled.get(word);
  const count = word.split(is.parts).reduce((sum, part) => {
    const base = [...part].map((letter) => BASE[letter] || letter).join("").replaceAll("ĳ", "ij").replaceAll("qu", "kw");
    return sum + (base.replace(all.glide, "j").match(all.nucleus) || []).length;
  }, 0);
  return Math.max(1, count);
};

const whole = (figure) => Math.floor(figure + 0.5);
const count = (rules, found) => {
  const said = new Map();
  let total = 0;
  let long = 0;
  const words = found.flatMap((sentence) => sentence.words);
  words.forEach(({ low }) => {
    if (!said.has(low)) said.set(low, [syllables(rules, low), (low.match(/[\p{L}\p{N}]/gu) || []).length > 6 ? 1 : 0]);
    total += said.get(low)[0];
    long += said.get(low)[1];
  });
  const mean = words.length / found.length;
  return {
    words: words.length,
    sentences: found.length,
    syllables: total,
    long_words: long,
    mean,
    douma: Math.min(100, Math.max(0, whole(206.84 - (77 * total) / words.length - 0.93 * mean))),
    lix: Math.min(100, whole(mean + (100 * long) / words.length)),
  };
};

// --- Who does it, and what makes a sentence heavy --------------------------------------------------------------------
const isParticiple = ({ is, lists }, word) => lists.strongParticiples.has(word) || (is.participle.test(word) && !lists.noParticiples.has(word) && !is.noParticiple.test(word));
const clausesOf = (rules, text, between = rules.is.clause) => text.toLowerCase().split(between).map((piece) => wordsOf(rules, piece).map((word) => word.low)).filter((words) => words.length);

const isPassive = (rules, sentence) => {
  const { becoming, being } = rules.lists;
  return clausesOf(rules, sentence.text).some((words) =>
    (words.some((word) => becoming.has(word)) || (words.includes("door") && words.some((word) => being.has(word)))) && words.some((word) => isParticiple(rules, word)));
};

const isDoing = ({ lists, limits }, word) => {
  if (lists.foreignDoings.has(word)) return true;
  if (!word.endsWith("ing") || word.length <= 6 || lists.namesOfThings.has(word)) return false;
  for (let at = 1; at <= word.length - limits.thing_letters; at += 1) if (lists.namesOfThings.has(word.slice(at))) return false;
  return true;
};

const nominalisations = (rules, { words }) => words.flatMap((word, at) => {
  if (word.low !== "van" || at === 0 || !word.follows) return [];
  const before = words[at - 1];
  const isNamed = at > 1 && words[at - 2].low === "het" && before.follows;
  if (isNamed && before.low.endsWith("en") && before.low.length > 4 && !rules.lists.noInfinitives.has(before.low)) return [[words[at - 2].start, word.end]];
  return isDoing(rules, before.low) ? [[before.start, word.end]] : [];
});

const waitsForParticiple = (rules, sentence) => clausesOf(rules, sentence.text, rules.is.longClause).some((words) => {
  const { helpers, prepositions } = rules.lists;
  const helper = words.findLastIndex((word, at) => helpers.has(word) && !(word === "zijn" && at > 0 && prepositions.has(words[at - 1])));
  if (helper < 0) return false;
  for (let at = words.length - 1; at >= Math.max(0, words.length - 2); at -= 1) if (isParticiple(rules, words[at])) return at - helper - 1 > rules.limits.tang;
  return false;
});

const waitsForNoun = ({ is, lists, limits }, { words }) => {
  const opensAGap = (article, following) => {
    if (article === "het" || following === "door") return ["de", "het", "een"].includes(article) && following === "door";
    return ["de", "een"].includes(article) && lists.prepositions.has(following) && following !== "op" && following !== "van";
  };
  for (let at = 0; at < words.length - 2; at += 1) {
    if (!opensAGap(words[at].low, words[at + 1].low)) continue;
    for (let end = at + limits.tang_article + 1; end < Math.min(at + limits.tang_reach, words.length - 1); end += 1) {
      if (is.participleBeforeNoun.test(words[end].low) && !lists.noParticiples.has(words[end].low)) return words.slice(at + 1, end + 2).every((word) => word.follows);
    }
  }
  return false;
};

const waitsForVerb = ({ lists, limits }, { words, kind }) => {
  if (kind !== "prose" || !lists.articles.has(words[0].low)) return false;
  for (let at = 2; at < Math.min(5, words.length); at += 1) {
    if (words[at].low !== "die" && !words[at].low.startsWith("waar")) continue;
    for (let here = at + 1; here < words.length; here += 1) if (!words[here].follows) return here - at - 1 > limits.tang;
    return false;
  }
  return false;
};

const standsApart = (rules, sentence) => sentence.words.length > rules.limits.tang && (waitsForParticiple(rules, sentence) || waitsForNoun(rules, sentence) || waitsForVerb(rules, sentence));

const clipped = ({ lists, limits }, found) => {
  const isClipped = ({ kind, words }) => kind === "prose" && words.length <= limits.short && !words.some((word) => lists.connectives.has(word.low));
  const rows = [];
  let row = [];
  [...found, null].forEach((sentence) => {
    if (row.length && (!sentence || sentence.paragraph !== row.at(-1).paragraph || !isClipped(sentence))) {
      if (row.length >= limits.row) rows.push([row[0].start, row.at(-1).end]);
      row = [];
    }
    if (sentence && isClipped(sentence)) row.push(sentence);
  });
  return rows;
};

// --- Words from the trainers' list ---------------------------------------------------------------------------------
const byFirstWord = (entries) => {
  const first = new Map();
  entries.forEach((entry) => entry.forms.forEach((form) => {
    const words = form.split(" ");
    if (!first.has(words[0])) first.set(words[0], []);
    first.get(words[0]).push([words, entry]);
  }));
  first.forEach((forms) => forms.sort((one, other) => other[0].length - one[0].length));
  return first;
};

const firstMentions = (found, first) => {
  const mentions = new Map();
  found.forEach(({ words }) => words.forEach((word, at) => {
    const stands = (form) => form.every((each, step) => words[at + step]?.low === each && (step === 0 || words[at + step].follows));
    const match = (first.get(word.low) || []).find(([form]) => stands(form));
    if (match && !mentions.has(match[1].word)) mentions.set(match[1].word, { entry: match[1], start: word.start, end: words[at + match[0].length - 1].end });
  }));
  return [...mentions.values()];
};

// --- All of it -----------------------------------------------------------------------------------------------------
const clip = ({ limits }, line) => {
  const most = limits.quote_characters;
  if (line.length <= most) return line;
  const head = line.slice(0, most - 1);
  const cut = head.lastIndexOf(" ");
  return `${cut > Math.floor(most / 2) ? head.slice(0, cut) : head} …`;
};

export const prepare = (data, entries) => ({ ...ready(data), first: byFirstWord(entries) });

/** Return what the coach finds in Markdown. Under the least it needs, `reading` is null. */
export const read = (rules, source) => {
  const { limits } = rules;
  const text = strip(rules, source);
  const found = sentencesOf(rules, text);
  const words = found.reduce((sum, sentence) => sum + sentence.words.length, 0);
  const nothing = { words, sentences: found.length, reading: null };
  if (words < limits.words || found.length < limits.sentences) return nothing;
  const place = (said, start, end) => ({ text: clip(rules, oneLine(said)), start, end });
  const piece = ([start, end]) => place(text.plain.slice(start, end), start, end);
  const sentence = ({ text: said, start, end }) => place(said, start, end);
  const longest = found.reduce((one, other) => (other.words.length > one.words.length ? other : one));
  const mentions = firstMentions(found, rules.first);
  const levels = text.headings.map((heading) => heading.level).filter((level) => level > 0);
  const isEmpty = (link) => {
    const said = link.words.toLowerCase().replace(rules.all.aroundLink, "");
    return !said || rules.emptyLinks.has(said) || /^(https?:\/\/|www\.)/.test(said);
  };
  return {
    ...nothing,
    reading: count(rules, found),
    longest: sentence(longest),
    longest_words: longest.words.length,
    long_sentences: found.filter((each) => each.words.length > limits.sentence).length,
    passive: found.filter((each) => isPassive(rules, each)).map(sentence),
    apart: found.filter((each) => standsApart(rules, each)).map(sentence),
    disguised: found.flatMap((each) => nominalisations(rules, each)).map(piece),
    clipped: clipped(rules, found).map(piece),
    jargon: mentions.filter(({ entry }) => entry.plain),
    terms: mentions.filter(({ entry }) => !entry.plain),
    lacks_headings: words >= limits.heading_words && !text.headings.length,
    skipped: levels.slice(1).map((below, at) => [levels[at], below]).filter(([above, below]) => below > above + 1),
    links: text.links.filter(isEmpty).map((link) => place(link.words || source.slice(link.start, link.end), link.start, link.end)),
  };
};

// --- What it says --------------------------------------------------------------------------------------------------
const fill = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (_whole, name) => values[name]);
const bandOf = (bands, shown, last) => (bands.find(([below]) => shown < below) || [0, last])[1];
const quotesOf = ({ limits }, places) => places.slice(0, limits.quotes).map((place) => ({ ...place, more: "", note: "", url: "" }));

const sentenceLines = (rules, said, advice, language) => {
  const { limits } = rules;
  const mean = whole(advice.reading.mean * 10) / 10;
  let band = mean <= limits.mean_high ? "mean_long" : "mean_very_long";
  if (mean <= limits.mean) band = mean < limits.mean_low ? "mean_low" : "mean_good";
  const long = ["longest_good", "longest_one"][advice.long_sentences] || "longest_more";
  return [
    { key: "mean", title: said.mean, figure: mean.toLocaleString(language, { minimumFractionDigits: 1 }), said: said[band], is_advice: band !== "mean_good" },
    { key: "longest", title: said.longest, figure: fill(said.longest_figure, { words: advice.longest_words }), said: fill(said[long], { count: advice.long_sentences }), is_advice: advice.long_sentences > 0, quotes: quotesOf(rules, [advice.longest]) },
  ];
};

const scoreLines = (rules, said, { reading: { douma, lix } }) => [
  { key: "douma", title: said.douma, figure: String(douma), said: said[bandOf(rules.doumaBands, douma, "very_easy")], soft: said.douma_soft, is_advice: false },
  { key: "lix", title: said.lix, figure: String(lix), said: said[bandOf(rules.lixBands, lix, "very_hard")], soft: said.lix_soft, is_advice: false },
];

const advised = (rules, said, advice) => {
  const lines = [];
  const { limits } = rules;
  const add = (key, figure, more) => lines.push({ key, title: said[key], figure, said: said[`${key}_said`], is_advice: true, ...more });
  for (const key of ["passive", "apart"]) {
    const { length } = advice[key];
    if (length) add(key, fill(said[length === 1 ? "sentence_figure_one" : "sentence_figure"], { count: length }), { quotes: quotesOf(rules, advice[key]) });
  }
  for (const key of ["disguised", "clipped", "links"]) if (advice[key].length) add(key, String(advice[key].length), { quotes: quotesOf(rules, advice[key]) });
  const quoted = (mentions, more) => mentions.slice(0, limits.jargon).map(({ entry, start, end }) => ({ text: entry.word, start, end, more: "", note: "", url: "", ...more(entry) }));
  if (advice.jargon.length) {
    add("jargon", String(advice.jargon.length), { quotes: quoted(advice.jargon, ({ plain, why }) => ({ more: `→ ${plain}. ${why}`.trim() })) });
  }
  if (advice.terms.length) {
    add("terms", String(advice.terms.length), { is_advice: false, quotes: quoted(advice.terms, ({ thing, url }) => ({ note: fill(said.terms_note, { thing }), url })) });
  }
  if (advice.lacks_headings) add("headings", "0", { said: said.headings_none });
  else if (advice.skipped.length) {
    const [above, below] = advice.skipped[0];
    add("headings", String(advice.skipped.length), { said: fill(said.headings_skipped, { above: "#".repeat(above), below: "#".repeat(below) }) });
  }
  return lines;
};

export const linesOf = (rules, said, advice, language = "nl") => {
  if (!advice.reading) return [];
  return [...sentenceLines(rules, said, advice, language), ...advised(rules, said, advice), ...scoreLines(rules, said, advice)].map((line) => ({ soft: "", quotes: [], ...line }));
};

export const counts = (said, advice) => {
  const one = advice.words === 1 ? "_one" : advice.sentences === 1 ? "_one_sentence" : "";
  return fill(said[`count${one}`], advice);
};

export const begins = ({ limits }, said, advice) => {
  if (advice.reading) return "";
  return said[advice.words < limits.words ? "begin_words" : "begin_sentences"];
};

export const summary = (rules, said, advice, language) => {
  const lines = linesOf(rules, said, advice, language);
  const titles = lines.filter((line) => line.is_advice).map((line) => line.title).join("; ");
  const last = titles ? fill(said.summary, { titles }) : said.summary_none;
  const shown = lines.filter(({ key }) => key === "mean" || key === "douma").map((line) => `${line.title}: ${line.figure}. ${line.said}`).join(" ");
  return [counts(said, advice), begins(rules, said, advice), shown, lines.length ? last : ""].filter(Boolean).join(" ");
};

// --- On the page ---------------------------------------------------------------------------------------------------
const WAIT = 500;
const WIDE = "(min-width:62rem)";
const json = (root, name) => JSON.parse(root.querySelector(`#coach-${name}`).textContent);

export const wake = (root) => {
  const area = document.getElementById(root.dataset.area);
  if (!area || root.dataset.awake) return;
  root.dataset.awake = "";
  const rules = prepare(json(root, "regels"), json(root, "woorden"));
  const said = json(root, "zinnen");
  const language = document.documentElement.lang;
  const part = (name) => root.querySelector(`[data-coach="${name}"]`);
  const [list, none, counted, spoken] = ["lines", "begins", "counts", "summary"].map(part);
  const [lineTemplate, quoteTemplate] = ["line", "quote"].map((name) => part(name).content.firstElementChild);
  let advice;
  let timer;

  // A text area shows where its cursor is when it gets the focus; a selection made later it leaves out of sight.
  const goTo = ({ start, end }) => {
    area.setSelectionRange(start, start);
    area.blur();
    area.focus();
    area.setSelectionRange(start, end);
  };

  const quoteOf = (quote) => {
    const item = quoteTemplate.cloneNode(true);
    const button = item.querySelector("button");
    button.querySelector("[data-text]").textContent = quote.text;
    button.addEventListener("click", () => goTo(quote));
    const [more, note, link] = ["[data-more]", "[data-note]", "a"].map((one) => item.querySelector(one));
    more.textContent = quote.more;
    (quote.url ? link : note).textContent = quote.note;
    if (quote.url) link.href = quote.url;
    else link.remove();
    return item;
  };

  const lineOf = (line) => {
    const item = lineTemplate.cloneNode(true);
    const put = (name, text) => { item.querySelector(`[data-${name}]`).textContent = text; };
    item.dataset.key = line.key;
    ["title", "figure", "said", "soft"].forEach((name) => put(name, line[name]));
    if (!line.soft) item.querySelector("[data-soft]").remove();
    const quotes = item.querySelector("ul");
    if (line.quotes.length) quotes.append(...line.quotes.map(quoteOf));
    else quotes.remove();
    return item;
  };

  // What was said last is not taken away under a finger or a reading cursor: only what changed is put anew.
  const show = () => {
    advice = read(rules, area.value);
    const lines = linesOf(rules, said, advice, language);
    const old = new Map([...list.children].map((item) => [item.dataset.key, item]));
    const items = lines.map((line) => {
      const now = JSON.stringify(line);
      const item = old.get(line.key)?.dataset.said === now ? old.get(line.key) : lineOf(line);
      item.dataset.said = now;
      return item;
    });
    list.replaceChildren(...items);
    list.hidden = !lines.length;
    none.textContent = begins(rules, said, advice);
    none.hidden = !none.textContent;
    counted.textContent = counts(said, advice);
  };

  (area.form || area).addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, WAIT); });
  part("ask").addEventListener("click", () => {
    clearTimeout(timer);
    show();
    spoken.textContent = summary(rules, said, advice, language);
  });
  root.open = window.matchMedia(WIDE).matches || root.open;
  show();
};
