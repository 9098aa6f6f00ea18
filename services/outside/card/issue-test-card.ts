import { randomInt } from "node:crypto";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, insertRow } from "../../../kernel/store/rows.ts";
import type { IssueTestCardRequest, IssueTestCardResponse } from "../../../proto/gen/paywindow/outside/v1/outside.ts";
import { requireOperator } from "../callers.ts";
import { outsideReasons } from "../errors.ts";
import type { OutsideParts } from "../outside-parts.ts";
import { BANK_KEY, cardIdOf } from "./card-model.ts";
import { withLuhnDigit } from "./luhn.ts";

/** The first digits of every card of the test bank. */
const BANK_PREFIX = "62290099";

const inFourYears = (now: Date): string => {
  const local = new Date(now.getTime() + 8 * 60 * 60_000);
  const month = String(local.getUTCMonth() + 1).padStart(2, "0");
  return `${month}${String((local.getUTCFullYear() + 4) % 100).padStart(2, "0")}`;
};

/** IssueTestCard: the answer is the only place where the number stands. */
export const issueTestCard =
  ({ accounts, cards, keys }: OutsideParts): Handler<IssueTestCardRequest, IssueTestCardResponse> =>
  async (request, { caller, now }) => {
    requireOperator(caller);
    const fields = readFields();
    const accountId = fields.id("account_id", request.accountId, "oac");
    const expiry = request.expiry === "" ? inFourYears(now) : request.expiry;
    fields.matching("expiry", expiry, /^(0[1-9]|1[0-2])\d\d$/, { en: "MMYY", zh: "须为 MMYY" });
    fields.check();
    const account = await findRow(accounts, { _id: accountId, channelId: "bank-card" });
    if (!account) throw outsideReasons.error("OUTSIDE_ACCOUNT_NOT_FOUND");
    const { holderName } = account;
    const cardNumber = withLuhnDigit(`${BANK_PREFIX}${String(randomInt(10_000_000)).padStart(7, "0")}`);
    const _id = cardIdOf(await keys.secret(BANK_KEY), cardNumber);
    await insertRow(cards, { _id, accountId, lastFour: cardNumber.slice(-4), expiry, holderName });
    return { cardNumber, expiry, holderName };
  };
