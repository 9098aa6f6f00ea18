import { isFlaggedCritical, type Observation } from "../hl7/laboratory-report.ts";

/** From where on a hospital takes a value for critical although its laboratory does not say so (V14). */
export interface CriticalRange {
  readonly code: string;
  /** Empty: whatever unit is reported. */
  readonly unit: string;
  readonly below?: number;
  readonly above?: number;
}

const NUMBER = /^[<>]?=?\s*(-?\d+(?:\.\d+)?)$/;

/** Whether staff must know of it at once: by the laboratory's flag, or by the hospital's own bounds. `<0.5` counts as 0.5. */
export const isCritical = (observation: Observation, ranges: readonly CriticalRange[]): boolean =>
  isFlaggedCritical(observation) ||
  ranges.some(({ code, unit, below, above }) => {
    if (code !== observation.code || (unit !== "" && unit !== observation.unit)) return false;
    return observation.values.some((text) => {
      const value = Number(NUMBER.exec(text.trim())?.[1] ?? Number.NaN);
      return (below !== undefined && value < below) || (above !== undefined && value > above);
    });
  });
