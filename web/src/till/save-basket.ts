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

/** What is to be saved and what is: the newest snapshot, the last that the server took, and the put that runs. */
interface Progress<Snapshot> {
  newest?: Snapshot;
  saved?: Snapshot;
  putting?: Promise<void> | undefined;
}

const isBehind = <Snapshot>(progress: Progress<Snapshot>): boolean => progress.newest !== progress.saved;

/** One put of the newest snapshot; whoever comes while one runs waits for it first. */
const putNewest = async <Snapshot>(ports: SavePorts<Snapshot>, progress: Progress<Snapshot>): Promise<void> => {
  while (progress.putting) await progress.putting.catch(() => undefined);
  const snapshot = progress.newest;
  if (snapshot === undefined || !isBehind(progress)) return;
  ports.onState("saving");
  progress.putting = ports.put(snapshot).finally(() => {
    progress.putting = undefined;
  });
  try {
    await progress.putting;
    progress.saved = snapshot;
    ports.onState(isBehind(progress) ? "saving" : "saved");
  } catch (error) {
    ports.onState("unsaved");
    throw error;
  }
};

/** Saves until nothing is behind. A refused snapshot would be refused again: the loop ends, and the next change starts another. */
const catchUp = async <Snapshot>(ports: SavePorts<Snapshot>, progress: Progress<Snapshot>): Promise<void> => {
  for (let failures = 0; isBehind(progress); ) {
    await ports.pause(failures);
    try {
      await putNewest(ports, progress);
      failures = 0;
    } catch (error) {
      if (!isUnknownResult(error)) return ports.onRefused(error as ApiProblem);
      failures++;
    }
  }
};

/** A saver with nothing to save yet. */
export const basketSaver = <Snapshot>(ports: SavePorts<Snapshot>): BasketSaver<Snapshot> => {
  const progress: Progress<Snapshot> = {};
  let looping = false;
  return {
    changed: (snapshot) => {
      progress.newest = snapshot;
      if (looping) return;
      looping = true;
      void catchUp(ports, progress).finally(() => {
        looping = false;
      });
    },
    flush: async () => {
      while (isBehind(progress)) await putNewest(ports, progress);
    },
  };
};
