import { hash } from "node:crypto";
import type { ClientSession } from "mongoose";
import { newId } from "../../../kernel/ids/ids.ts";
import { findRow, insertRow, updateRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { takeFrom } from "../account/account-model.ts";
import { isExpired } from "../card/card-model.ts";
import type { ChannelId } from "../config.ts";
import type { OutsideParts } from "../outside-parts.ts";
import { judgePayment, type Order, type Payer } from "./order.ts";
import { type OrderRow, orderIdOf } from "./order-model.ts";

/** What an acquirer asks a party to pay. */
export interface PlacedOrder {
  readonly channelId: ChannelId;
  readonly orderNumber: string;
  readonly merchantId: string;
  /** Positive minor units of CNY. */
  readonly amount: bigint;
  readonly currencyCode: string;
  readonly instrument: { readonly code: string } | { readonly cardToken: string };
  readonly notifyUrl?: string;
}

const instrumentOf = ({ instrument }: PlacedOrder): string =>
  hash("sha256", "code" in instrument ? `code:${instrument.code}` : `card:${instrument.cardToken}`, "base64url");

const isSame = (row: OrderRow, placed: PlacedOrder): boolean =>
  row.merchantId === placed.merchantId &&
  row.amount === placed.amount &&
  row.currencyCode === placed.currencyCode &&
  row.instrument === instrumentOf(placed);

const payerOf = async (
  { accounts }: OutsideParts,
  accountId: string,
  channelId: ChannelId,
  unknown: "CODE_UNKNOWN" | "CARD_UNKNOWN",
  session: ClientSession,
): Promise<Payer> => {
  const account = await findRow(accounts, { _id: accountId, channelId }, session);
  return account ? { accountId, ...account } : { refusal: unknown };
};

/** Whose code it is. A code makes one order, whatever comes of it (P10). */
const payerOfCode = async (
  parts: OutsideParts,
  code: string,
  { channelId, orderNumber }: PlacedOrder,
  now: Date,
  session: ClientSession,
): Promise<Payer> => {
  const row = await findRow(parts.codes, { _id: code }, session);
  if (!row) return { refusal: "CODE_UNKNOWN" };
  const payer = await payerOf(parts, row.accountId, channelId, "CODE_UNKNOWN", session);
  if ("refusal" in payer) return payer;
  if (row.orderId) return { refusal: "CODE_SPENT" };
  if (row.expireTime < now) return { refusal: "CODE_EXPIRED" };
  const change = { filter: { _id: code }, update: { $set: { orderId: orderIdOf(channelId, orderNumber) } } };
  await updateRow(parts.codes, change, { session });
  return payer;
};

const payerOfCard = async (
  parts: OutsideParts,
  token: string,
  { channelId }: PlacedOrder,
  now: Date,
  session: ClientSession,
): Promise<Payer> => {
  const card = await findRow(parts.cards, { token }, session);
  if (!card) return { refusal: "CARD_UNKNOWN" };
  if (isExpired(card.expiry, now)) return { refusal: "CARD_EXPIRED" };
  return payerOf(parts, card.accountId, channelId, "CARD_UNKNOWN", session);
};

const newOrder = (placed: PlacedOrder, payer: Payer, now: Date): Order => {
  const { channelId, orderNumber, merchantId, amount, currencyCode, notifyUrl } = placed;
  const verdict = judgePayment(amount, payer);
  return {
    ...{ channelId, orderNumber, merchantId, amount, currencyCode, instrument: instrumentOf(placed) },
    ...verdict,
    ...("accountId" in payer && { accountId: payer.accountId }),
    ...(verdict.state === "PAID" && { payTime: now }),
    ...(notifyUrl !== undefined && { notifyUrl }),
    ...{ transactionId: newId("otx", now), createTime: now, refundedAmount: 0n },
  };
};

/** Pays an order, or says how it stands where its number came before. `conflict`: it came before with something else. */
export const placeOrder = async (
  parts: OutsideParts,
  placed: PlacedOrder,
  now: Date,
): Promise<{ readonly order: Order } | { readonly conflict: true }> => {
  const result = await runAgainOnDuplicate(() => commitOrder(parts, placed, now));
  if ("order" in result && result.order.state === "PAID") for (const hear of parts.paidListeners) hear(result.order);
  return result;
};

const commitOrder = (parts: OutsideParts, placed: PlacedOrder, now: Date): ReturnType<typeof placeOrder> =>
  parts.store.transaction(async (session) => {
    const { channelId, orderNumber, instrument } = placed;
    const _id = orderIdOf(channelId, orderNumber);
    const known = await findRow(parts.orders, { _id }, session);
    // An order that was reversed before it came has no merchant yet, and stays as it is.
    if (known) return known.merchantId === "" || isSame(known, placed) ? { order: known } : { conflict: true };

    const payer =
      "code" in instrument
        ? await payerOfCode(parts, instrument.code, placed, now, session)
        : await payerOfCard(parts, instrument.cardToken, placed, now, session);
    const order = newOrder(placed, payer, now);
    if (order.state === "PAID" && order.accountId)
      if (!(await takeFrom(parts.accounts, order.accountId, order.amount, session)))
        throw new Error(`account ${order.accountId} changed inside the transaction that read it`);
    await insertRow(parts.orders, { _id, ...order }, session);
    return { order };
  });
