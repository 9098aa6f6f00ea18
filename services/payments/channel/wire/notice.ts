import type { IncomingHttpHeaders } from "node:http";
import type { ChannelId, ChannelPaymentRef, PaymentAnswer } from "../channel.ts";

/** What somebody posted to the address for notices. */
export interface ReceivedNotice {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A channel's own word on an attempt, told without being asked (P21). It is treated as the answer of a query, no more. */
interface ChannelNotice {
  readonly channelId: ChannelId;
  /** Our order number there, to find the attempt by. */
  readonly attemptId: string;
  /** What it says of that attempt: UNKNOWN unless order, merchant, amount and currency are the attempt's own. */
  answerFor(payment: ChannelPaymentRef): PaymentAnswer;
}

/** Reads a notice; undefined where it is not the channel's word, or too old, or says nothing that can be read: then nothing is changed by it. */
export type ReadNotice = (received: ReceivedNotice) => Promise<ChannelNotice | undefined>;

/** What is answered to a notice, in the channel's own words. */
interface NoticeReply {
  readonly httpStatus: number;
  readonly contentType: string;
  readonly body: string;
}

/** How a channel's notices are read and proven, and how it is told that one was taken, or is to be sent again. */
export interface NoticeReader {
  readonly read: ReadNotice;
  readonly taken: NoticeReply;
  /** Whatever was wrong: who forges learns nothing from it. */
  readonly refused: NoticeReply;
}
