import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import type {
  Basket as BasketMessage,
  GetBasketRequest,
} from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { toBasketMessage } from "./basket-message.ts";
import { loadBasket, readBasketId } from "./load-basket.ts";

/** The basket as it is now. */
export const getBasket =
  (parts: SupermarketParts): Handler<GetBasketRequest, BasketMessage> =>
  async (request, { caller }) => {
    const fields = readFields();
    const basketId = readBasketId(fields, request.basketId);
    fields.check();
    return toBasketMessage(await loadBasket(parts, basketId, caller));
  };
