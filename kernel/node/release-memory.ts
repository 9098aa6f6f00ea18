import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Collects the garbage of starting up (parsed sources, stripped types, first schemas) once, so that an idle platform holds only what it needs. V8 would do it
 * too, but only under pressure, and an idle shop has none.
 */
export const releaseStartUpMemory = (): void => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  collect();
};
