/** The summary of a run, as a page without anything from elsewhere and as a text. */

const asHtml = (text) =>
  String(text).replace(/[&<>"]/g, (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[char]);

const number = (value) => (value === undefined ? "" : value.toFixed(value < 100 ? 1 : 0));

const checksOf = (group) => [...group.checks, ...group.groups.flatMap(checksOf)];

const thresholdsOf = ({ metrics }) =>
  Object.entries(metrics).flatMap(([metric, { thresholds = {} }]) =>
    Object.entries(thresholds).map(([rule, { ok }]) => ({ metric, rule, ok })),
  );

const trendsOf = ({ metrics }) =>
  Object.entries(metrics).filter(
    ([name, { type }]) => type === "trend" && /^(checkout_time|http_req_duration|grpc_req)/.test(name),
  );

const table = (head, rows) =>
  `<table><thead><tr>${head.map((cell) => `<th>${asHtml(cell)}</th>`).join("")}</tr></thead><tbody>${rows
    .map(
      ({ cells, ok }) =>
        `<tr class="${ok === false ? "bad" : ""}">${cells.map((cell) => `<td>${asHtml(cell)}</td>`).join("")}</tr>`,
    )
    .join("")}</tbody></table>`;

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:960px;margin:2rem auto;padding:0 1rem;color:#1b1f24}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #d8dee4}td:not(:first-child),th:not(:first-child){text-align:right}
.bad td{color:#b42318;font-weight:600}.verdict{padding:.6rem 1rem;border-radius:6px;background:#e6f4ea}.verdict.bad{background:#fdecea}`;

const count = ({ metrics }, name) => metrics[name]?.values.count ?? 0;

const isGood = (data) =>
  thresholdsOf(data).every(({ ok }) => ok) && checksOf(data.root_group).every(({ fails }) => fails === 0);

const headline = (data) =>
  `${count(data, "checkouts")} checkouts, ${count(data, "checkouts_refused")} refused, ${count(data, "dropped_iterations")} not begun in time`;

export const summaryPage = (data, plan) => {
  const good = isGood(data);
  const trends = trendsOf(data).map(([name, { values }]) => ({
    cells: [name, ...["avg", "med", "p(90)", "p(95)", "p(99)", "max"].map((stat) => number(values[stat]))],
  }));
  const checks = checksOf(data.root_group).map(({ name, passes, fails }) => ({
    cells: [name, passes, fails],
    ok: fails === 0,
  }));
  const thresholds = thresholdsOf(data).map(({ metric, rule, ok }) => ({
    cells: [metric, rule, ok ? "kept" : "broken"],
    ok,
  }));
  const scenarios = plan.scenarios.map(({ name, door, settings }) => ({
    cells: [name, door, settings.executor, JSON.stringify(settings.stages ?? settings.rate)],
  }));
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>paywindow load test</title><style>${STYLE}</style>
<h1>paywindow: the checkout under load</h1>
<p class="verdict ${good ? "" : "bad"}">${good ? "Passed" : "Failed"}: ${asHtml(headline(data))}.</p>
<h2>Times, ms</h2>${table(["metric", "mean", "median", "p90", "p95", "p99", "max"], trends)}
<h2>Checks</h2>${table(["check", "passed", "failed"], checks)}
<h2>Thresholds</h2>${table(["metric", "rule", ""], thresholds)}
<h2>Scenarios</h2>${table(["name", "door", "arrival", "per second"], scenarios)}</html>`;
};

export const summaryText = (data) => {
  const trends = trendsOf(data).map(
    ([name, { values }]) => `  ${name.padEnd(34)} median ${number(values.med)} ms, p99 ${number(values["p(99)"])} ms`,
  );
  const failed = checksOf(data.root_group)
    .filter(({ fails }) => fails > 0)
    .map(({ name, fails }) => `  ! ${fails} × not: ${name}`);
  const broken = thresholdsOf(data)
    .filter(({ ok }) => !ok)
    .map(({ metric, rule }) => `  ! threshold broken: ${metric} ${rule}`);
  return `${[`${isGood(data) ? "passed" : "FAILED"}: ${headline(data)}`, ...trends, ...failed, ...broken].join("\n")}\n`;
};
