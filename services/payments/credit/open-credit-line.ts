import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { CreditLine, OpenCreditLineRequest } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { assertOperator } from "../callers.ts";
import { paymentReasons } from "../errors.ts";
import { creditOf } from "../ledger/ledger.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { FundingSourceId } from "../wallet/funding.ts";
import { creditLineMessage } from "./credit-line-message.ts";

const MAX_LIMIT = 10_000_000n;

/** OpenCreditLine: the account with its floor, and the user's new source of funds behind those that there are, in one transaction. */
export const openCreditLine =
  (parts: PaymentsParts): Handler<OpenCreditLineRequest, CreditLine> =>
  async (request, { caller }) => {
    const { userId, limit, currencyCode } = parse(request);
    assertOperator(caller);
    const key = creditOf(userId, currencyCode);
    await parts.store.transaction(async (session) => {
      const user = await parts.users.findById(userId).session(session).lean();
      if (!user) throw paymentReasons.error("WALLET_NOT_FOUND");
      if (user.currencyCode !== currencyCode) throw paymentReasons.error("CURRENCY_NOT_HELD");
      await parts.ledger.setCreditLimit(session, key, limit);
      const order = user.fundingOrder ?? [];
      if (order.includes(FundingSourceId.CREDIT)) return;
      const fundingOrder = [...order, FundingSourceId.CREDIT];
      await parts.users.updateOne({ _id: userId }, { $set: { fundingOrder } }, { session });
    });
    return creditLineMessage((await parts.ledger.findAccount(key))!);
  };

const parse = (request: OpenCreditLineRequest) => {
  const fields = readFields();
  const userId = fields.id("user_id", request.userId, "usr");
  const { minorUnits: limit = -1n, currencyCode = "" } = request.creditLimit ?? {};
  if (limit < 0n || limit > MAX_LIMIT)
    fields.refuse({
      field: "credit_limit.minor_units",
      en: `0 to ${MAX_LIMIT} minor units`,
      zh: `须为 0 至 ${MAX_LIMIT}（最小货币单位）`,
    });
  fields.check();
  return { userId, limit, currencyCode };
};
