import type { Basket } from "../../verticals/supermarket/basket/basket.ts";
import { canMove } from "../../verticals/supermarket/basket/basket.ts";
import type { CheckoutAttempt } from "../../verticals/supermarket/checkout/attempt.ts";
import type { Item } from "../../verticals/supermarket/item/item.ts";
import type { Receipt } from "../../verticals/supermarket/receipt/receipt.ts";
import { type Change, type Mirror, textOf } from "./mirror.ts";
import type { Complain } from "./payment-rules.ts";

type Counts = Map<string, number>;

const add = (counts: Counts, lines: Basket["lines"], sign: 1 | -1, touched: Set<string>): void => {
  for (const { itemId, quantity } of lines) {
    counts.set(itemId, (counts.get(itemId) ?? 0) + sign * quantity);
    touched.add(itemId);
  }
};

/** The rules of goods, held against every transaction of the supermarket's store: on hand + sold = received, reserved = what is being checked out. */
export class StockRules {
  readonly #mirror: Mirror;
  readonly #complain: Complain;
  readonly #sold: Counts = new Map();
  readonly #reserved: Counts = new Map();
  readonly #receiptNumbers = new Set<string>();

  constructor(mirror: Mirror, complain: Complain) {
    this.#mirror = mirror;
    this.#complain = complain;
  }

  check(changes: readonly Change[]): void {
    const items = new Set<string>();
    const baskets = new Set<string>();
    for (const change of changes) this.#note(change, items, baskets);
    for (const itemId of items) this.#checkItem(itemId);
    for (const basketId of baskets) this.#checkBasket(basketId);
  }

  #note(change: Change, items: Set<string>, baskets: Set<string>): void {
    const { collection, id } = change;
    if (collection === "items") items.add(id);
    if (collection === "baskets") this.#noteBasket(change as Change<Basket>, items, baskets);
    if (collection === "receipts") this.#noteReceipt(change as Change<Receipt>, items, baskets);
    if (collection === "checkout_attempts") this.#noteAttempt(change as Change<CheckoutAttempt>, baskets);
  }

  #noteBasket({ id, before, after }: Change<Basket>, items: Set<string>, baskets: Set<string>): void {
    if (!after) {
      this.#complain(`V3: basket ${id} was removed`);
      return;
    }
    if (before && before.state !== after.state && !canMove(before.state, after.state))
      this.#complain(`V3: basket ${id} went from ${before.state} to ${after.state}`);
    if (before && before.state !== "OPEN" && textOf(before.lines) !== textOf(after.lines))
      this.#complain(`V3: the lines of basket ${id} changed while it was ${before.state}`);
    if (before?.state === "CHECKING_OUT") add(this.#reserved, before.lines, -1, items);
    if (after.state === "CHECKING_OUT") add(this.#reserved, after.lines, 1, items);
    baskets.add(id);
  }

  #noteReceipt({ id, before, after }: Change<Receipt>, items: Set<string>, baskets: Set<string>): void {
    if (before || !after) {
      this.#complain(`V3: receipt ${id} was changed or removed`);
      return;
    }
    add(this.#sold, after.lines, 1, items);
    baskets.add(id);
    const number = `${after.storeId} ${new Date(after.payTime.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)} ${after.receiptNumber}`;
    if (this.#receiptNumbers.has(number)) this.#complain(`receipt number ${number} was given twice`);
    this.#receiptNumbers.add(number);
  }

  #noteAttempt({ id, before, after }: Change<CheckoutAttempt>, baskets: Set<string>): void {
    if (!after) {
      this.#complain(`P14: attempt ${id} was removed`);
      return;
    }
    if (before && before.state !== "PENDING" && before.state !== after.state)
      this.#complain(`P7: attempt ${id} was ${before.state} and is ${after.state}`);
    if (before?.refusal && textOf(before.refusal) !== textOf(after.refusal))
      this.#complain(`P14: the answer of attempt ${id} changed`);
    baskets.add(after.basketId);
  }

  #checkItem(itemId: string): void {
    const { available, reserved, received } = this.#mirror.get<Item>("items", itemId)!;
    const sold = this.#sold.get(itemId) ?? 0;
    const underWay = this.#reserved.get(itemId) ?? 0;
    if (available < 0 || reserved < 0) this.#complain(`stock: item ${itemId} has ${available} available`);
    if (reserved !== underWay)
      this.#complain(`stock: item ${itemId} has ${reserved} reserved, checkouts under way hold ${underWay}`);
    if (available + reserved + sold !== received)
      this.#complain(`stock: item ${itemId}: ${available} + ${reserved} on hand and ${sold} sold of ${received}`);
  }

  #checkBasket(basketId: string): void {
    const basket = this.#mirror.get<Basket>("baskets", basketId);
    if (!basket) {
      this.#complain(`V3: basket ${basketId} does not exist`);
      return;
    }
    const attempt = this.#mirror.get<CheckoutAttempt>("checkout_attempts", basket.attemptId);
    const receipt = this.#mirror.get<Receipt>("receipts", basketId);
    if ((basket.state === "CHECKING_OUT") !== (attempt?.state === "PENDING"))
      this.#complain(`P29: basket ${basketId} is ${basket.state}, its attempt ${attempt?.state ?? "none"}`);
    if ((basket.state === "PAID") !== (receipt !== undefined))
      this.#complain(`P29: basket ${basketId} is ${basket.state} and has ${receipt ? "a" : "no"} receipt`);
    if (receipt && receipt.total !== basket.total)
      this.#complain(`P21: basket ${basketId} costs ${basket.total}, its receipt says ${receipt.total}`);
  }
}
