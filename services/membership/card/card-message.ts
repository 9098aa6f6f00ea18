import type { MemberCard, MemberStanding } from "../../../proto/gen/paywindow/membership/v1/card.ts";
import type { Points } from "../points/points.ts";
import { balanceMessage } from "../points/points-message.ts";
import type { Programme, Standing } from "../programme/programme.ts";
import { levelMessage } from "../programme/programme-message.ts";
import type { CardRow } from "./card-model.ts";

export const standingMessage = ({
  level,
  levelNumber,
  nextLevel,
  countedPoints,
  pointsToNext,
}: Standing): MemberStanding => ({
  level: levelMessage(level, levelNumber),
  countedPoints,
  nextLevel: nextLevel && levelMessage(nextLevel, levelNumber + 1),
  pointsToNext,
});

export const cardMessage = (card: CardRow, programme: Programme, standing: Standing, points: Points): MemberCard => ({
  cardId: card._id,
  merchantId: card.merchantId,
  cardNumber: card.cardNumber,
  programmeName: programme.name,
  programmeNameEn: programme.nameEn,
  standing: standingMessage(standing),
  points: balanceMessage(points),
  issueTime: card.issueTime,
  boundPhysicalCards: [...card.boundPhysicalCards],
});
