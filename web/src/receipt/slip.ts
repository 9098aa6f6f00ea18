import { encodeGb18030 } from "./gb18030.ts";

/** What is printed, whatever prints it: rows from top to bottom. */
export type SlipRow =
  | { kind: "text"; text: string; align?: "center"; isBig?: true }
  /** Something at the left edge and something at the right. */
  | { kind: "pair"; left: string; right: string; isBig?: true }
  | { kind: "rule" }
  | { kind: "qr"; text: string };

/** A receipt or an order's slip. */
export interface Slip {
  /** What it is of: printed a second time it is marked as a copy. */
  slipId: string;
  rows: readonly SlipRow[];
}

/** A row as it stands on the paper: its characters are laid out already. */
export type PaperLine = { kind: "line"; text: string; isBig: boolean } | { kind: "qr"; text: string };

/** The paper's width in half-width characters. */
export const COLUMNS = { 58: 32, 80: 48 } as const;

/** The printer gives a column to each byte: Chinese takes two, and so do a dash, a quotation mark or a letter with an accent. */
export const widthOf = (text: string): number => encodeGb18030(text).length;

/** The text in lines of at most so many columns. */
const wrap = (text: string, columns: number): string[] => {
  const lines: string[] = [""];
  for (const one of text) {
    const last = lines.at(-1) ?? "";
    if (widthOf(last + one) <= columns) lines[lines.length - 1] = last + one;
    else lines.push(one);
  }
  return lines;
};

const centred = (line: string, columns: number): string =>
  " ".repeat(Math.max(0, Math.floor((columns - widthOf(line)) / 2))) + line;

/** Both on one line where there is room, else the right one on a line of its own. */
const pairLines = (left: string, right: string, columns: number): string[] => {
  const gap = columns - widthOf(left) - widthOf(right);
  if (gap >= 1) return [left + " ".repeat(gap) + right];
  return [...wrap(left, columns), " ".repeat(Math.max(0, columns - widthOf(right))) + right];
};

const layRow = (row: SlipRow, columns: number): PaperLine[] => {
  if (row.kind === "qr") return [{ kind: "qr", text: row.text }];
  if (row.kind === "rule") return [{ kind: "line", text: "-".repeat(columns), isBig: false }];
  const isBig = row.isBig === true;
  // Big characters are twice as wide.
  const room = isBig ? columns / 2 : columns;
  const lines =
    row.kind === "pair"
      ? pairLines(withWideYen(row.left), withWideYen(row.right), room)
      : wrap(withWideYen(row.text), room).map((line) => (row.align ? centred(line, room) : line));
  return lines.map((text) => ({ kind: "line", text, isBig }));
};

/** U+00A5 has four bytes in GB18030, for which printers have no glyph; U+FFE5 has two, and every Chinese printer draws it. */
const withWideYen = (text: string): string => text.replaceAll("¥", "￥");

/** Lays a slip out: printer and picture both draw these very lines, so what is shown is what is printed. */
export const layOut = ({ rows }: Slip, widthMm: 58 | 80): readonly PaperLine[] =>
  rows.flatMap((row) => layRow(row, COLUMNS[widthMm]));
