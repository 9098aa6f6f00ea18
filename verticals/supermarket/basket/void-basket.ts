import type { Handler } from "../../../kernel/contract/contract.ts";
import { readFields } from "../../../kernel/parse/parse.ts";
import { Raced, runAgain } from "../../../kernel/store/run-again.ts";
import type {
  Basket as BasketMessage,
  VoidBasketRequest,
} from "../../../proto/gen/paywindow/supermarket/v1/supermarket.ts";
import { supermarketReasons } from "../errors.ts";
import type { SupermarketParts } from "../supermarket-parts.ts";
import { decideVoid } from "./basket.ts";
import { toBasketMessage } from "./basket-message.ts";
import { loadBasket, readBasketId } from "./load-basket.ts";

/** Gives up an open basket. One that is being paid is refused: its payment decides. */
export const voidBasket =
  (parts: SupermarketParts): Handler<VoidBasketRequest, BasketMessage> =>
  async (request, { caller }) => {
    const fields = readFields();
    const basketId = readBasketId(fields, request.basketId);
    fields.check();
    return runAgain(async () => {
      const basket = await loadBasket(parts, basketId, caller);
      const verdict = decideVoid(basket);
      if (verdict === "void") return toBasketMessage(basket);
      if (verdict) throw supermarketReasons.error(verdict);
      const open = { _id: basketId, state: "OPEN", revision: basket.revision } as const;
      const { matchedCount } = await parts.baskets.updateOne(open, { $set: { state: "VOIDED" } });
      if (matchedCount === 0) throw new Raced();
      return toBasketMessage({ ...basket, state: "VOIDED" });
    });
  };
