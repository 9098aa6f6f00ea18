import { actsAtSite } from "../../../kernel/auth/caller.ts";
import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  GetReceiptRequest,
  Receipt as ReceiptMessage,
} from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { readBasketId } from "../basket/load-basket.ts";
import { supermarketReasons } from "../errors.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { type Receipt, toReceiptMessage } from "./receipt.ts";

/** The receipt of a paid basket. Another store's is not there. */
export const getReceipt =
  ({ receipts }: SupermarketParts): Handler<GetReceiptRequest, ReceiptMessage> =>
  async (request, { caller }) => {
    const fields = readFields();
    const basketId = readBasketId(fields, request.basketId);
    fields.check();
    const receipt = await receipts.findById(basketId).lean<Receipt>();
    if (!receipt || !actsAtSite(caller, receipt.storeId)) throw supermarketReasons.error("RECEIPT_NOT_FOUND");
    return toReceiptMessage(receipt);
  };
