import { randomInt } from "node:crypto";

const STEPS = 2 ** 32;

/** A number from 0 up to 1, for spreading waits so that nodes do not march in step. */
export const chance = (): number => randomInt(STEPS) / STEPS;
