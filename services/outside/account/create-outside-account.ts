import type { Handler } from "../../../kernel/contract/contract.ts";
import { newId } from "../../../kernel/ids/ids.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { upsertRow } from "../../../kernel/store/rows.ts";
import type { CreateOutsideAccountRequest, OutsideAccount } from "../../../proto/gen/paywindow/outside/v1/outside.ts";
import { parseChannelId, requireOperator } from "../callers.ts";
import type { OutsideParts } from "../outside-parts.ts";
import { type AccountRow, toAccountMessage } from "./account-model.ts";

const parse = (request: CreateOutsideAccountRequest, now: Date): AccountRow => {
  const fields = readFields();
  const channelId = parseChannelId(fields, request.channelId);
  const _id = request.accountId === "" ? newId("oac", now) : fields.id("account_id", request.accountId, "oac");
  const holderName = fields.text("holder_name", request.holderName, 1, 64);
  const { minorUnits: balance, currencyCode } = request.balance ?? { minorUnits: 0n, currencyCode: "CNY" };
  if (balance < 0n || currencyCode !== "CNY")
    fields.refuse({ field: "balance", en: "zero or more, in CNY", zh: "须为人民币，不小于 0" });
  if (request.confirmOver < 0n) fields.refuse({ field: "confirm_over", en: "zero or more", zh: "不小于 0" });
  fields.check();
  return { _id, channelId, holderName, balance, confirmOver: request.confirmOver, frozen: request.frozen };
};

/** CreateOutsideAccount: a new account, or new terms for the one that has the id; what an account holds is never set anew. */
export const createOutsideAccount =
  ({ accounts }: OutsideParts): Handler<CreateOutsideAccountRequest, OutsideAccount> =>
  async (request, { caller, now }) => {
    requireOperator(caller);
    const { _id, channelId, balance, ...terms } = parse(request, now);
    const change = { filter: { _id }, update: { $set: terms, $setOnInsert: { channelId, balance } } };
    return toAccountMessage(await upsertRow(accounts, change));
  };
