import type { Job } from "../../../kernel/scheduler/scheduler.ts";
import { noteLevel } from "../card/note-level.ts";
import { SETTLE } from "../config.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { openBook } from "./points-book.ts";

const NO_TRACE = "";

interface Run {
  readonly now: Date;
  readonly signal: AbortSignal;
}

/**
 * Writes what time alone does to points and levels: pending points become usable, usable ones end, and a level falls when what it rested on leaves the window. Each
 * card in a transaction of its own; no read waits for it.
 */
const settlePoints = async (parts: MembershipParts, run: Run): Promise<void> => {
  for (;;) {
    const cardIds = await dueCards(parts, run.now);
    await settleAll(parts, cardIds, run);
    if (run.signal.aborted || cardIds.length < SETTLE.batch) break;
  }
  await spreadProgrammes(parts, run);
};

const dueCards = async ({ sales, points, cards }: MembershipParts, now: Date): Promise<string[]> => {
  const { batch } = SETTLE;
  const finals = await sales
    .find({ isFinal: false, finalTime: { $lte: now } }, { cardId: 1 })
    .limit(batch)
    .lean();
  const ends = await points.buckets
    .find({ isLive: true, expireTime: { $lte: now } }, { cardId: 1 })
    .limit(batch)
    .lean();
  const checks = await cards
    .find({ levelCheckTime: { $exists: true, $lte: now } }, { _id: 1 })
    .limit(batch)
    .lean();
  const ids = [
    ...finals.map(({ cardId }) => cardId),
    ...ends.map(({ cardId }) => cardId),
    ...checks.map(({ _id }) => _id),
  ];
  return [...new Set(ids)].slice(0, batch);
};

const settleAll = async (parts: MembershipParts, cardIds: readonly string[], { now, signal }: Run): Promise<void> => {
  const cause = { now, traceparent: NO_TRACE };
  for (const cardId of cardIds) {
    if (signal.aborted) return;
    await parts.store.transaction(async (session) => {
      const book = await openBook(parts, session, { cardId }, cause);
      await book.close();
      await noteLevel(parts, session, cardId, cause);
    });
  }
};

/** After a change of a programme every card of its merchant is looked at once: its holder may stand elsewhere now. */
const spreadProgrammes = async (parts: MembershipParts, run: Run): Promise<void> => {
  for (const { _id, merchantId, version } of await parts.programmes.find({ isSpread: false }).lean()) {
    for (;;) {
      const filter = { merchantId, levelVersion: { $lt: version } };
      const behind = await parts.cards.find(filter, { _id: 1 }).limit(SETTLE.batch).lean();
      await settleAll(
        parts,
        behind.map((card) => card._id),
        run,
      );
      if (run.signal.aborted) return;
      if (behind.length < SETTLE.batch) break;
    }
    await parts.programmes.updateOne({ _id }, { $set: { isSpread: true } });
  }
};

export const settleJob = (parts: MembershipParts): Job => ({
  name: "settle-points",
  everyMs: SETTLE.everyMs,
  run: (context) => settlePoints(parts, context),
});
