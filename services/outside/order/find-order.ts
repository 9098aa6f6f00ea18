import { findRow } from "../../../kernel/store/rows.ts";
import type { ChannelId } from "../config.ts";
import type { OutsideParts } from "../outside-parts.ts";
import type { Order } from "./order.ts";
import { orderIdOf } from "./order-model.ts";

/** An order as queries see it: null where there is none, and for as long as the fault `hidden` keeps it from them (P6). */
export const findOrder = async (
  { orders, faults }: OutsideParts,
  channelId: ChannelId,
  orderNumber: string,
  now: Date,
): Promise<Order | null> => {
  const _id = orderIdOf(channelId, orderNumber);
  return faults.isHidden(_id, now) ? null : findRow(orders, { _id });
};
