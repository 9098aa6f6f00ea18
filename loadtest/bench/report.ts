/** The run as a text for people: tables of figures, then what they are to show. */
import type { Figure } from "./measure.ts";
import type { PaymentFigure } from "./measure-payments.ts";
import type { LayerShare } from "./profile.ts";

/** Everything that a run measured; also what `--json` prints. */
export interface BenchReport {
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string; readonly load: number };
  readonly callers: number;
  /** By size: embedded, mesh. */
  readonly doors: Readonly<Record<string, readonly Figure[]>>;
  /** At 70 % load, by size. */
  readonly steady: Readonly<Record<string, readonly Figure[]>>;
  /** The empty store first, the full one second. */
  readonly stores?: { readonly trades: number; readonly figures: readonly Figure[] };
  /** Payments alone: on an empty store beside the floors, and on the full one. */
  readonly payments: { readonly empty: readonly PaymentFigure[]; readonly full?: readonly PaymentFigure[] };
  readonly profile: readonly LayerShare[];
  readonly peakMemoryMb?: number;
}

const COLUMNS = ["door", "answer", "calls/s", "p50 ms", "p99 ms", "CPU ms/call", "store ops", "commits"] as const;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ");
  return [line(head), ...rows.map(line)].map((text) => `  ${text.trimEnd()}`).join("\n");
};

const rowOf = (figure: Figure | PaymentFigure): string[] => [
  ...[figure.door, figure.kind, figure.perSecond.toFixed(0), figure.p50Ms.toFixed(1), figure.p99Ms.toFixed(1)],
  ...[figure.cpuMs.toFixed(3), figure.storeOperations.toFixed(1), figure.commits.toFixed(2)],
];

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

const find = (figures: readonly Figure[], door: string, kind: string): Figure | undefined =>
  figures.find((figure) => figure.door === door && figure.kind === kind);

/** What is compared with what, and what issue 4 asks for. */
const ratiosOf = ({ doors, steady, stores }: BenchReport): string[][] => {
  const rows: string[][] = [];
  const add = (name: string, value: string, target = "") => rows.push([name, value, target]);
  for (const [size, figures] of Object.entries(doors))
    for (const { door, perSecond, cpuMs } of figures.filter(({ kind }) => kind === "checkout")) {
      const target = door === "grpc" || size === "mesh" ? "40 % or more" : "";
      const [shared, unshared] = [find(figures, door, "floor"), find(figures, door, "unshared floor")];
      if (shared) {
        add(`${size}, ${door}: throughput, of the floor's`, percent(perSecond / shared.perSecond), target);
        add(`${size}, ${door}: the floor's CPU time, of the checkout's`, percent(shared.cpuMs / cpuMs), target);
      }
      if (unshared)
        add(`${size}, ${door}: throughput, of the unshared floor's`, percent(perSecond / unshared.perSecond), target);
    }
  for (const [size, figures] of Object.entries(steady))
    for (const { door, p99Ms } of figures.filter(({ kind }) => kind === "checkout")) {
      const floor = find(figures, door, "floor");
      if (floor)
        add(
          `${size}, ${door}: p99 at 70 % load, of the floor's`,
          `${(p99Ms / floor.p99Ms).toFixed(2)} ×`,
          "3 × or less",
        );
    }
  const [empty, full] = stores?.figures ?? [];
  if (stores && empty && full) {
    add(
      `a store of ${stores.trades} trades: CPU time, of an empty one's`,
      `${(full.cpuMs / empty.cpuMs).toFixed(2)} ×`,
      "1.2 × or less",
    );
    add(
      `a store of ${stores.trades} trades: time per checkout`,
      `${(empty.perSecond / full.perSecond).toFixed(2)} ×`,
      "1.2 × or less",
    );
  }
  return rows;
};

const PAYMENT_KINDS = ["pay", "refund", "Alipay pay"] as const;

/** Payments against their floors, and on a full store against an empty one. */
const paymentRatiosOf = ({ empty, full = [] }: BenchReport["payments"]): string[][] =>
  PAYMENT_KINDS.flatMap((kind) => {
    const [real, floor] = [
      empty.find((figure) => figure.kind === kind),
      empty.find((figure) => figure.kind === `${kind}, floor`),
    ];
    const filled = full.find((figure) => figure.kind === kind);
    if (!real || !floor) return [];
    return [
      [`${kind}: throughput, of the floor's`, percent(real.perSecond / floor.perSecond), ""],
      [`${kind}: the floor's CPU time, of its own`, percent(floor.cpuMs / real.cpuMs), ""],
      ...(filled
        ? [
            [
              `${kind} on the full store: CPU time, of the empty one's`,
              `${(filled.cpuMs / real.cpuMs).toFixed(2)} ×`,
              "",
            ],
          ]
        : []),
    ];
  });

const failuresOf = (figures: readonly (Figure | PaymentFigure)[]): string[] =>
  figures.flatMap(({ door, kind, failures }) =>
    Object.entries(failures).map(([reason, count]) => `  ! ${door}, ${kind}: ${count} × ${reason}`),
  );

const layerRows = (profile: readonly LayerShare[]): string[][] =>
  profile.map(({ layer, share, top }) => [
    percent(share),
    layer,
    top
      .slice(0, 3)
      .map(([name]) => name.split(" ")[0])
      .join(", "),
  ]);

/** All figures of a run. */
export const figuresOf = ({ doors, steady, stores, payments }: BenchReport): (Figure | PaymentFigure)[] => [
  ...Object.values(doors).flat(),
  ...Object.values(steady).flat(),
  ...(stores?.figures ?? []),
  ...payments.empty,
  ...(payments.full ?? []),
];

/** The report in plain text. */
export const formatReport = (report: BenchReport): string => {
  const { machine, callers, doors, steady, stores, profile, peakMemoryMb } = report;
  const parts = [
    `${machine.cpu}, ${machine.cores} cores, load ${machine.load.toFixed(1)} before the run, Node ${machine.node}`,
  ];
  for (const [size, figures] of Object.entries(doors))
    parts.push(`\n${size}, ${callers} callers, as fast as it goes`, table(COLUMNS, figures.map(rowOf)));
  for (const [size, figures] of Object.entries(steady))
    parts.push(`\n${size}, constant arrival at 70 % of what each can do`, table(COLUMNS, figures.map(rowOf)));
  if (stores)
    parts.push(`\nan empty store, then one of ${stores.trades} trades`, table(COLUMNS, stores.figures.map(rowOf)));
  parts.push("\npayments alone", table(COLUMNS, report.payments.empty.map(rowOf)));
  if (report.payments.full)
    parts.push("\npayments alone on the full store", table(COLUMNS, report.payments.full.map(rowOf)));
  parts.push(
    "\nwhere the time of an embedded checkout over gRPC goes",
    table(["share", "layer", ""], layerRows(profile)),
  );
  if (peakMemoryMb) parts.push(`  most memory: ${peakMemoryMb.toFixed(0)} MB`);
  parts.push("\nratios", table(["", "", "asked for"], [...ratiosOf(report), ...paymentRatiosOf(report.payments)]));
  return [...parts, ...failuresOf(figuresOf(report))].join("\n");
};
