import { type AccessRow, allow, on, ownedAsServiceKnows } from "../grant.ts";
import { till } from "./roles.ts";

/** Who may call the rpcs of supermarket. */
export const supermarketAccess: Readonly<Record<string, AccessRow>> = {
  "supermarket.findItem": [allow(till, on("storeId", "site"))],
  "supermarket.listItems": [allow(till, on("storeId", "site"))],
  "supermarket.putBasket": [allow(till, on("storeId", "site"))],
  "supermarket.getBasket": [allow(till, ownedAsServiceKnows("basketId"))],
  "supermarket.voidBasket": [allow(till, ownedAsServiceKnows("basketId"))],
  "supermarket.checkOutBasket": [allow(till, ownedAsServiceKnows("basketId"))],
  "supermarket.uploadOfflineSale": [allow(till, on("storeId", "site"))],
  "supermarket.getReceipt": [allow(till, ownedAsServiceKnows("basketId"))],
};
