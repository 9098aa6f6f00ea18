import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, updateRow } from "../../../kernel/store/rows.ts";
import type { Item, PerformItemRequest, RefundItemRequest } from "../../../proto/gen/paywindow/hospital/v1/item.ts";
import { assertStaff, assertStaffAt } from "../callers.ts";
import { type HospitalReason, hospitalReasons } from "../errors.ts";
import { itemsChanged } from "../events.ts";
import type { HospitalParts } from "../hospital-parts.ts";
import type { ItemRow, ItemState } from "./item.ts";
import { itemMessage } from "./item-message.ts";

/** What staff do with an item in the end: performed, or given back. */

type Decision = { readonly keep: true } | { readonly refuse: HospitalReason } | { readonly write: Partial<ItemRow> };

const end = async (
  parts: HospitalParts,
  itemId: string,
  { caller, now, traceparent }: CallContext,
  decide: (state: ItemState) => Decision,
): Promise<Item> => {
  assertStaff(caller);
  const fields = readFields();
  fields.id("item_id", itemId, "itm");
  fields.check();
  const row = await parts.store.transaction(async (session) => {
    const before = await findRow(parts.items, { _id: itemId }, session);
    if (!before) throw hospitalReasons.error("ITEM_NOT_FOUND");
    assertStaffAt(caller, before.storeId, "ITEM_NOT_FOUND");
    const decision = decide(before.state);
    if ("keep" in decision) return before;
    if ("refuse" in decision) throw hospitalReasons.error(decision.refuse);
    const filter = { _id: itemId, state: before.state };
    if ((await updateRow(parts.items, { filter, update: { $set: decision.write } }, { session })) === 0)
      throw hospitalReasons.error("ITEMS_IN_PAYMENT");
    const payload = { userId: before.userId, storeId: before.storeId };
    const key = `${itemId}:${decision.write.state}`;
    await parts.outbox.append(session, itemsChanged, payload, { now, traceparent, key });
    return { ...before, ...decision.write };
  });
  return itemMessage(row);
};

/** PerformItem */
export const performItem =
  (parts: HospitalParts): Handler<PerformItemRequest, Item> =>
  async ({ itemId }, context) =>
    end(parts, itemId, context, (state) => {
      if (state === "PERFORMED") return { keep: true };
      return state === "PAID" ? { write: { state: "PERFORMED" } } : { refuse: "ITEM_NOT_PERFORMABLE" };
    });

/** RefundItem: the money goes back by send-refunds, under the item's own number. */
export const refundItem =
  (parts: HospitalParts): Handler<RefundItemRequest, Item> =>
  async ({ itemId }, context) =>
    end(parts, itemId, context, (state) => {
      if (state === "REFUNDED" || state === "WITHDRAWN") return { keep: true };
      if (state === "IN_PAYMENT") return { refuse: "ITEMS_IN_PAYMENT" };
      if (state === "OPEN") return { write: { state: "WITHDRAWN" } };
      const refund = { state: "REFUNDED", refundState: "PENDING", refundDueTime: context.now } as const;
      return state === "PAID" ? { write: refund } : { refuse: "ITEM_NOT_REFUNDABLE" };
    });
