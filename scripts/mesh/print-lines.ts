import type { PrintLine } from "./supervise.ts";

const RESET = "\u001b[0m";
/** One per process, in turn: cyan, magenta, blue, green, yellow. */
const COLOURS = ["\u001b[36m", "\u001b[35m", "\u001b[34m", "\u001b[32m", "\u001b[33m"];
const LEVEL_COLOURS: Readonly<Record<string, string>> = {
  warn: "\u001b[33m",
  error: "\u001b[31m",
  fatal: "\u001b[31m",
};
const NAME_WIDTH = 11;

/** What every line of a process says again, or what the prefix says already. */
const LEFT_OUT = new Set(["level", "time", "msg", "service", "nodeId", "nodeID", "ns", "mod"]);

/** `[2257] 2026/11/23 16:11:53.137080 [INF] Server is ready`, as nats-server logs. */
const NATS_LINE = /^\[\d+\] \S+ (\d\d:\d\d:\d\d\.\d{3})\d* \[(\w+)\] (.*)$/;
const NATS_LEVELS: Readonly<Record<string, string>> = { INF: "info", WRN: "warn", ERR: "error", FTL: "fatal" };

interface Parts {
  readonly time: string;
  readonly level: string;
  readonly text: string;
}

const parse = (line: string): Record<string, unknown> | undefined => {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
};

const factOf = (value: unknown): string => {
  const error = value as { readonly type?: string; readonly message?: string } | null;
  if (typeof value === "object" && error?.message !== undefined) return `${error.type ?? "Error"}: ${error.message}`;
  return typeof value === "string" ? value : JSON.stringify(value);
};

const partsOf = (line: string): Parts | undefined => {
  const [, natsTime = "", natsLevel = "", natsText = ""] = NATS_LINE.exec(line) ?? [];
  if (natsTime) return { time: natsTime, level: NATS_LEVELS[natsLevel] ?? natsLevel, text: natsText };
  const fields = parse(line);
  if (typeof fields?.["msg"] !== "string") return undefined;
  const facts = Object.entries(fields)
    .filter(([name]) => !LEFT_OUT.has(name))
    .map(([name, value]) => ` ${name}=${factOf(value)}`);
  return {
    time: String(fields["time"]).slice(11, 23),
    level: String(fields["level"]),
    text: fields["msg"] + facts.join(""),
  };
};

/** `16:04:24.783 warn  the connection to NATS broke nats=127.0.0.1:4222` for a line of a node's or nats-server's log; other lines as they are. */
export const readableLine = (line: string, coloured: boolean): string => {
  const parts = partsOf(line);
  if (!parts) return line;
  const colour = coloured ? LEVEL_COLOURS[parts.level] : undefined;
  const text = `${parts.time} ${parts.level.padEnd(5)} ${parts.text}`;
  return colour ? colour + text + RESET : text;
};

/** Prints lines of many processes to one stream: each below its name, coloured where the stream is a terminal. */
export const linePrinter = (out: { readonly isTTY?: boolean; write(text: string): unknown }): PrintLine => {
  const colours = new Map<string, string>();
  const coloured = out.isTTY === true;
  return (name, line) => {
    const colour = colours.get(name) ?? (COLOURS[colours.size % COLOURS.length] as string);
    colours.set(name, colour);
    const prefix = `${name.padEnd(NAME_WIDTH)} | `;
    out.write(`${coloured ? colour + prefix + RESET : prefix}${readableLine(line, coloured)}\n`);
  };
};
