import { randomInt } from "node:crypto";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, insertRow } from "../../../kernel/store/rows.ts";
import { plusMs } from "../../../kernel/time/clock.ts";
import type {
  IssueOutsideCodeRequest,
  IssueOutsideCodeResponse,
} from "../../../proto/gen/paywindow/outside/v1/outside.ts";
import { requireOperator } from "../callers.ts";
import { type ChannelId, CODE_LIFETIME_MS } from "../config.ts";
import { outsideReasons } from "../errors.ts";
import type { OutsideParts } from "../outside-parts.ts";

/** How long a dead code is told apart from one that never was. */
const REMEMBERED_MS = 24 * 60 * 60_000;

const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join("");

/** Each wallet's form of code (P11); a bank gives out none. */
const CODE_OF: Partial<Readonly<Record<ChannelId, () => string>>> = {
  "wechat-like": () => `1${randomInt(6)}${digits(16)}`,
  "unionpay-like": () => `62${digits(17)}`,
};

/** IssueOutsideCode: chance makes it, and its row says whose it is. */
export const issueOutsideCode =
  ({ accounts, codes }: OutsideParts): Handler<IssueOutsideCodeRequest, IssueOutsideCodeResponse> =>
  async (request, { caller, now }) => {
    requireOperator(caller);
    const fields = readFields();
    const accountId = fields.id("account_id", request.accountId, "oac");
    fields.check();
    const account = await findRow(accounts, { _id: accountId });
    const paymentCode = account && CODE_OF[account.channelId]?.();
    if (!paymentCode) throw outsideReasons.error("OUTSIDE_ACCOUNT_NOT_FOUND");
    const expireTime = plusMs(now, CODE_LIFETIME_MS);
    await insertRow(codes, { _id: paymentCode, accountId, expireTime, forgetTime: plusMs(now, REMEMBERED_MS) });
    return { paymentCode, expireTime };
  };
