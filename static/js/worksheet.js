/* A worksheet computes while somebody types. The server does the same on every save and has the last word; both are held
   to one table of examples (tests/lessons/exercises/sheet_cases.py). Numbers are whole: 1 is ONE, so 20 decimals. */

const ONE = 10n ** 20n;
const LIMIT = 10n ** 18n * ONE;
const DUST = 10n ** 8n; // What is compared and shown has 12 decimals.
const LACKS = Object.fromEntries(["empty", "division", "nothing", "few", "too_large", "wrong"].map((name) => [name, { lack: name }]));
const isLack = (value) => typeof value === "object";
const isNumber = (value) => typeof value === "bigint";

// --- Numbers ---------------------------------------------------------------------------------------------------------

/** Divide and round half away from zero. */
const divide = (number, by) => {
  const negative = (number < 0n) !== (by < 0n);
  const [top, bottom] = [number < 0n ? -number : number, by < 0n ? -by : by];
  const result = (2n * top + bottom) / (2n * bottom);
  return negative ? -result : result;
};
const settled = (number) => divide(number, DUST) * DUST;
const rounded = (number, decimals) => {
  const step = ONE / 10n ** BigInt(decimals);
  return divide(settled(number), step) * step;
};
const bounded = (number) => ((number < 0n ? -number : number) < LIMIT ? number : LACKS.too_large);
const whole = (count) => BigInt(count) * ONE;
const exact = (text) => {
  const [before, after = ""] = text.replace("-", "").split(".");
  const number = BigInt(before + after.padEnd(20, "0"));
  return text.startsWith("-") ? -number : number;
};

const UNSURE = /^[1-9][0-9]{0,2}[.,][0-9]{3}$/;
/** Return a number as it was typed, or null: the rules of dutch.py. */
export const readNumber = (typed, wholeOnly) => {
  let text = typed.replace(/[\s\u00a0\u2007\u2009\u202f]+/g, " ").trim().replace(/\u2212/g, "-");
  const negative = text.startsWith("-");
  text = text.slice(negative ? 1 : 0).replace(/^€/, "").replace(/%$/, "").trim();
  if (UNSURE.test(text) && text.includes(wholeOnly ? "," : ".")) return null;
  if (/^[1-9][0-9]{0,2}((\.[0-9]{3})+|( [0-9]{3})+)(,[0-9]+)?$/.test(text)) text = text.replace(/[. ]/g, "");
  else if (/^[0-9]+\.[0-9]+$/.test(text)) text = text.replace(".", ",");
  else if (!/^[0-9]+(,[0-9]+)?$/.test(text)) return null;
  const [before, after = ""] = text.split(",");
  if ((wholeOnly && after) || before.length > 15 || after.length > 6) return null;
  const number = exact(`${before}.${after}`);
  return negative ? -number : number;
};

const readDate = (typed) => {
  const dutch = /^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})$/.exec(typed);
  const iso = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(typed);
  if (!dutch && !iso) return null;
  const [year, month, day] = (dutch ? [dutch[3], dutch[2], dutch[1]] : iso.slice(1)).map(Number);
  const moment = new Date(Date.UTC(year, month - 1, day));
  if (year < 1900 || year > 2199 || moment.getUTCMonth() !== month - 1 || moment.getUTCDate() !== day) return null;
  return whole(moment.getTime() / 86400000 + 719163);
};

const readTime = (typed) => {
  const match = /^([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(:00)?( uur)?$/.exec(typed);
  return match ? whole(Number(match[1]) * 60 + Number(match[2])) : null;
};

const READERS = {
  whole: (typed) => readNumber(typed, true),
  decimal: (typed) => readNumber(typed, false),
  percentage: (typed) => readNumber(typed, false),
  date: readDate,
  time: readTime,
  yes_no: (typed) => typed === "yes",
};

/** Return what formulas compute with for what was typed in a cell of this type. */
export const read = (type, typed) => {
  const text = typed.trim();
  if (!text) return LACKS.empty;
  const value = READERS[type] ? READERS[type](text) : text.replace(/\r\n?/g, "\n");
  return value === null ? LACKS.empty : value;
};

// --- Formulas: the same as reckoning.py ------------------------------------------------------------------------------

const words = (text) => text.split(/\s+/).filter(Boolean).join(" ");
const keyOf = (value) => (isNumber(value) ? `number ${settled(value)}` : typeof value === "string" ? `text ${words(value.toLowerCase())}` : `other ${value.lack ?? value}`);
const firstLack = (values) => values.find(isLack);
const withNumbers = (compute, ...values) => {
  const lack = firstLack(values);
  if (lack) return lack;
  if (!values.every(isNumber)) return LACKS.wrong;
  const result = compute(...values);
  return isNumber(result) ? bounded(result) : result;
};

const SIGNS = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => divide(left * right, ONE),
  "/": (left, right) => (right === 0n ? LACKS.division : divide(left * ONE, right)),
};
const ORDER = {
  "=": (left, right) => left === right,
  "<>": (left, right) => left !== right,
  "<": (left, right) => left < right,
  ">": (left, right) => left > right,
  "<=": (left, right) => left <= right,
  ">=": (left, right) => left >= right,
};

const operate = (sign, left, right) => {
  const lack = firstLack([left, right]);
  if (lack) return lack;
  if (SIGNS[sign]) return withNumbers(SIGNS[sign], left, right);
  if (isNumber(left) && isNumber(right)) return ORDER[sign](settled(left), settled(right));
  if (sign !== "=" && sign !== "<>") return LACKS.wrong;
  return (keyOf(left) === keyOf(right)) === (sign === "=");
};

const decide = (decisive) => (values) => {
  if (values.includes(decisive)) return decisive;
  return firstLack(values) || (values.every((value) => typeof value === "boolean") ? !decisive : LACKS.wrong);
};
const literal = (tree) => Number(tree[3][1]);
const least = (numbers) => numbers.reduce((one, other) => (other < one ? other : one));
const most = (numbers) => numbers.reduce((one, other) => (other > one ? other : one));

const CALLS = {
  EN: decide(false),
  OF: decide(true),
  NIET: ([value]) => (typeof value === "boolean" ? !value : isLack(value) ? value : LACKS.wrong),
  MIN: (values) => withNumbers((...numbers) => least(numbers), ...values),
  MAX: (values) => withNumbers((...numbers) => most(numbers), ...values),
  ABS: ([value]) => withNumbers((number) => (number < 0n ? -number : number), value),
  AFRONDEN: ([value], tree) => withNumbers((number) => rounded(number, tree.length > 3 ? literal(tree) : 0), value),
};

const filled = (tree, rows, place = 2) => rows.map((row) => evaluate(tree[place], row)).filter((value) => value === LACKS.too_large || !isLack(value));
const total = (numbers) => numbers.reduce((sum, number) => operate("+", sum, number), 0n);
const ordered = (tree, rows) => {
  const values = filled(tree, rows);
  if (values.includes(LACKS.too_large)) return LACKS.too_large;
  if (!values.every(isNumber)) return LACKS.wrong;
  return values.length ? values.sort((one, other) => (one < other ? -1 : one > other ? 1 : 0)) : LACKS.nothing;
};
const where = (tree, rows) => rows.filter((row) => evaluate(tree[2], row) === true);
const atEnd = (place) => (tree, rows) => { const numbers = ordered(tree, rows); return Array.isArray(numbers) ? numbers.at(place) : numbers; };
const plain = (value) => (isLack(value) ? "∞" : isNumber(value) ? trimmed(settled(value)) : words(String(value)));

const OVER_ROWS = {
  SOM: (tree, rows) => total(filled(tree, rows)),
  GEMIDDELDE: (tree, rows) => { const numbers = filled(tree, rows); return numbers.length ? operate("/", total(numbers), whole(numbers.length)) : LACKS.nothing; },
  MEDIAAN: (tree, rows) => {
    const numbers = ordered(tree, rows);
    if (!Array.isArray(numbers)) return numbers;
    const half = Math.floor(numbers.length / 2);
    return numbers.length % 2 ? numbers[half] : operate("/", total(numbers.slice(half - 1, half + 1)), whole(2));
  },
  AANTAL: (tree, rows) => whole(tree.length > 2 ? filled(tree, rows).length : rows.length),
  AANTAL_ALS: (tree, rows) => whole(where(tree, rows).length),
  SOM_ALS: (tree, rows) => total(filled(tree, where(tree, rows), 3)),
  UNIEK: (tree, rows) => whole(new Set(filled(tree, rows).map(keyOf)).size),
  TOP: (tree, rows, scope) => {
    const counts = new Map();
    const labels = (tree[2][0] === "name" && scope.labels?.[tree[2][1]]) || {};
    for (const value of filled(tree, rows)) {
      const found = counts.get(keyOf(value)) || { count: 0, text: labels[String(value).toLowerCase()] ?? plain(value) };
      found.count += 1;
      counts.set(keyOf(value), found);
    }
    const best = [...counts.values()].sort((one, other) => other.count - one.count).slice(0, literal(tree));
    return best.map((one) => `${one.text} (${one.count})`).join(", ") || LACKS.nothing;
  },
  MIN: atEnd(0),
  MAX: atEnd(-1),
};

/** Return what a tree gives in a scope: {values: a function of a name, rows?: scopes, labels?}. */
export const evaluate = (tree, scope) => {
  const [what, one, two, three] = tree;
  if (what === "number") return exact(one);
  if (what === "text") return one;
  if (what === "name") return scope.values(one) ?? LACKS.empty;
  if (what === "negative") return withNumbers((number) => -number, evaluate(one, scope));
  if (what === "operation") return operate(one, evaluate(two, scope), evaluate(three, scope));
  const looksAtRows = !CALLS[one] || ((one === "MIN" || one === "MAX") && tree.length === 3);
  if (one === "ALS") {
    const condition = evaluate(two, scope);
    if (isLack(condition)) return condition;
    return typeof condition === "boolean" ? evaluate(tree[condition ? 3 : 4], scope) : LACKS.wrong;
  }
  if (scope.rows && looksAtRows) return OVER_ROWS[one](tree, scope.rows, scope);
  return CALLS[one] ? CALLS[one](tree.slice(2).map((part) => evaluate(part, scope)), tree) : LACKS.wrong;
};

// --- Words: the same as sheets.py and dutch.py -----------------------------------------------------------------------

const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);
const decimalsOf = (format) => Number(format.split(" ")[1] || 0);
const withDecimals = (number, decimals) => {
  const shown = rounded(number, decimals);
  const size = shown < 0n ? -shown : shown;
  const before = String(size / ONE).replace(/\B(?=([0-9]{3})+$)/g, ".");
  const after = String(size % ONE).padStart(20, "0").slice(0, decimals);
  return `${shown < 0n ? "\u2212" : ""}${before}${after ? `,${after}` : ""}`;
};
const trimmed = (number) => {
  const size = number < 0n ? -number : number;
  const after = String(size % ONE).padStart(20, "0").replace(/0+$/, "");
  return `${number < 0n ? "-" : ""}${size / ONE}${after ? `,${after}` : ""}`;
};
const duration = (number, say) => {
  const minutes = rounded(number, 0) / ONE;
  const size = minutes < 0n ? -minutes : minutes;
  const [hours, rest] = [size / 60n, size % 60n];
  const parts = {
    hours: fill(say[hours === 1n ? "hour" : "hours"], { count: withDecimals(hours * ONE, 0) }),
    minutes: fill(say[rest === 1n ? "minute" : "minutes"], { count: rest }),
  };
  const sign = minutes < 0n ? "\u2212" : "";
  if (!hours) return sign + parts.minutes;
  return sign + (rest ? fill(say.both, parts) : parts.hours);
};

export const textOf = (formula, value, missing, say) => {
  if (isLack(value)) {
    if (value === LACKS.few) return fill(say[missing === 1 ? "few_one" : missing > 1 ? "few" : "few_rows"], { count: missing });
    return ((value === LACKS.division || value === LACKS.nothing) && formula.otherwise) || say[value.lack];
  }
  if (typeof value === "boolean") return say[value ? "yes" : "no"];
  if (typeof value === "string") return words(value);
  if (formula.format === "duration") return duration(value, say);
  if (formula.format === "text") return trimmed(rounded(value, 6)).replace("-", "\u2212");
  return withDecimals(value, decimalsOf(formula.format)) + (formula.format.startsWith("percent") ? "\u00a0%" : "");
};

const colourOf = (formula, value) => {
  if (formula.green === null || formula.orange === null || !isNumber(value)) return "";
  const shown = rounded(value, formula.format === "text" ? 6 : decimalsOf(formula.format));
  if (shown >= whole(formula.green)) return "green";
  return shown >= whole(formula.orange) ? "orange" : "red";
};

// --- The sheet -------------------------------------------------------------------------------------------------------

const valuesOf = (columns, cells) => {
  const open = new Set();
  const values = {};
  for (const { key, type, when } of columns) {
    if (!when || (open.has(when) && cells[when] === "yes")) {
      open.add(key);
      values[key] = read(type, cells[key] || "");
    }
  }
  return values;
};
const isFilled = (columns, cells) => columns.some(({ key, type }) => !isLack(read(type, cells[key] || "")));

/** Return what follows from typed cells: {rows: [outcomes or null], once: outcomes}, outcomes by key. */
export const compute = (plan, rows, below) => {
  const once = valuesOf(plan.below, below);
  const scopes = rows.map((cells) => {
    if (!isFilled(plan.columns, cells)) return null;
    const own = valuesOf(plan.columns, cells);
    return { own, values: (name) => own[name] ?? once[name] };
  });
  const known = scopes.filter(Boolean);
  const sheet = { own: once, values: (name) => once[name], rows: known, labels: plan.labels };
  for (const formula of plan.formulas) {
    for (const scope of formula.in_row ? known : [sheet]) {
      scope.own[formula.key] = known.length < formula.needs ? LACKS.few : evaluate(formula.tree, scope);
    }
  }
  const outcomes = (scope, inRow) => Object.fromEntries(plan.formulas.filter((formula) => formula.in_row === inRow).map((formula) => {
    const value = scope.own[formula.key];
    const colour = colourOf(formula, value);
    return [formula.key, {
      text: textOf(formula, value, formula.needs - known.length, plan.words),
      colour,
      word: plan.colours[colour] || "",
      warning: formula.warns_if && evaluate(formula.warns_if, scope) === true ? formula.warning : "",
    }];
  }));
  return { rows: scopes.map((scope) => scope && outcomes(scope, true)), once: outcomes(sheet, false) };
};

// --- The page --------------------------------------------------------------------------------------------------------

const COLOURS = { green: "m4", orange: "m7", red: "m1" };
const all = (selector, root) => [...root.querySelectorAll(selector)];
const cellsOf = (root) => Object.fromEntries(all("[data-cell]", root).map((part) => [part.dataset.cell, part.querySelector("input, select, textarea").value]));

const show = (root, outcomes, unknown) => all("[data-outcome]", root).forEach((part) => {
  const outcome = outcomes?.[part.dataset.outcome] || { text: unknown, colour: "", word: "", warning: "" };
  const [text, colour, warning] = ["text", "colour", "warning"].map((name) => part.querySelector(`[data-${name}]`));
  text.textContent = outcome.text;
  colour.textContent = outcome.word;
  colour.className = `tag ${COLOURS[outcome.colour] || ""}`;
  colour.hidden = !outcome.word;
  warning.querySelector("span").textContent = outcome.warning;
  warning.hidden = !outcome.warning;
});

/** Show a cell that waits for a yes only when that is given. What was typed in it stays. */
const ask = (root) => {
  const open = new Set();
  all("[data-cell]", root).forEach((part) => {
    const { cell, when } = part.dataset;
    const asks = !when || (open.has(when) && root.querySelector(`[data-cell="${when}"] select`)?.value === "yes");
    if (asks) open.add(cell);
    part.hidden = !asks;
  });
};

export const wake = (form) => {
  const plan = JSON.parse(form.dataset.worksheet);
  const list = form.querySelector("[data-rows]");
  const blank = form.querySelector("[data-blank]");
  const grow = form.querySelector("[data-grow]");
  const below = form.querySelector("[data-below]");
  const sheet = form.querySelector("[data-sheet]");
  const rows = () => all("[data-row]", list);

  const refresh = () => {
    [...rows(), ...(below ? [below] : [])].forEach(ask);
    const result = compute(plan, rows().map(cellsOf), below ? cellsOf(below) : {});
    rows().forEach((row, place) => show(row, result.rows[place], plan.words.empty));
    if (sheet) show(sheet, result.once, plan.words.empty);
    if (grow) grow.hidden = rows().length >= plan.maximum;
  };

  const taken = () => rows().map((row) => Number(row.dataset.row.slice(1)));
  /** The number after the last row; where rows were taken away and the last number is reached, the first free one. */
  const nextNumber = () => {
    const numbers = taken();
    const after = Math.max(-1, ...numbers) + 1;
    return after < plan.maximum ? after : [...Array(plan.maximum).keys()].find((number) => !numbers.includes(number));
  };
  const makeRow = (number) => {
    const made = document.createElement("div");
    made.innerHTML = blank.innerHTML.replaceAll("__place__", number).replaceAll("__number__", Number(number) + 1);
    const row = made.firstElementChild;
    all("[data-js]", row).forEach((part) => { part.hidden = false; });
    return row;
  };
  form.addEventListener("input", refresh);
  // What was typed earlier comes back (app.js): first its rows, in their order.
  form.addEventListener("draft", ({ detail: names }) => {
    if (!blank) return;
    const wanted = [...new Set(names.map((name) => /-r([0-9]+)-/.exec(name)?.[1]).filter(Boolean))];
    const known = Object.fromEntries(rows().map((row) => [row.dataset.row.slice(1), row]));
    if (wanted.length) list.replaceChildren(...wanted.map((number) => known[number] || makeRow(number)));
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (grow && button && grow.contains(button)) {
      event.preventDefault();
      const row = makeRow(nextNumber());
      list.append(row);
      refresh();
      row.querySelector("input, select, textarea").focus();
    } else if (button && "remove" in button.dataset) {
      const row = button.closest("[data-row]");
      const next = row.nextElementSibling || row.previousElementSibling;
      if (next) row.remove();
      else all("input, select, textarea", row).forEach((part) => { part.value = ""; });
      (next || row).querySelector("input, select, textarea").focus();
      form.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  refresh();
};
