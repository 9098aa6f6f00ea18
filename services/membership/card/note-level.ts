import type { ClientSession } from "mongoose";
import { levelChanged } from "../events.ts";
import type { MembershipParts } from "../membership-parts.ts";
import type { Cause } from "../points/points-book.ts";
import { levelMessage } from "../programme/programme-message.ts";
import { findProgramme, loadVersion } from "../programme/programme-model.ts";
import type { CardRow } from "./card-model.ts";
import { standingNow } from "./standing.ts";

/**
 * Announces a level that is another than the one announced last, once. What a member gets is decided by the level at that instant (standing.ts); this is for
 * those who want to be told.
 */
export const noteLevel = async (
  parts: MembershipParts,
  session: ClientSession,
  cardId: string,
  cause: Cause,
): Promise<void> => {
  const card = await parts.cards.findById(cardId).session(session).lean<CardRow>();
  const programme = card && (await findProgramme(parts, card.merchantId, session));
  if (!programme) throw new Error(`the card ${cardId} or its programme vanished`);
  const { level, levelNumber, checkTime } = await standingNow(parts, programme, card, cause.now, session);
  const isSame = card.levelNumber === levelNumber && card.levelVersion === programme.version;
  if (isSame && card.levelCheckTime?.getTime() === checkTime?.getTime()) return;
  const set = { levelNumber, levelVersion: programme.version };
  const update = checkTime
    ? { $set: { ...set, levelCheckTime: checkTime } }
    : { $set: set, $unset: { levelCheckTime: 1 } };
  await parts.cards.updateOne({ _id: cardId }, update, { session });
  if (card.levelNumber === levelNumber) return;
  const told = await loadVersion(parts, card.merchantId, card.levelVersion, session);
  const before = told.levels[card.levelNumber - 1];
  const payload = {
    ...{ cardId, merchantId: card.merchantId, userId: card.userId },
    levelBefore: before && levelMessage(before, card.levelNumber),
    level: levelMessage(level, levelNumber),
  };
  const key = `${cardId}:${cause.now.getTime()}:${card.levelNumber}:${levelNumber}`;
  await parts.outbox.append(session, levelChanged, payload, { ...cause, key });
};
