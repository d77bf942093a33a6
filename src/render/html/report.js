"use strict";
(() => {
  const CHUNK = 20; // posts that are drawn and taken away together
  const PRINTED = 2000; // posts on paper at most
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const posts = read("posts");
  const { rules, words, names } = read("facts");
  const SEVERITIES = ["error", "warning", "advice"];
  const CONFIDENCES = ["high", "medium", "low"];
  const NOT_STATED = "\n"; // no name or word has a line break
  // A stranger's word may be the name of what every object has.
  const named = (filter, key) => (names[filter] && Object.hasOwn(names[filter], key) ? names[filter][key] : null);
  const form = document.getElementById("filters");
  const list = document.getElementById("list");
  const count = document.getElementById("count");
  const number = new Intl.NumberFormat(document.documentElement.lang + "-u-nu-latn");

  /* ---- what a filter looks at ---- */
  const fields = {
    severity: (post, f) => SEVERITIES[f.s],
    confidence: (post, f) => CONFIDENCES[f.c],
    pack: (post, f) => rules[f.r].pack,
    family: (post, f) => rules[f.r].family,
    rule: (post, f) => rules[f.r].id,
    clause: (post, f) => rules[f.r].clauses.map((c) => c.id),
    author: (post) => post.author ?? "",
    platform: (post) => post.platforms ?? [""],
    language: (post) => post.group,
    change: (post, f) => f.change ?? "",
  };
  const fold = (text) =>
    text.normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u065f\u0670\u200b-\u200f\u00ad\u2060\ufeff]/g, "")
      .replace(/[يى]/g, "ی").replace(/ك/g, "ک").toLowerCase();
  const haystack = (post) =>
    (post.hay ??= fold([post.text, post.id, post.source, post.author ?? "",
      ...post.found.flatMap((f) => [rules[f.r].title, rules[f.r].message, f.t ?? "", rules[f.r].id])].join("\n")));

  function wanted() {
    const state = {};
    for (const input of form.elements) {
      if (input.name && input.value) state[input.name] = input.value;
    }
    return state;
  }

  function choose(state) {
    const { q, from, to, ...rest } = state;
    const needles = q ? fold(q).split(/\s+/).filter(Boolean) : [];
    const tests = Object.entries(rest).filter(([name]) => fields[name]);
    const chosen = [];
    let findings = 0;
    const distinct = new Set();
    for (const post of posts) {
      const day = post.day ?? "";
      if ((from && !(day >= from)) || (to && !(day && day <= to))) continue;
      if (needles.length && !needles.every((needle) => haystack(post).includes(needle))) continue;
      const found = post.found.filter((f) =>
        tests.every(([name, value]) => {
          const own = fields[name](post, f);
          const sought = value === NOT_STATED ? "" : value;
          return Array.isArray(own) ? own.includes(sought) : own === sought;
        }));
      if (!found.length) continue;
      findings += found.length;
      // A long post comes in several parts, and what is found over an archive apart: it is one post.
      distinct.add(post.number);
      chosen.push({ post, found });
    }
    return { chosen, findings, distinct: distinct.size };
  }

  /* ---- drawing; a stranger's text is only ever a text node ---- */
  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== null) node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }
  const apart = (text) => make("bdi", {}, text);
  const phrase = (text, ...values) => text.replace(/\{(\d)\}/g, (_, i) => values[i]);

  function marked(post, found) {
    const text = post.text;
    const edges = new Set([0, text.length]);
    for (const f of found) {
      edges.add(f.from).add(f.to);
      for (const [from, to] of f.labels ?? []) edges.add(from).add(to);
    }
    const places = [...edges].sort((a, b) => a - b);
    const nodes = [];
    places.forEach((from, i) => {
      for (const f of found) {
        if (f.from === from && f.to === from) nodes.push(make("span", { class: "missing" }, words.missing));
      }
      const to = places[i + 1];
      if (to === undefined) return;
      const piece = text.slice(from, to);
      const over = found.filter((f) => f.from <= from && to <= f.to);
      const labels = found.flatMap((f) => f.labels ?? []).filter(([a, b, word]) => word && a <= from && to <= b);
      let node = document.createTextNode(piece);
      if (labels.length) {
        node = make("span", { class: "label", title: [...new Set(labels.map((l) => l[2]))].join(", ") }, node);
      }
      if (over.length) {
        const strongest = Math.min(...over.map((f) => f.s));
        node = make("mark", { class: SEVERITIES[strongest] }, node);
      }
      nodes.push(node);
    });
    if (post.before) nodes.unshift("… ");
    if (post.after) nodes.push(" …");
    return nodes;
  }

  function reasons(post, f) {
    const rows = [];
    const row = (name, values, tail = "") => {
      if (!values?.length) return;
      const parts = values.flatMap((value, i) => (i ? ["; ", ...value] : value));
      rows.push(make("div", {}, make("dt", {}, name + ": "), make("dd", {}, ...parts, tail)));
    };
    row(words.why, f.labels?.map(([from, to, word]) => [apart("“" + post.text.slice(from, to) + "”"), ...(word ? [" (", apart(word), ")"] : [])]));
    row(words.readAs, f.matched?.map(([entry, folds]) => [apart("“" + entry + "”"), " (", apart(folds), ")"]));
    row(words.dependsOn, f.depends?.map(([fact, value]) => [apart(fact + ": " + value)]), " (" + words.assumed + (f.l ? words.weaker : "") + ")");
    row(words.fix, f.fix && [[apart(f.fix[0] ? "“" + f.fix[0] + "” → “" + f.fix[1] + "”" : "+ “" + f.fix[1] + "”")]]);
    return rows.length ? make("div", { class: "why" }, make("dl", {}, ...rows)) : null;
  }

  function finding(post, f) {
    const rule = rules[f.r];
    const severity = SEVERITIES[f.s];
    const head = make("p", { class: "head" },
      make("span", { class: "severity" }, names.severity[severity]), ": ",
      make("bdi", { lang: "en" }, rule.title), " ",
      make("span", { class: "rule" }, make("bdi", { lang: "en" }, rule.id),
        " · ", words.confidence, ": ", names.confidence[CONFIDENCES[f.c]], f.w ? "; " + words.byWeight : "", " · ", make("bdi", {}, f.at)));
    if (f.change) head.append(" ", make("span", { class: "change" }, names.change[f.change]));
    if (f.cover) head.append(" ", make("span", { class: "cover" }, make("bdi", {}, f.cover)));
    return make("li", { class: severity }, head,
      make("p", { dir: "auto", lang: rule.lang }, f.t ? `${rule.message} ${f.t}` : rule.message),
      rule.advice ? make("p", {}, make("strong", {}, words.toDo + ": "), make("bdi", { lang: rule.lang }, rule.advice)) : null,
      make("ul", { class: "clauses" }, ...rule.clauses.map((c) =>
        make("li", { lang: "en", dir: "ltr" }, c.says, " — ", make("span", { class: "faint" }, c.cite)))),
      reasons(post, f));
  }

  function card({ post, found }, position, size) {
    const facts = [post.author, post.time, (post.platforms ?? []).map((p) => named("platform", p) ?? p).join(", "),
      post.kind, named("language", post.group) ?? post.group].filter(Boolean);
    const id = "p" + position;
    return make("article", { tabindex: "0", "aria-posinset": position, "aria-setsize": size, "aria-labelledby": id },
      make("header", {}, make("h3", { id }, apart(post.source + (post.line ? ":" + post.line : "")), " ",
        post.id && post.named ? make("bdi", { class: "faint" }, post.id) : null),
        ...facts.map((fact) => make("bdi", {}, fact))),
      make("p", { class: "text", dir: "auto", lang: post.lang }, ...marked(post, found)),
      make("ul", { class: "found" }, ...found.map((f) => finding(post, f))));
  }

  /* ---- a list of which only the neighbourhood of the window is drawn ---- */
  let shown = { chosen: [], findings: 0, distinct: 0 };
  const height = new WeakMap();
  const draw = (chunk) => {
    if (chunk.childElementCount) return;
    const from = Number(chunk.dataset.from);
    chunk.style.height = "";
    chunk.append(...shown.chosen.slice(from, from + CHUNK).map((entry, i) => card(entry, from + i + 1, shown.chosen.length)));
  };
  const clear = (chunk) => {
    if (!chunk.childElementCount || chunk.contains(document.activeElement)) return;
    height.set(chunk, chunk.offsetHeight);
    chunk.replaceChildren();
    chunk.style.height = height.get(chunk) + "px";
  };
  let printing = false;
  const watch = new IntersectionObserver((entries) => {
    if (printing) return;
    for (const { target, isIntersecting } of entries) (isIntersecting ? draw : clear)(target);
  }, { rootMargin: "1200px 0px" });

  function show() {
    watch.disconnect();
    shown = choose(wanted());
    const chunks = [];
    for (let from = 0; from < shown.chosen.length; from += CHUNK) {
      const chunk = make("div", { class: "chunk", "data-from": from });
      const size = Math.min(CHUNK, shown.chosen.length - from);
      chunk.style.height = size * 330 + "px";
      chunks.push(chunk);
    }
    list.replaceChildren(...chunks);
    if (chunks.length) draw(chunks[0]);
    chunks.forEach((chunk) => watch.observe(chunk));
    const total = posts.reduce((sum, post) => sum + post.found.length, 0);
    count.textContent = shown.findings
      ? phrase(words.count, number.format(shown.findings), number.format(total), number.format(shown.distinct))
      : words.none;
    document.documentElement.dataset.shown = String(shown.findings);
  }

  function keep() {
    const state = new URLSearchParams(wanted()).toString();
    history.replaceState(null, "", state ? "#" + state : location.pathname + location.search);
  }
  function recall() {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const input of form.elements) {
      if (!input.name) continue;
      const value = state.get(input.name) ?? "";
      if (input.tagName === "SELECT" && value && ![...input.options].some((option) => option.value === value)) {
        input.append(make("option", { value }, value));
      }
      input.value = value;
    }
    show();
  }

  /* ---- the page ---- */
  function fill() {
    for (const select of form.querySelectorAll("select[name]")) {
      const own = fields[select.name];
      const counts = new Map();
      for (const post of posts) for (const f of post.found) {
        for (const value of [own(post, f)].flat()) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      const order = select.name === "severity" ? SEVERITIES : select.name === "confidence" ? CONFIDENCES : null;
      const values = order ? order.filter((v) => counts.has(v)) : [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
      for (const value of values.slice(0, 1000)) {
        const name = named(select.name, value) ?? (value || words.unknown);
        select.append(make("option", { value: value || NOT_STATED }, name + " (" + number.format(counts.get(value)) + ")"));
      }
      if (counts.size < 2) select.closest("div").hidden = true;
    }
  }

  for (const cell of document.querySelectorAll("[data-filter]")) {
    const button = make("button", { class: "pick", type: "button", title: words.pick }, ...cell.childNodes);
    button.addEventListener("click", () => {
      const input = form.elements[cell.dataset.filter];
      input.value = cell.dataset.value;
      keep();
      show();
      document.getElementById("findings").scrollIntoView();
      count.focus();
    });
    cell.replaceChildren(button);
  }
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { keep(); show(); }, 150);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { keep(); show(); }));
  addEventListener("hashchange", recall);

  list.addEventListener("keydown", (event) => {
    if (event.key !== "PageDown" && event.key !== "PageUp") return;
    const articles = [...list.querySelectorAll("article")];
    const at = articles.indexOf(event.target.closest("article"));
    const next = articles[at + (event.key === "PageDown" ? 1 : -1)];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
  });

  addEventListener("beforeprint", () => {
    printing = true;
    [...list.children].forEach((chunk) => {
      if (Number(chunk.dataset.from) < PRINTED) draw(chunk);
      else { chunk.replaceChildren(); chunk.style.height = "0"; }
    });
    const more = shown.chosen.length > PRINTED;
    document.getElementById("printed").textContent = more ? phrase(words.printed, number.format(PRINTED), number.format(shown.chosen.length)) : "";
  });
  addEventListener("afterprint", () => { printing = false; show(); });

  form.hidden = false;
  fill();
  recall();
  if (Object.keys(wanted()).length) document.getElementById("findings").scrollIntoView();
})();
