import type { ClientSession } from "mongoose";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { type FieldReader, readFields } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { supermarketReasons } from "../errors.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import type { VendOrder } from "./vend-order.ts";

/** Reads the id that a kiosk made. */
export const readVendOrderId = (fields: FieldReader, value: string): string =>
  fields.matching("vend_order_id", value, /^vnd_[0-9A-Za-z]{8,40}$/, {
    en: "vnd_ and 8 to 40 letters and digits",
    zh: "须为 vnd_ 加 8 至 40 位字母或数字",
  });

/** The id of a request that holds nothing else. */
export const parseVendOrderId = ({ vendOrderId }: { readonly vendOrderId: string }): string => {
  const fields = readFields();
  const id = readVendOrderId(fields, vendOrderId);
  fields.check();
  return id;
};

/** A vend of the calling kiosk. Every other is not there: a machine answers for its own only. @throws VEND_ORDER_NOT_FOUND. */
export const loadVendOrder = async (
  { vendOrders }: Pick<SupermarketParts, "vendOrders">,
  vendOrderId: string,
  caller: Caller,
  session?: ClientSession,
): Promise<VendOrder> => {
  const order = await findRow(vendOrders, { _id: vendOrderId }, session);
  if (!order || order.kioskId !== caller.id) throw supermarketReasons.error("VEND_ORDER_NOT_FOUND");
  return order;
};
