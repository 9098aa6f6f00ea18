import type { ClientSession } from "mongoose";
import type { CallContext } from "../../../kernel/contract/contract.ts";
import type { Outbox } from "../../../kernel/events/event.ts";
import { tradeClosed, tradePaid } from "../events.ts";
import type { Trade } from "./trade.ts";
import { tradeMessage } from "./trade-message.ts";

/** Of a call, what an event carries on. */
export type Cause = Pick<CallContext, "now" | "traceparent">;

/** The trade's id makes the event's id: a trade is paid once and closed once, and so is the news of it. */
const keyed = ({ now, traceparent }: Cause, { tradeId }: Trade) => ({ now, traceparent, key: tradeId });

export const announcePaid = (outbox: Outbox, session: ClientSession, trade: Trade, cause: Cause): Promise<void> =>
  outbox.append(session, tradePaid, { trade: tradeMessage(trade, "merchant") }, keyed(cause, trade));

export const announceClosed = (outbox: Outbox, session: ClientSession, trade: Trade, cause: Cause): Promise<void> =>
  outbox.append(session, tradeClosed, { trade: tradeMessage(trade, "merchant") }, keyed(cause, trade));
