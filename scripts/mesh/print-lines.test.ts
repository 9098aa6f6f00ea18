/** Goal: an operator reads one stream of many processes at a glance. Method: lines as pino and nats-server write them. */
import { expect, test } from "@jest/globals";
import { linePrinter, readableLine } from "./print-lines.ts";

const line = (fields: object): string =>
  JSON.stringify({ level: "warn", time: "2026-11-23T16:04:24.783Z", service: "paywindow", nodeId: "1", ...fields });

test.each([
  [
    "a node's line",
    line({ nats: "127.0.0.1:4222", msg: "it broke" }),
    "16:04:24.783 warn  it broke nats=127.0.0.1:4222",
  ],
  [
    "its error",
    line({ err: { type: "RangeError", message: "too far", stack: "at x" }, msg: "failed" }),
    "16:04:24.783 warn  failed err=RangeError: too far",
  ],
  ["nats-server's line", "[22] 2026/11/23 16:11:53.137080 [WRN] Slow consumer", "16:11:53.137 warn  Slow consumer"],
  ["any other line", "paywindow ready payments", "paywindow ready payments"],
  ["what only looks like JSON", "{oops", "{oops"],
])("%s", (_what, text, expected) => expect(readableLine(text, false)).toBe(expected));

test("colours are for terminals only, one per process", () => {
  const printed = (isTTY: boolean): string[] => {
    const lines: string[] = [];
    const print = linePrinter({ isTTY, write: (text) => lines.push(text) });
    print("payments", "one");
    print("gateway", line({ msg: "two" }));
    return lines;
  };
  expect(printed(false)).toEqual(["payments    | one\n", "gateway     | 16:04:24.783 warn  two\n"]);
  const [first = "", second = ""] = printed(true);
  const colourOf = (text: string) => text.slice(0, text.indexOf("m") + 1);
  expect(first).toContain("\u001b[0mone\n");
  expect(colourOf(first)).not.toBe(colourOf(second));
});
