import { createHash } from "node:crypto";
import type { ChannelId } from "../config.ts";
import { localTime } from "./business-day.ts";

/** One movement of money of a day. */
export interface Movement {
  readonly kind: "PAY" | "REVERSE" | "REFUND";
  readonly time: Date;
  /** The acquirer's order number, the same on a payment, its reverse and its refunds. */
  readonly orderNumber: string;
  /** The acquirer's refund number; empty but for refunds. */
  readonly refundNumber: string;
  readonly transactionId: string;
  readonly merchantId: string;
  /** Positive minor units of CNY. */
  readonly amount: bigint;
}

const HEADER = "time,kind,order_number,refund_number,transaction_id,merchant_id,amount,currency";

const lineOf = ({ time, kind, orderNumber, refundNumber, transactionId, merchantId, amount }: Movement): string =>
  [localTime(time), kind, orderNumber, refundNumber, transactionId, merchantId, amount, "CNY"].join(",");

const byTime = (a: Movement, b: Movement): number =>
  a.time.getTime() - b.time.getTime() ||
  compare(a.orderNumber, b.orderNumber) ||
  compare(a.kind, b.kind) ||
  compare(a.refundNumber, b.refundNumber);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const totalOf = (movements: readonly Movement[], kind: Movement["kind"]): bigint =>
  movements.reduce((sum, movement) => sum + (movement.kind === kind ? movement.amount : 0n), 0n);

/**
 * The file of a day: what names it, a header, a line per movement in the order of time, and an end marker with the number of lines, the totals and the
 * SHA-256 of everything above it (P34). The same movements give the same bytes.
 */
export const writeStatement = (channelId: ChannelId, businessDay: string, movements: readonly Movement[]): string => {
  const lines = [...movements].sort(byTime).map(lineOf);
  const text = [`#STATEMENT,${channelId},${businessDay}`, HEADER, ...lines, ""].join("\n");
  const [paid, reversed, refunded] = (["PAY", "REVERSE", "REFUND"] as const).map((kind) => totalOf(movements, kind));
  const hash = createHash("sha256").update(text).digest("hex");
  return `${text}#END,rows=${lines.length},paid=${paid},reversed=${reversed},refunded=${refunded},sha256=${hash}\n`;
};
