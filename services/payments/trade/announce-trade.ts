import type { ClientSession } from "mongoose";
import type { CallContext } from "../../../kernel/contract/contract.ts";
import type { Outbox } from "../../../kernel/events/event.ts";
import { tradeClosed, tradePaid, tradeReversed } from "../events.ts";
import { enqueueNotify } from "../notify/enqueue-notify.ts";
import type { Trade } from "./trade.ts";
import { tradeMessage } from "./trade-message.ts";

/** Of a call, what an event carries on. */
export type Cause = Pick<CallContext, "now" | "traceparent">;

/** The trade's id makes the event's id: a trade is paid once, closed once or reversed once, and so is the news of it. */
const keyed = ({ now, traceparent }: Cause, { tradeId }: Trade) => ({ now, traceparent, key: tradeId });

/** Where the news of a payment goes: to everyone who listens, and to the address that the merchant gave. */
type NewsParts = { readonly outbox: Outbox } & Parameters<typeof enqueueNotify>[0];

export const announcePaid = async (
  parts: NewsParts,
  session: ClientSession,
  trade: Trade,
  cause: Cause,
): Promise<void> => {
  await parts.outbox.append(session, tradePaid, { trade: tradeMessage(trade, "merchant") }, keyed(cause, trade));
  await enqueueNotify(parts, session, trade, undefined, cause.now);
};

export const announceClosed = (outbox: Outbox, session: ClientSession, trade: Trade, cause: Cause): Promise<void> =>
  outbox.append(session, tradeClosed, { trade: tradeMessage(trade, "merchant") }, keyed(cause, trade));

export const announceReversed = (outbox: Outbox, session: ClientSession, trade: Trade, cause: Cause): Promise<void> =>
  outbox.append(session, tradeReversed, { trade: tradeMessage(trade, "merchant") }, keyed(cause, trade));
