/**
 * A scan gun is a keyboard that types faster than a hand (FEATURES Y10). The machine below takes every keystroke of the page and tells the two apart by
 * the gaps between them: a run of characters, each within MAX_GAP_MS of the one before, that ends with Enter or Tab (or with silence, for guns that
 * send no suffix) is a scan. Whatever is slower is typing and is left alone.
 */
const MAX_GAP_MS = 50;
const MIN_LENGTH = 6;

/** How long after the last character a gun without a suffix is taken to be done: on a busy machine the next one may come so late, however early it was typed. */
export const SILENCE_MS = 300;

/** Without a suffix nothing marks the end, so a longer run is asked for. */
const MIN_LENGTH_WITHOUT_SUFFIX = 8;

/** A run of keystrokes so far. */
export interface KeyRun {
  /** What was typed in the run. */
  text: string;
  /** When its last character came, in milliseconds of any steady clock. */
  lastAtMs: number;
}

export const NO_RUN: KeyRun = { text: "", lastAtMs: Number.NEGATIVE_INFINITY };

/** A keystroke as the browser tells it. */
export interface Keystroke {
  /** KeyboardEvent.key */
  key: string;
  /** KeyboardEvent.timeStamp: milliseconds of a steady clock. */
  atMs: number;
  /** True where the key is held down and repeats by itself: never a gun. */
  repeat?: boolean;
}

/** The run after a keystroke, and the scan that it completed. */
export interface KeyStep {
  run: KeyRun;
  /** The scanned text, where this keystroke ended a scan. */
  scanned?: string;
}

const isSuffix = (key: string): boolean => key === "Enter" || key === "Tab";

/** Takes a keystroke. */
export const pressKey = (run: KeyRun, { key, atMs, repeat }: Keystroke): KeyStep => {
  if (repeat) return { run: NO_RUN };
  const inTime = atMs - run.lastAtMs <= MAX_GAP_MS;
  if (isSuffix(key)) {
    return inTime && run.text.length >= MIN_LENGTH ? { run: NO_RUN, scanned: run.text } : { run: NO_RUN };
  }
  // Shift and its like come between the characters of some guns; they end nothing.
  if (key.length !== 1) return { run };
  return { run: { text: inTime ? run.text + key : key, lastAtMs: atMs } };
};

/**
 * Asks after a silence whether the run was a scan of a gun that sends no suffix. A shorter run stays: on a busy machine the rest of it may come late, and its
 * stamps tell then whether it belongs to it.
 */
export const settleRun = (run: KeyRun, nowMs: number): KeyStep => {
  if (nowMs - run.lastAtMs < SILENCE_MS || run.text.length < MIN_LENGTH_WITHOUT_SUFFIX) return { run };
  return { run: NO_RUN, scanned: run.text };
};
