import { randomBytes } from "node:crypto";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import { BANK_KEY, cardIdOf, isExpired } from "../card/card-model.ts";
import { passesLuhn } from "../card/luhn.ts";
import type { Reply } from "../http/front.ts";
import { type Fields, textOf } from "../http/read-text.ts";
import type { OutsideParts } from "../outside-parts.ts";
import { OTHER_CODES } from "./bank-codes.ts";

const BANK_NAME = "测试银行";

const refused = (responseCode: string): Reply => ({ status: 200, fields: { responseCode } });

/** Binds a card: its token, the same however often it is bound. The number is compared by its keyed hash and kept nowhere. */
export const tokenize = async ({ cards, keys, store }: OutsideParts, fields: Fields, now: Date): Promise<Reply> => {
  const cardNumber = textOf(fields, "cardNumber", /^\d{12,19}$/);
  const expiry = textOf(fields, "expiry", /^(0[1-9]|1[0-2])\d\d$/);
  const holderName = textOf(fields, "holderName", /^.{1,64}$/u);
  if (!passesLuhn(cardNumber)) return refused(OTHER_CODES.cardInvalid);
  const _id = cardIdOf(await keys.secret(BANK_KEY), cardNumber);
  return store.transaction(async (session) => {
    const card = await findRow(cards, { _id }, session);
    if (!card || card.expiry !== expiry || card.holderName !== holderName) return refused(OTHER_CODES.cardInvalid);
    if (isExpired(expiry, now)) return refused("54");
    const token = card.token ?? `tok_${randomBytes(18).toString("base64url")}`;
    await updateRow(cards, { filter: { _id }, update: { $set: { token } } }, { session });
    const { lastFour } = card;
    return { status: 200, fields: { responseCode: OTHER_CODES.approved, token, lastFour, bankName: BANK_NAME } };
  });
};
