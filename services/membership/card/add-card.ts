import { randomBytes } from "node:crypto";
import type { ClientSession } from "mongoose";
import { newId } from "../../../kernel/ids/ids.ts";
import { insertRow } from "../../../kernel/store/rows.ts";
import { aCodeNumber } from "../code/member-code.ts";
import { cardIssued } from "../events.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { NO_POINTS } from "../points/points.ts";
import type { Cause } from "../points/points-book.ts";
import type { Programme } from "../programme/programme.ts";
import { cardMessage } from "./card-message.ts";
import { type CardRow, sealCodeSecret } from "./card-model.ts";
import { aCardNumber } from "./card-number.ts";
import { standingNow } from "./standing.ts";

const SECRET_BYTES = 32;

/** The user's card, made where there is none, in the caller's transaction. @throws code 11000 where somebody else made it, or its number, in between. */
export const findOrAddCard = async (
  parts: MembershipParts,
  session: ClientSession,
  { programme, userId }: { readonly programme: Programme; readonly userId: string },
  cause: Cause,
): Promise<CardRow> => {
  const { merchantId } = programme;
  const known = await parts.cards.findOne({ userId, merchantId }).session(session).lean<CardRow>();
  if (known) return known;
  const _id = newId("mcd", cause.now);
  const row: CardRow = {
    ...{ _id, merchantId, userId, cardNumber: aCardNumber(programme.cardPrefix), issueTime: cause.now },
    ...{ codeNumber: aCodeNumber(), ...sealCodeSecret(parts.seal, _id, randomBytes(SECRET_BYTES)) },
    ...{ boundPhysicalCards: [], levelNumber: 1, levelVersion: programme.version },
  };
  await insertRow(parts.cards, row, session);
  await insertRow(parts.points.accounts, { _id, merchantId, userId, ...NO_POINTS.accounts, entryCount: 0 }, session);
  const standing = await standingNow(parts, programme, row, cause.now, session);
  const payload = { card: cardMessage(row, programme, standing, NO_POINTS), userId };
  await parts.outbox.append(session, cardIssued, payload, { ...cause, key: _id });
  return row;
};
