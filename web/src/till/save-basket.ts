import { type ApiProblem, isUnknownResult } from "../api/problem.ts";

/** Whether the server has what the till shows. */
export type SaveState = "saved" | "saving" | "unsaved";

/** What saving needs of the world. Snapshot: all that PutBasket sends; the same object again is nothing new. */
export interface SavePorts<Snapshot> {
  put(snapshot: Snapshot): Promise<void>;
  /** Waits before the next put: once after a change (so that a burst of scans is one call), longer after each failure. */
  pause(failures: number): Promise<void>;
  onState(state: SaveState): void;
  /** Told where the server refuses the basket: asking again would not help. */
  onRefused(problem: ApiProblem): void;
}

/** Keeps the server's basket equal to the till's: one put at a time, the newest snapshot wins, failures are tried again until one gets through. */
export interface BasketSaver<Snapshot> {
  /** Takes note of a change and saves it soon. */
  changed(snapshot: Snapshot): void;
  /** Saves at once; resolves when the server has the newest snapshot, rejects where it refused or did not answer. */
  flush(): Promise<void>;
}

export const basketSaver = <Snapshot>(ports: SavePorts<Snapshot>): BasketSaver<Snapshot> => {
  let newest: Snapshot | undefined;
  let saved: Snapshot | undefined;
  let putting: Promise<void> | undefined;
  let looping = false;

  /** One put of the newest snapshot; whoever comes while one runs waits for it first. */
  const putNewest = async (): Promise<void> => {
    while (putting) await putting.catch(() => undefined);
    if (newest === undefined || newest === saved) return;
    const snapshot = newest;
    ports.onState("saving");
    putting = ports.put(snapshot).finally(() => {
      putting = undefined;
    });
    try {
      await putting;
      saved = snapshot;
      ports.onState(newest === saved ? "saved" : "saving");
    } catch (error) {
      ports.onState("unsaved");
      throw error;
    }
  };

  /** Where the same refused snapshot would be sent again and again, the loop ends; the next change starts another. */
  const loop = async (): Promise<void> => {
    for (let failures = 0; newest !== saved; ) {
      await ports.pause(failures);
      try {
        await putNewest();
        failures = 0;
      } catch (error) {
        if (!isUnknownResult(error)) return ports.onRefused(error as ApiProblem);
        failures++;
      }
    }
  };

  return {
    changed: (snapshot) => {
      newest = snapshot;
      if (looping) return;
      looping = true;
      void loop().finally(() => {
        looping = false;
      });
    },
    flush: async () => {
      while (newest !== saved) await putNewest();
    },
  };
};
