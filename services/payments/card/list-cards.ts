import type { Handler } from "../../../kernel/contract/contract.ts";
import type { ListCardsRequest, ListCardsResponse } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { FundingSourceId } from "../wallet/funding.ts";
import { loadWalletUser } from "../wallet/load-wallet-user.ts";
import { cardMessage } from "./card-message.ts";

/** ListCards: the caller's cards, and in which order they pay. */
export const listCards =
  (parts: PaymentsParts): Handler<ListCardsRequest, ListCardsResponse> =>
  async (_request, { caller }) => {
    const { userId, fundingOrder = [] } = await loadWalletUser(parts, caller);
    const rows = await parts.cards.find({ userId }).sort({ _id: 1 }).lean();
    return { cards: rows.map(cardMessage), fundingOrder: [FundingSourceId.BALANCE, ...fundingOrder] };
  };
