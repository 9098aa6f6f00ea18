import type { ClientSession } from "mongoose";
import { plusMs } from "../../../kernel/time/clock.ts";
import type { Channel, ChannelId, ChannelPayment } from "../channel/channel.ts";
import { contractOf } from "../merchant/merchant-contract.ts";
import type { MerchantRow } from "../merchant/merchant-model.ts";
import type { PaymentsParts } from "../payments-parts.ts";
import { drawJudged, type Parties } from "../risk/draw-judged.ts";
import type { Refused } from "../risk/risk-error.ts";
import type { Funding } from "../wallet/funding.ts";
import { drawFunds } from "./draw-funds.ts";
import type { Tender, Trade } from "./trade.ts";

/** Where the money of a payment may come from: a source of a wallet user, or another wallet whose code was shown. */
export type Source = Funding | { readonly kind: "WALLET_CODE"; readonly channelId: ChannelId; readonly code: string };

/** A payment that is committed, and of which its channel is to be told now. */
export interface Sending {
  readonly channel: Channel;
  /** Never stored or logged. */
  readonly instrument: ChannelPayment["instrument"];
  readonly cardId?: string;
}

/** What became of a payment inside its transaction. Refused, it has drawn on nothing. */
export type Drawn = Refused | { readonly write: Trade; readonly sending?: Sending };

const TENDERS: Readonly<Record<ChannelId, Tender>> = {
  "bank-card": "BANK_CARD",
  "wechat-like": "WECHAT_LIKE",
  "unionpay-like": "UNIONPAY_LIKE",
};

/** What a source is called on the trade. */
export const tenderOf = (source: Source): Tender => {
  if ("channelId" in source) return TENDERS[source.channelId];
  return source.kind === "CREDIT" ? "CREDIT_LINE" : "WALLET_BALANCE";
};

/** P11: the sources that this node reaches and the merchant's contract allows; our own ledger always. */
export const usableSources = (
  { channels }: Pick<PaymentsParts, "channels">,
  merchant: MerchantRow,
  sources: readonly Source[],
): readonly Source[] => {
  const allowed = contractOf(merchant).channels;
  return sources.filter(
    (source) => !("channelId" in source) || (channels.has(source.channelId) && allowed.includes(source.channelId)),
  );
};

/** How a trade waits for a source: not at all for our own ledger, until the channel's deadline for a channel. */
export const waitOf = (
  { channels }: Pick<PaymentsParts, "channels">,
  source: Source,
  now: Date,
): { readonly wait: "CHANNEL"; readonly waitUntil: Date } | undefined => {
  const channel = "channelId" in source ? channels.get(source.channelId) : undefined;
  return channel && { wait: "CHANNEL", waitUntil: plusMs(now, channel.times.deadlineMs) };
};

/** What risk knows of a card: nothing that could pay. */
const cardOf = ({ cardId, issuer }: Extract<Source, { readonly kind: "CARD" }>) => ({ cardId, issuer });

/** Draws on one source for a trade as it was decided. Our own ledger pays at once; of a channel nothing is asked before this is committed (P2, P12). */
export const drawSource = async (
  parts: PaymentsParts,
  session: ClientSession,
  { trade, source }: { trade: Trade; source: Source },
  parties: Parties,
  now: Date,
): Promise<Drawn> => {
  if (!("channelId" in source))
    return drawJudged(parts, session, trade, parties, now, (judged) => drawFunds(parts, session, judged, now));
  const paying = source.kind === "CARD" ? { ...parties, card: cardOf(source) } : parties;
  const judged = await drawJudged(parts, session, trade, paying, now, async () => undefined);
  const channel = parts.channels.get(source.channelId);
  if (!channel || "refuse" in judged) return "refuse" in judged ? judged : { refuse: "CHANNEL_UNAVAILABLE" };
  if (source.kind === "CARD") {
    const { cardId, cardToken } = source;
    return { ...judged, sending: { channel, cardId, instrument: { cardToken } } };
  }
  return { ...judged, sending: { channel, instrument: { code: source.code } } };
};
