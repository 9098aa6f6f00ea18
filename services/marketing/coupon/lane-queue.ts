/**
 * The lanes of campaigns as one node sees them: who waits for which, and which are empty. It decides nothing (the store does); it spares the store the crowd.
 * Claims of one lane queue up here and run one after the other, so that on one node they never collide over the lane's row, and those of other nodes seldom.
 * What was once seen empty stays empty, so when the last coupon is gone all who still wait are refused without a look at the store.
 */
export interface LaneQueue {
  /** Runs the work when those before it in the lane are done. `undefined`, and no work done, where the lane is empty by then. */
  inTurn<T>(laneId: string, work: () => Promise<T>): Promise<T | undefined>;
  /** Notes that the store showed the lane to be empty. */
  noteEmpty(laneId: string): void;
  isEmpty(laneId: string): boolean;
}

/** So many empty lanes are remembered; the oldest are forgotten first, and found empty again. */
const MAX_REMEMBERED = 10_000;

export const createLaneQueue = (): LaneQueue => {
  const empty = new Set<string>();
  const tails = new Map<string, Promise<unknown>>();
  return {
    isEmpty: (laneId) => empty.has(laneId),
    noteEmpty: (laneId) => {
      if (empty.size >= MAX_REMEMBERED) empty.delete(empty.values().next().value as string);
      empty.add(laneId);
    },
    inTurn: (laneId, work) => {
      const run = async () => (empty.has(laneId) ? undefined : work());
      const before = tails.get(laneId);
      const mine = before ? before.then(run, run) : run();
      tails.set(laneId, mine);
      const leave = (): void => {
        if (tails.get(laneId) === mine) tails.delete(laneId);
      };
      mine.then(leave, leave);
      return mine;
    },
  };
};
