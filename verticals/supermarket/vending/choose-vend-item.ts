import type { CallContext, Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { findRow, insertRow, updateRow } from "../../../kernel/store/rows.ts";
import { runAgain } from "../../../kernel/store/run-again.ts";
import type {
  ChooseVendItemRequest,
  VendOrder as VendOrderMessage,
} from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import { supermarketReasons } from "../errors.ts";
import { readBarcode } from "../item/item.ts";
import { reserveStock } from "../item/stock.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import type { Kiosk } from "./kiosk-model.ts";
import { loadVendOrder, readVendOrderId } from "./load-vend-order.ts";
import { applyTrade, vendClaim } from "./settle-vend.ts";
import { closeTime, piecesOf, toVendOrderMessage, type VendOrder } from "./vend-order.ts";

interface Choice {
  readonly vendOrderId: string;
  readonly barcode: string;
  readonly kiosk: Kiosk;
}

const parse = (request: ChooseVendItemRequest) => {
  const fields = readFields();
  const vendOrderId = readVendOrderId(fields, request.vendOrderId);
  const barcode = readBarcode(fields, "barcode", request.barcode);
  fields.check();
  return { vendOrderId, barcode };
};

/** The vend of this id: the one that an earlier call made, or a new one with its item held. */
const holdItem = (parts: SupermarketParts, { vendOrderId, barcode, kiosk }: Choice, now: Date): Promise<VendOrder> =>
  parts.store.transaction(async (session) => {
    const known = await findRow(parts.vendOrders, { _id: vendOrderId }, session);
    if (known) {
      if (known.kioskId !== kiosk._id || known.barcode !== barcode)
        throw supermarketReasons.error("VEND_ORDER_ID_REUSED");
      return known;
    }
    const item = await findRow(parts.items, { storeId: kiosk.storeId, barcode }, session);
    const store = await findRow(parts.stores, { _id: kiosk.storeId }, session);
    if (!item || !store) throw supermarketReasons.error("ITEM_NOT_FOUND", { metadata: { barcode } });
    const order: VendOrder = {
      ...{ _id: vendOrderId, kioskId: kiosk._id, storeId: kiosk.storeId, merchantId: store.merchantId },
      ...{ storeName: store.name, itemId: item._id, barcode, name: item.name, nameEn: item.nameEn },
      ...{ price: item.unitPrice, currencyCode: item.currencyCode, state: "CHOSEN", looks: 0 },
      ...{ chosenTime: now, dueTime: closeTime(now) },
    };
    if ((await reserveStock(parts.items, piecesOf(order), session)) === "short")
      throw supermarketReasons.error("STOCK_INSUFFICIENT", { metadata: { barcode } });
    // From here on nothing is refused.
    await insertRow(parts.vendOrders, order, session);
    return order;
  });

/** Makes the trade, once however often it is asked for, and keeps its code. What payments refuses, the recovery closes. */
const makeTrade = async (parts: SupermarketParts, order: VendOrder, context: CallContext): Promise<void> => {
  const { deadline, signal, traceparent } = context;
  const trade = await parts.payments.createTrade(vendClaim(order), { deadline, signal, traceparent });
  const waiting = { _id: order._id, state: "CHOSEN" } as const;
  if (trade.qrCode) await updateRow(parts.vendOrders, { filter: waiting, update: { $set: { qrCode: trade.qrCode } } });
  else await applyTrade(parts, order, trade, context.now);
};

/** ChooseVendItem: an item is held, and its trade waits for whoever stands there. */
export const chooseVendItem =
  (parts: SupermarketParts): Handler<ChooseVendItemRequest, VendOrderMessage> =>
  async (request, context) => {
    const { vendOrderId, barcode } = parse(request);
    const kiosk = await parts.kiosks.findById(context.caller.id).lean<Kiosk>();
    if (!kiosk) throw supermarketReasons.error("KIOSK_NOT_SET_UP");
    if (!kiosk.barcodes.includes(barcode)) throw supermarketReasons.error("ITEM_NOT_FOUND", { metadata: { barcode } });
    const order = await runAgain(() => holdItem(parts, { vendOrderId, barcode, kiosk }, context.now));
    if (order.state === "CHOSEN" && !order.qrCode) await makeTrade(parts, order, context);
    return toVendOrderMessage(await loadVendOrder(parts, vendOrderId, context.caller));
  };
