import type { IncomingHttpHeaders } from "node:http";
import type { ChannelId } from "../config.ts";
import type { Order } from "../order/order.ts";

/** A request as it came over the wire, for one party: `path` is what was signed, with its query. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a party says, before it is written in its format and signed. */
export interface Reply {
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;
  /** The order that it is about, where it is about one. */
  readonly orderNumber?: string;
}

/** What a party tells of its own accord: the same proof as an answer's. */
export type Notice = Omit<WireAnswer, "status">;

/** One party's door: its wire format, its signatures and its codes, over the books that all three share. */
export interface Front {
  readonly channelId: ChannelId;
  /** Makes the keys that the other side must have before it can believe an answer. */
  prepare(): Promise<void>;
  /** Verifies and does what is asked. Whatever was committed stays, whatever becomes of the answer. */
  act(request: WireRequest, now: Date): Promise<Reply>;
  /** Writes and signs an answer; `spoilt`: with a signature that is wrong. */
  seal(reply: Reply, now: Date, spoilt?: "spoilt"): Promise<WireAnswer>;
  /** What the party tells of an order that was paid. */
  writeNotice(order: Order, now: Date): Promise<Notice>;
  /** The same answer about another amount. */
  withOtherAmount(reply: Reply): Reply;
}
