import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type { RemoveCardRequest, RemoveCardResponse } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { paymentReasons } from "../errors.ts";
import { checkPaymentPassword } from "../password/check-payment-password.ts";
import { readOptionalPassword } from "../password/payment-password.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";

/** RemoveCard: the token and the card's place in the funding order go together. What was paid with it is refunded to it all the same, by the bank switch. */
export const removeCard =
  (parts: PaymentsParts): Handler<RemoveCardRequest, RemoveCardResponse> =>
  async (request, { caller, now }) => {
    const fields = readFields();
    const cardId = fields.id("card_id", request.cardId, "crd");
    const password = readOptionalPassword(fields, "payment_password", request.paymentPassword);
    fields.check();
    const { userId } = await loadWalletUser(parts, caller);
    if (!(await parts.cards.exists({ _id: cardId, userId }))) throw paymentReasons.error("CARD_NOT_FOUND");
    const refusal = await checkPaymentPassword(parts, userId, password, now);
    if (refusal) throw refusal;
    await parts.store.transaction(async (session) => {
      const { deletedCount } = await parts.cards.deleteOne({ _id: cardId, userId }, { session });
      if (deletedCount !== 1) throw paymentReasons.error("CARD_NOT_FOUND");
      await parts.users.updateOne({ _id: userId }, { $pull: { fundingOrder: cardId } }, { session });
    });
    return {};
  };
