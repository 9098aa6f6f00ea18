import type { ClientSession } from "mongoose";
import { findRow, insertRow } from "../../../kernel/store/rows.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import { type CardRow, openCodeSecret } from "../card/card-model.ts";
import { MEMBER_CODE } from "../config.ts";
import { membershipReasons } from "../errors.ts";
import type { MembershipParts } from "../membership-parts.ts";
import { isGenuine, judgeAge, readCode } from "./member-code.ts";

/** What a code is used for, and where. */
interface Use {
  readonly merchantId: string;
  readonly reference: string;
  readonly memberCode: string;
}

/**
 * Uses a code in the caller's transaction: the card whose it is. For what it was used for already it answers again, however late; for anything else it is spent.
 * @throws MEMBER_CODE_UNKNOWN, MEMBER_CODE_EXPIRED, MEMBER_CODE_SPENT; code 11000 where somebody else used it in between.
 */
export const spendCode = async (
  parts: MembershipParts,
  session: ClientSession,
  { merchantId, reference, memberCode }: Use,
  now: Date,
): Promise<CardRow> => {
  const code = readCode(memberCode);
  const { codeNumber } = code ?? {};
  const card = codeNumber ? await parts.cards.findOne({ codeNumber }).session(session).lean<CardRow>() : null;
  if (!code || !card || card.merchantId !== merchantId || !isGenuine(openCodeSecret(parts.seal, card), code))
    throw membershipReasons.error("MEMBER_CODE_UNKNOWN");
  const _id = `${code.codeNumber}${code.time}`;
  const spent = await findRow(parts.spentCodes, { _id }, session);
  if (spent?.merchantId === merchantId && spent.reference === reference) return card;
  if (spent) throw membershipReasons.error("MEMBER_CODE_SPENT");
  const age = judgeAge(code, now);
  if (age !== "fresh") throw membershipReasons.error(age);
  const times = { spendTime: now, forgetTime: plusMs(now, MEMBER_CODE.rememberMs) };
  await insertRow(parts.spentCodes, { _id, merchantId, cardId: card._id, reference, ...times }, session);
  return card;
};
