import { openCardToken } from "../card/card-model.ts";
import { type AccountKey, creditOf, walletOf } from "../ledger/ledger.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import type { WalletUser } from "./wallet.ts";

/** Where the money of a payment may come from. */
export type Funding =
  | { readonly kind: "BALANCE"; readonly account: AccountKey }
  | { readonly kind: "CREDIT"; readonly account: AccountKey }
  | CardFunding;

interface CardFunding {
  readonly kind: "CARD";
  readonly channelId: "bank-card";
  readonly cardId: string;
  /** The bank that issued it. */
  readonly issuer: string;
  /** What the bank switch takes: never to be stored or logged. */
  readonly cardToken: string;
}

/** What a source is called where a user names one: these two, or a card's id. */
export const FundingSourceId = { BALANCE: "balance", CREDIT: "credit" } as const;

/**
 * What a payment of this payer is tried on, in order: the balance, then what the user has put behind it. A source that is named stands alone; there is
 * none where the payer has no such source. Read before the transaction: what decides is the draw itself (P30), and a draw that is FUNDS_SHORT goes on to the
 * next. Reads the store only where a card is among them.
 */
export const fundingsOf = async (
  { cards, seal }: Pick<PaymentsParts, "cards" | "seal">,
  { userId, fundingOrder = [] }: WalletUser,
  { currencyCode, fundingSourceId }: { readonly currencyCode: string; readonly fundingSourceId?: string },
): Promise<readonly Funding[]> => {
  const order = [FundingSourceId.BALANCE, ...fundingOrder];
  const wanted = fundingSourceId ? order.filter((sourceId) => sourceId === fundingSourceId) : order;
  const cardIds = wanted.filter((sourceId) => sourceId.startsWith("crd_"));
  const rows = cardIds.length === 0 ? [] : await cards.find({ _id: { $in: cardIds }, userId }).lean();
  const cardOf = new Map(rows.map((row) => [row._id, row]));
  return wanted.flatMap((sourceId): Funding[] => {
    if (sourceId === FundingSourceId.BALANCE) return [{ kind: "BALANCE", account: walletOf(userId, currencyCode) }];
    if (sourceId === FundingSourceId.CREDIT) return [{ kind: "CREDIT", account: creditOf(userId, currencyCode) }];
    const card = cardOf.get(sourceId);
    if (!card) return [];
    const { _id: cardId, bankName: issuer } = card;
    return [{ kind: "CARD", channelId: "bank-card", cardId, issuer, cardToken: openCardToken(seal, card) }];
  });
};
