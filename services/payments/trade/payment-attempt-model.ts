import { type Connection, type Model, Schema } from "mongoose";
import { modelOf } from "../../../kernel/store/model-of.ts";
import type { ChannelId } from "../channel/channel.ts";
import type { PaymentReason } from "../errors.ts";
import type { PaymentWay, Tender } from "./trade.ts";

/** Where an attempt to pay stands. */
export const AttemptState = {
  /** The amount is set aside in the payer's wallet (AuthorizeTrade). Exits: PAID by a capture, REVERSED by a close. */
  HELD: "HELD",
  /** Nobody was asked to move money yet: the payer must confirm. Exits: SENT, PAID, FAILED. */
  WAITING_PAYER: "WAITING_PAYER",
  /** Committed before the channel is called (P2): from here on the channel may have the money. Exits: PAID, FAILED, REVERSING. */
  SENT: "SENT",
  /** The merchant has the money. Final. */
  PAID: "PAID",
  /** Nothing was taken, by the channel's word or our own ledger's (P1). Exit: LATE_PAID, where the channel did not know of it and was paid after all. */
  FAILED: "FAILED",
  /** Taken back, until the channel answers. Exits: REVERSED, LATE_PAID. */
  REVERSING: "REVERSING",
  /** Nothing was taken, or it was given back. Exit: as FAILED; none with our own ledger. */
  REVERSED: "REVERSED",
  /** Taken for a trade that nobody wants paid any more: the money is in suspense, on its way back (P8). Exit: LATE_REFUNDED. */
  LATE_PAID: "LATE_PAID",
  /** The payer has it again. Final. */
  LATE_REFUNDED: "LATE_REFUNDED",
} as const;

export type AttemptState = (typeof AttemptState)[keyof typeof AttemptState];

/**
 * A try to pay. Where a payment code was shown, it is the proof that the code is spent, too: a code names a device and a second, and that pair is the
 * attempt's `_id`; so a code has one attempt, whatever came of it, and a retry needs another code and makes another row (P10).
 */
export interface PaymentAttemptRow {
  /** `<deviceNumber>-<second since 1970>` for a code of our wallet; else att_… */
  readonly _id: string;
  /** Absent for payers of other wallets. */
  readonly userId?: string;
  readonly merchantId: string;
  readonly merchantTradeId: string;
  readonly state: AttemptState;
  readonly way: PaymentWay;
  /** Absent where the payment was refused before. */
  readonly tradeId?: string;
  readonly amount?: bigint;
  readonly currencyCode?: string;
  readonly tender?: Tender;
  /** A bound card (crd_…) that pays. */
  readonly cardId?: string;
  /** The external channel that was asked; absent for our own ledger. */
  readonly channelId?: ChannelId;
  readonly channelTradeId?: string;
  /** The channel's own word for why not. */
  readonly channelCode?: string;
  /** Why the payment was refused or failed. */
  readonly refusal?: PaymentReason;
  /** The risk rule that refused it, as `<ruleId>@<version>`. */
  readonly riskRule?: string;
  readonly createTime: Date;
  /** Until when the payer may confirm, or the channel may take: then it is taken back (P4). Absent where nothing is open. */
  readonly deadline?: Date;
  /** When the janitor looks at it next; absent where there is nothing to look at. */
  readonly nextQueryTime?: Date;
  /** How often it was asked about. */
  readonly queries?: number;
  /** Of one that was paid late: under how many numbers the channel has refused to give it back (P16). Absent: none. */
  readonly refusedRefunds?: number;
}

const required = true;

const schema = new Schema<PaymentAttemptRow>(
  {
    _id: { type: String, required },
    userId: { type: String },
    merchantId: { type: String, required },
    merchantTradeId: { type: String, required },
    state: { type: String, required },
    way: { type: String, required },
    tradeId: { type: String },
    amount: { type: BigInt },
    currencyCode: { type: String },
    tender: { type: String },
    cardId: { type: String },
    channelId: { type: String },
    channelTradeId: { type: String },
    channelCode: { type: String },
    refusal: { type: String },
    riskRule: { type: String },
    createTime: { type: Date, required },
    deadline: { type: Date },
    nextQueryTime: { type: Date },
    queries: { type: Number },
    refusedRefunds: { type: Number },
  },
  { collection: "payment_attempts", versionKey: false },
);
// What the janitor looks for. An attempt that is known leaves it.
schema.index(
  { channelId: 1, nextQueryTime: 1, _id: 1 },
  { partialFilterExpression: { nextQueryTime: { $exists: true } } },
);
// What the gauges count every second: not those that are only looked back at, of which there are half a day's.
schema.index({ state: 1 }, { partialFilterExpression: { state: { $in: ["SENT", "REVERSING", "LATE_PAID"] } } });

export const paymentAttemptModel = (connection: Connection): Model<PaymentAttemptRow> =>
  modelOf<PaymentAttemptRow>(connection, "PaymentAttempt", schema);
