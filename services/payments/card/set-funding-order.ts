import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  SetFundingOrderRequest,
  SetFundingOrderResponse,
} from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { FundingSourceId } from "../wallet/funding.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";

/** SetFundingOrder: which source is tried after which where the balance does not cover a payment. */
export const setFundingOrder =
  (parts: PaymentsParts): Handler<SetFundingOrderRequest, SetFundingOrderResponse> =>
  async ({ fundingOrder }, { caller }) =>
    parts.store.transaction(async (session) => {
      const { userId, fundingOrder: before = [] } = await loadWalletUser(parts, caller, session);
      assertSame(before, fundingOrder);
      await parts.users.updateOne({ _id: userId }, { $set: { fundingOrder } }, { session });
      return { fundingOrder: [FundingSourceId.BALANCE, ...fundingOrder] };
    });

/** Another order of the same sources, none missing and none twice. */
const assertSame = (before: readonly string[], after: readonly string[]): void => {
  const isSame = before.toSorted().join() === after.toSorted().join();
  const fields = readFields();
  if (!isSame)
    fields.refuse({
      field: "funding_order",
      en: "each of your sources but the balance, once",
      zh: "须包含余额以外的每种付款方式，各一次",
    });
  fields.check();
};
