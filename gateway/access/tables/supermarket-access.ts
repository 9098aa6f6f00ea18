import { type AccessRow, allow, on, ownedAsServiceKnows, staff } from "../grant.ts";
import { office, till } from "./roles.ts";

/** An unattended machine. It sells what it was set up with and gives back what it did not give out, and nothing else. */
const kiosk = staff("kiosk");

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
  "supermarket.setUpKiosk": [allow(office, on("storeId", "site"))],
  "supermarket.getKiosk": [allow(kiosk)],
  "supermarket.chooseVendItem": [allow(kiosk, ownedAsServiceKnows("vendOrderId"))],
  "supermarket.payVendOrder": [allow(kiosk, ownedAsServiceKnows("vendOrderId"))],
  "supermarket.getVendOrder": [allow(kiosk, ownedAsServiceKnows("vendOrderId"))],
  "supermarket.cancelVendOrder": [allow(kiosk, ownedAsServiceKnows("vendOrderId"))],
  "supermarket.startVend": [allow(kiosk, ownedAsServiceKnows("vendOrderId"))],
  "supermarket.confirmVended": [allow(kiosk, ownedAsServiceKnows("vendOrderId"))],
  "supermarket.reportVendFailure": [allow(kiosk, ownedAsServiceKnows("vendOrderId"))],
};
