import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { noteLevel } from "../card/note-level.ts";
import { SETTLE } from "../config.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { openBook } from "./points-book.ts";

const NO_TRACE = "";

interface Run {
  readonly now: Date;
  readonly signal: AbortSignal;
  /** Cards that could not be settled in this run: they keep no other waiting, and are tried again in the next. */
  readonly failed: Set<string>;
}

/**
 * Writes what time alone does to points and levels: pending points become usable, usable ones end, and a level falls when what it rested on leaves the window. Each
 * card in a transaction of its own; no read waits for it.
 */
const settlePoints = async (parts: MembershipParts, run: Run): Promise<void> => {
  for (;;) {
    const cardIds = await dueCards(parts, run);
    await settleAll(parts, cardIds, run);
    if (isOver(run) || cardIds.length < SETTLE.batch) break;
  }
  await spreadProgrammes(parts, run);
};

/** Whether a run ends here: where so many cards fail, it is not the cards that are wrong. */
const isOver = ({ signal, failed }: Run): boolean => signal.aborted || failed.size >= SETTLE.batch;

const dueCards = async ({ sales, points, cards }: MembershipParts, { now, failed }: Run): Promise<string[]> => {
  const { batch } = SETTLE;
  const others = { $nin: [...failed] };
  const finals = await sales
    .find({ isFinal: false, finalTime: { $lte: now }, cardId: others }, { cardId: 1 })
    .limit(batch)
    .lean();
  const ends = await points.buckets
    .find({ isLive: true, expireTime: { $lte: now }, cardId: others }, { cardId: 1 })
    .limit(batch)
    .lean();
  const checks = await cards
    .find({ levelCheckTime: { $exists: true, $lte: now }, _id: others }, { _id: 1 })
    .limit(batch)
    .lean();
  const ids = [
    ...finals.map(({ cardId }) => cardId),
    ...ends.map(({ cardId }) => cardId),
    ...checks.map(({ _id }) => _id),
  ];
  return [...new Set(ids)].slice(0, batch);
};

const settleOne = (parts: MembershipParts, cardId: string, now: Date): Promise<void> =>
  parts.store.transaction(async (session) => {
    const cause = { now, traceparent: NO_TRACE };
    const book = await openBook(parts, session, { cardId }, cause);
    await book.close();
    await noteLevel(parts, session, cardId, cause);
  });

const settleAll = async (parts: MembershipParts, cardIds: readonly string[], run: Run): Promise<void> => {
  for (const cardId of cardIds) {
    if (isOver(run)) return;
    try {
      await settleOne(parts, cardId, run.now);
    } catch (error) {
      run.failed.add(cardId);
      parts.log.error({ err: error, cardId }, "a card's points could not be settled");
    }
  }
};

/** After a change of a programme every card of its merchant is looked at once: its holder may stand elsewhere now. */
const spreadProgrammes = async (parts: MembershipParts, run: Run): Promise<void> => {
  for (const { _id, merchantId, version } of await parts.programmes.find({ isSpread: false }).lean()) {
    for (;;) {
      const filter = { merchantId, levelVersion: { $lt: version }, _id: { $nin: [...run.failed] } };
      const behind = await parts.cards.find(filter, { _id: 1 }).limit(SETTLE.batch).lean();
      await settleAll(
        parts,
        behind.map((card) => card._id),
        run,
      );
      if (isOver(run)) return;
      if (behind.length < SETTLE.batch) break;
    }
    const isBehind = await parts.cards.exists({ merchantId, levelVersion: { $lt: version } });
    if (!isBehind) await parts.programmes.updateOne({ _id }, { $set: { isSpread: true } });
  }
};

export const settleJob = (parts: MembershipParts): Job => ({
  name: "settle-points",
  everyMs: SETTLE.everyMs,
  run: ({ now, signal }) => settlePoints(parts, { now, signal, failed: new Set() }),
});
