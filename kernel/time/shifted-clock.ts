import { readFileSync } from "node:fs";
import { type Clock, plusMs, systemClock } from "./clock.ts";

const LOOK_EVERY_MS = 50;

const readShift = (file: string): number => {
  try {
    return Number(readFileSync(file, "utf8")) || 0;
  } catch {
    return 0;
  }
};

/** The machine's clock, put forward (or back) by the milliseconds that a file holds now. For fault runs, where one process's clock jumps; never in service. */
export const shiftedClock = (file: string): Clock => {
  let shiftMs = readShift(file);
  setInterval(() => {
    shiftMs = readShift(file);
  }, LOOK_EVERY_MS).unref();
  return { now: () => plusMs(systemClock.now(), shiftMs) };
};
