"use strict";
// The fleet and one path of it, asked for every second. What is drawn was gathered here: the server keeps no history.
const SECONDS = 300;
const LEAST_SECONDS = 60;
const SHOWN = 6;
const PAST = 20;
const dark = matchMedia("(prefers-color-scheme: dark)");
const byId = id => document.getElementById(id);
const number = (value, digits) => value === null || value === undefined ? "–" : value.toFixed(digits);
const COLUMNS = [
  ["scope", h => h.scope, h => h.scope],
  ["path", h => h.key, h => h.key],
  ["state", h => ({ congested: "▲ ", clear: "● ", unknown: "○ " }[h.state] || "◆ ") + h.state, h => h.state],
  ["tokens/s", h => h.tokens_per_second === null ? "full" : number(h.tokens_per_second, 1), h => h.tokens_per_second],
  ["chunk", h => number(h.tokens_per_chunk, 2), h => h.tokens_per_chunk],
  ["RTT min", h => number(h.rtt_ms.min, 1), h => h.rtt_ms.min],
  ["mean", h => number(h.rtt_ms.mean, 1), h => h.rtt_ms.mean],
  ["p95", h => number(h.rtt_ms.p95, 1), h => h.rtt_ms.p95],
  ["max ms", h => number(h.rtt_ms.max, 1), h => h.rtt_ms.max],
  ["retrans.", h => h.retransmit_rate === null ? "–" : (100 * h.retransmit_rate).toFixed(2) + " %", h => h.retransmit_rate],
  ["anomaly", h => number(h.anomaly_score, 2) + (h.anomaly_score >= 0.6 ? " !" : ""), h => h.anomaly_score],
  ["age s", h => number(ageSeconds(h), 1), h => ageSeconds(h)],
];
const history = new Map();
let hints = [];
let sort = null;
let chosen = null;
let paused = false;
let lostSince = null;
let charts = [];
let cards = [];

const ageSeconds = h => Math.max(0, (Date.now() - Date.parse(h.issued_at)) / 1000);
const idOf = h => h.scope + "/" + h.key;

COLUMNS.forEach(([name], index) => {
  const head = document.createElement("th");
  head.scope = "col";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = name;
  button.addEventListener("click", () => {
    sort = sort && sort.index === index ? { index, up: !sort.up } : { index, up: index < 3 };
    showFleet();
  });
  head.append(button);
  byId("heads").append(head);
});
byId("filter").addEventListener("input", showFleet);
byId("pause").addEventListener("click", event => {
  paused = !paused;
  event.target.setAttribute("aria-pressed", paused);
  event.target.textContent = paused ? "Go on" : "Pause";
});
byId("rows").addEventListener("click", event => choose(event.target.closest("tr")));
byId("rows").addEventListener("keydown", event => {
  const row = event.target.closest("tr");
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    choose(row);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
    if (next) {
      event.preventDefault();
      next.focus();
    }
  }
});
dark.addEventListener("change", () => { charts.forEach(c => c.destroy()); charts = []; showPath(); });
addEventListener("resize", () => charts.forEach(c => c.setSize({ width: byId("rtt").clientWidth, height: 170 })));

function choose(row) {
  if (row) {
    chosen = row.dataset.id;
    showFleet();
    showPath();
  }
}

function showFleet() {
  const word = byId("filter").value.trim().toLowerCase();
  const shown = hints.filter(h => !word || (h.key + " " + h.state + " " + h.scope).toLowerCase().includes(word));
  if (sort) {
    const value = COLUMNS[sort.index][2];
    shown.sort((a, b) => {
      const x = value(a) ?? -Infinity, y = value(b) ?? -Infinity;
      return (x < y ? -1 : x > y ? 1 : 0) * (sort.up ? 1 : -1);
    });
  }
  [...byId("heads").children].forEach((head, index) =>
    head.setAttribute("aria-sort", !sort || sort.index !== index ? "none" : sort.up ? "ascending" : "descending"));
  const rows = byId("rows");
  const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.id : null;
  while (rows.children.length > shown.length) rows.lastElementChild.remove();
  while (rows.children.length < shown.length) {
    const row = document.createElement("tr");
    row.tabIndex = 0;
    COLUMNS.forEach(() => row.append(document.createElement("td")));
    rows.append(row);
  }
  shown.forEach((hint, at) => {
    const row = rows.children[at];
    row.dataset.id = idOf(hint);
    row.setAttribute("aria-selected", idOf(hint) === chosen);
    COLUMNS.forEach(([, text], index) => {
      const cell = row.children[index];
      const now = text(hint);
      if (cell.textContent !== now) cell.textContent = now;
    });
    row.children[2].className = hint.state;
    if (focused === row.dataset.id) row.focus({ preventScroll: true });
  });
  byId("empty").hidden = hints.length > 0;
}

function remember(now) {
  const known = new Set();
  for (const h of hints) {
    known.add(idOf(h));
    if (!history.has(idOf(h))) history.set(idOf(h), []);
    const points = history.get(idOf(h));
    points.push([now, h.rtt_ms.min, h.rtt_ms.mean, h.rtt_ms.p95, h.predicted_rtt_ms, h.tokens_per_second, h.tokens_per_chunk,
      h.anomaly_score, h.anomaly_score >= 0.6 ? h.anomaly_score : null]);
    if (points.length > SECONDS) points.shift();
  }
  for (const id of history.keys()) if (!known.has(id) && id !== chosen) history.delete(id);
}

function chart(place, title, unit, lines, y) {
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const axis = { stroke: css("--soft"), grid: { stroke: css("--line"), width: 1 }, ticks: { stroke: css("--line") } };
  const clock = (u, ticks) => ticks.map(t => new Date(1000 * t).toLocaleTimeString());
  return new uPlot({
    title: title + ", " + unit, width: byId(place).clientWidth, height: 170, cursor: { y: false },
    scales: { x: { range: (u, least, most) => [Math.min(least, most - LEAST_SECONDS), most] }, y: y ? { range: y } : {} },
    axes: [{ ...axis, values: clock, space: 90 }, { ...axis, size: 55 }],
    series: [{}, ...lines.map(l => ({ label: l.label, stroke: l.stroke, dash: l.dash, width: 2, paths: l.paths, points: l.points || { show: false }, spanGaps: false }))],
  }, [[], ...lines.map(() => [])], byId(place));
}

function showPath() {
  if (!chosen) return;
  const hint = hints.find(h => idOf(h) === chosen);
  byId("path-title").textContent = chosen.replace("/", " ");
  byId("why").textContent = hint ? hint.why : "no hint holds for it now";
  const night = dark.matches;
  if (charts.length === 0) {
    const blue = night ? "#79b8ff" : "#0b5cad", red = night ? "#ff9b9b" : "#a40e26", green = night ? "#7ee787" : "#116329", grey = night ? "#9da7b1" : "#57606a";
    const steps = uPlot.paths.stepped({ align: 1 });
    charts = [
      chart("rtt", "Round trip", "ms", [{ label: "min", stroke: grey }, { label: "mean", stroke: green }, { label: "p95", stroke: blue }, { label: "forecast", stroke: red, dash: [6, 4] }]),
      chart("hint", "Hint", "tokens/s and tokens a chunk", [{ label: "rate", stroke: blue, paths: steps }, { label: "chunk", stroke: red, dash: [2, 3], paths: steps }]),
      chart("anomaly", "Anomaly score", "0 to 1", [{ label: "score", stroke: blue }, { label: "anomaly", stroke: red, points: { show: true, size: 7 } }], [0, 1]),
    ];
  }
  const points = history.get(chosen) || [];
  const column = i => points.map(p => p[i] ?? null);
  charts[0].setData([column(0), column(1), column(2), column(3), column(4)]);
  charts[1].setData([column(0), column(5), column(6)]);
  charts[2].setData([column(0), column(7), column(8)]);
}

// What people check an incident by, in words.
function evidence(incident) {
  const e = incident.evidence;
  const words = [];
  if (e.rtt_ms !== undefined) words.push("round trip " + number(e.rtt_ms, 0) + " ms" + (e.usual_rtt_ms === undefined ? "" : ", at best " + number(e.usual_rtt_ms, 0) + " ms"));
  if (e.loss_share !== undefined) words.push("loss " + (100 * e.loss_share).toFixed(1) + " %");
  if (e.gap_ms !== undefined) words.push(number(e.gap_ms, 0) + " ms between tokens" + (e.usual_gap_ms === undefined ? "" : ", usually " + number(e.usual_gap_ms, 0) + " ms"));
  if (e.first_ms !== undefined) words.push(number(e.first_ms, 0) + " ms to the first token" + (e.usual_first_ms === undefined ? "" : ", usually " + number(e.usual_first_ms, 0) + " ms"));
  if (e.chance !== undefined) words.push("by coincidence: " + (e.chance < 1e-6 ? "less than one in a million" : "1 in " + Math.round(1 / e.chance)));
  return words.join("; ");
}

function list(place, incidents, line) {
  const rows = byId(place);
  while (rows.children.length > incidents.length) rows.lastElementChild.remove();
  while (rows.children.length < incidents.length) {
    const row = document.createElement("li");
    row.append(document.createElement("strong"), document.createElement("small"));
    rows.append(row);
  }
  incidents.forEach((incident, at) => line(incident).forEach((text, part) => {
    const cell = rows.children[at].children[part];
    if (cell.textContent !== text) cell.textContent = text;
  }));
}

async function askIncidents() {
  const answer = await fetch("/v1/incidents", { signal: AbortSignal.timeout(3000) });
  if (!answer.ok) throw new Error(answer.status);
  const known = await answer.json();
  const open = known.incidents.filter(i => i.end === null), past = known.incidents.filter(i => i.end !== null);
  byId("incidents").hidden = !known.ready && known.incidents.length === 0;
  const calm = open.length > 0 ? "" : "● Nothing that several clients have in common, and nobody alone is in trouble.";
  if (byId("calm").textContent !== calm) byId("calm").textContent = calm;
  list("open", open.slice(0, SHOWN), i => ["▲ " + i.text, evidence(i)]);
  byId("over").hidden = past.length === 0 && open.length <= SHOWN;
  const more = open.length > SHOWN ? (open.length - SHOWN) + " more are open; " : "";
  byId("over-title").textContent = more + past.length + " over within the last hour";
  list("past", past.slice(0, PAST), i => [i.text, ""]);
}

async function ask() {
  if (paused || document.hidden) return;
  askIncidents().catch(() => {}); // the fleet says when the server is gone
  try {
    const answer = await fetch("/v1/fleet", { signal: AbortSignal.timeout(3000) });
    if (!answer.ok) throw new Error(answer.status);
    const fleet = await answer.json();
    hints = fleet.hints;
    lostSince = null;
    document.body.classList.remove("lost");
    byId("status").textContent = (fleet.ready ? "" : "reading the topic; ") + "connected, " + fleet.held + " hints held, " + hints.length + " shown";
    if (!chosen && hints.length > 0) chosen = idOf(hints[0]);
    remember(Date.now() / 1000);
    showFleet();
    showPath();
    showModels();
  } catch (error) {
    lostSince = lostSince || new Date();
    document.body.classList.add("lost");
    byId("status").textContent = "The hint server does not answer since " + lostSince.toLocaleTimeString() + "; trying again. What is shown is old.";
  }
}

async function askModels() {
  if (paused || document.hidden) return;
  try {
    const answer = await fetch("/v1/models", { signal: AbortSignal.timeout(3000) });
    if (answer.ok) cards = (await answer.json()).cards;
    showModels();
  } catch (error) {
    // the status line says already that the server does not answer
  }
}

function showModels() {
  const inUse = new Set(hints.flatMap(h => (h.model || "").split(", ")));
  const clock = at => at ? new Date(at).toLocaleString() : "–";
  byId("models").hidden = cards.length === 0;
  byId("cards").replaceChildren(...cards.map(card => {
    const row = document.createElement("tr");
    const used = inUse.has(card.name + " " + card.version) ? "● yes" : "";
    for (const text of [card.name, card.version, used, clock(card.to), number(card.paths, 0), number(card.rows, 0), card.verdict]) {
      const cell = document.createElement("td");
      cell.textContent = text;
      row.append(cell);
    }
    return row;
  }));
}
setInterval(ask, 1000);
setInterval(askModels, 10000);
ask().then(askModels);
