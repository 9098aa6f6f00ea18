import type { ClientSession } from "mongoose";
import type { MemberCard } from "../../../proto/gen/paywindow/membership/v1/card.ts";
import type { Member } from "../../../proto/gen/paywindow/membership/v1/till.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { pointsNow } from "../points/catch-up.ts";
import { loadPoints } from "../points/load-points.ts";
import { balanceMessage } from "../points/points-message.ts";
import { pointsFor } from "../programme/programme.ts";
import { loadProgramme } from "../programme/programme-model.ts";
import { cardMessage, standingMessage } from "./card-message.ts";
import type { CardRow } from "./card-model.ts";
import { maskNumber } from "./card-number.ts";
import { standingNow } from "./standing.ts";

const lookAt = async (parts: MembershipParts, card: CardRow, now: Date, session?: ClientSession) => {
  const programme = await loadProgramme(parts, card.merchantId, session);
  const standing = await standingNow(parts, programme, card, now, session);
  const { points, dueSales } = await loadPoints(parts, { cardId: card._id, now }, session);
  return { programme, standing, points: pointsNow(points, dueSales, now) };
};

/** A card as its holder sees it at this instant. */
export const showCard = async (parts: MembershipParts, card: CardRow, now: Date): Promise<MemberCard> => {
  const { programme, standing, points } = await lookAt(parts, card, now);
  return cardMessage(card, programme, standing, points);
};

/** A card as a till's system needs to know it, and what an amount of so many fen would earn. */
export const showMember = async (
  parts: MembershipParts,
  card: CardRow,
  { now, amount }: { readonly now: Date; readonly amount: bigint },
  session?: ClientSession,
): Promise<Member> => {
  const { programme, standing, points } = await lookAt(parts, card, now, session);
  return {
    ...{ cardId: card._id, userId: card.userId, maskedCardNumber: maskNumber(card.cardNumber) },
    ...{ standing: standingMessage(standing), points: balanceMessage(points) },
    ...{ pointWorthFen: programme.pointWorthFen, pointsToEarn: pointsFor(programme, amount) },
    programmeVersion: programme.version,
  };
};
