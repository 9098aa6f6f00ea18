import type { ClientSession } from "mongoose";
import { newId } from "../../../kernel/ids/ids.ts";
import { findRow, insertRow, updateRow } from "../../../kernel/store/rows.ts";
import { runAgainOnDuplicate } from "../../../kernel/store/run-again.ts";
import { giveTo } from "../account/account-model.ts";
import { type ChannelId, REVERSE_TERMS } from "../config.ts";
import type { OutsideParts } from "../outside-parts.ts";
import { judgeReverse, OrderState } from "./order.ts";
import { orderIdOf } from "./order-model.ts";

type ReverseResult = "REVERSED" | "TOO_EARLY" | "TOO_LATE";

/** What is left of a number whose reverse came before it: whoever comes late with the order finds it reversed. */
const leaveTombstone = async (
  { orders }: OutsideParts,
  channelId: ChannelId,
  orderNumber: string,
  now: Date,
  session: ClientSession,
): Promise<void> => {
  const nothing = { merchantId: "", amount: 0n, currencyCode: "CNY", instrument: "", refundedAmount: 0n };
  const row = { ...nothing, channelId, orderNumber, state: OrderState.REVERSED, createTime: now };
  const _id = orderIdOf(channelId, orderNumber);
  await insertRow(orders, { _id, ...row, transactionId: newId("otx", now) }, session);
};

/** Takes an order back, whatever it is; again and again with the same result. */
export const reverseOrder = (
  parts: OutsideParts,
  channelId: ChannelId,
  orderNumber: string,
  now: Date,
): Promise<ReverseResult> => runAgainOnDuplicate(() => commitReverse(parts, channelId, orderNumber, now));

const commitReverse = (
  parts: OutsideParts,
  channelId: ChannelId,
  orderNumber: string,
  now: Date,
): Promise<ReverseResult> =>
  parts.store.transaction(async (session) => {
    const _id = orderIdOf(channelId, orderNumber);
    const order = await findRow(parts.orders, { _id }, session);
    if (!order) {
      await leaveTombstone(parts, channelId, orderNumber, now, session);
      return "REVERSED";
    }
    const verdict = judgeReverse(order, REVERSE_TERMS[channelId], now);
    if (verdict === "DONE") return "REVERSED";
    if (verdict !== "REVERSE") return verdict;

    if (order.state === OrderState.PAID && order.accountId)
      await giveTo(parts.accounts, order.accountId, order.amount, session);
    const change = { filter: { _id }, update: { $set: { state: OrderState.REVERSED, reverseTime: now } } };
    await updateRow(parts.orders, change, { session });
    return "REVERSED";
  });
