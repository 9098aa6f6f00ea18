import type { ClientSession } from "mongoose";
import { actsAtSite, type Caller } from "../../../kernel/auth/caller.ts";
import type { FieldReader } from "../../../kernel/parse/parse.ts";
import { findRow } from "../../../kernel/store/rows.ts";
import { supermarketReasons } from "../errors.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import type { Basket } from "./basket.ts";

/** Reads the id that a till made. */
export const readBasketId = (fields: FieldReader, value: string): string =>
  fields.matching("basket_id", value, /^bsk_[0-9A-Za-z]{8,40}$/, {
    en: "bsk_ and 8 to 40 letters and digits",
    zh: "须为 bsk_ 加 8 至 40 位字母或数字",
  });

/** A basket of a store where the caller acts. Everybody else's is not there: BASKET_NOT_FOUND. */
export const loadBasket = async (
  { baskets }: Pick<SupermarketParts, "baskets">,
  basketId: string,
  caller: Caller,
  session?: ClientSession,
): Promise<Basket> => {
  const basket = await findRow(baskets, { _id: basketId }, session);
  if (!basket || !actsAtSite(caller, basket.storeId)) throw supermarketReasons.error("BASKET_NOT_FOUND");
  return basket;
};
