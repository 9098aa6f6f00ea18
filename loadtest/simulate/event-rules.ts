import type { OutboxRow } from "../../kernel/events/outbox-model.ts";
import type { RefundRow } from "../../services/payments/refund/refund-model.ts";
import type { TradeRow } from "../../services/payments/trade/trade-model.ts";
import type { Basket } from "../../verticals/supermarket/basket/basket.ts";
import { type HeardRow, subjectOf } from "./auditor.ts";
import { bytesOf, type Change, type Mirror } from "./mirror.ts";
import type { Complain } from "./payment-rules.ts";
import type { GroupName } from "./remote-lane.ts";

/** A move of a row that is news, and the news that it is. */
const newsOf = ({ collection, before, after }: Change): [type: string, subject: string] | undefined => {
  const entered = (state: string): boolean =>
    (after as { state?: string } | undefined)?.state === state &&
    (before as { state?: string } | undefined)?.state !== state;
  if (collection === "trades" && entered("SUCCESS")) return ["payments.trade.paid", (after as TradeRow)._id];
  if (collection === "trades" && entered("CLOSED")) return ["payments.trade.closed", (after as TradeRow)._id];
  // What was laid down for a payment to come is no news to anybody.
  if (collection === "trades" && before && entered("REVERSED"))
    return ["payments.trade.reversed", (after as TradeRow)._id];
  if (collection === "refunds" && entered("SUCCESS")) return ["payments.trade.refunded", (after as RefundRow)._id];
  if (collection === "baskets" && entered("PAID")) return ["supermarket.basket.paid", (after as Basket)._id];
  return undefined;
};

/** P29: a state and its news are committed together, the news once; and it leaves the outbox when every consumer has committed its effect, which happens once. */
export class EventRules {
  readonly #complain: Complain;
  readonly #groups: readonly GroupName[];
  readonly #mirrors: ReadonlyMap<string, Mirror>;
  readonly #announced = new Set<string>();
  readonly #facts = new Set<string>();

  constructor(mirrors: ReadonlyMap<string, Mirror>, groups: readonly GroupName[], complain: Complain) {
    this.#mirrors = mirrors;
    this.#groups = groups;
    this.#complain = complain;
  }

  check(changes: readonly Change[]): void {
    const told = changes.flatMap((change) => this.#noteOutbox(change));
    const facts = changes.flatMap(textOfNews);
    for (const fact of facts) {
      this.#facts.add(fact);
      if (!told.includes(fact)) this.#complain(`P29: ${fact} was committed without its event`);
    }
    for (const news of told)
      if (!facts.includes(news)) this.#complain(`P29: the event ${news} was committed without its state`);
    for (const { collection, id, after } of changes) {
      if (collection === "heard" && (after as HeardRow).times !== 1)
        this.#complain(`P29: ${id} came to effect ${(after as HeardRow).times} times`);
      if (collection === "dead_letters" && after)
        this.#complain(`P29: ${id} became a dead letter: ${(after as { lastError: string }).lastError}`);
    }
  }

  /** What is still not heard by the auditor: at rest, nothing. */
  unheard(): string[] {
    const heard = this.#mirrors.get("supermarket")!;
    return [...this.#facts].filter((fact) => !heard.get("heard", fact));
  }

  #noteOutbox({ collection, id, before, after }: Change): string[] {
    if (collection !== "outbox") return [];
    if (before && !after) this.#checkRemoval(before as OutboxRow);
    if (before || !after) return [];
    if (this.#announced.has(id)) this.#complain(`P29: the event ${id} was announced again`);
    this.#announced.add(id);
    const { type, payload } = after as OutboxRow;
    return [`${type} ${subjectOf(type, bytesOf(payload))}`];
  }

  #checkRemoval({ _id, type, payload }: OutboxRow): void {
    for (const { service, name, mustMark } of this.#groups.filter((group) => group.type === type)) {
      if (mustMark?.(bytesOf(payload)) === false) continue;
      const mirror = this.#mirrors.get(service)!;
      if (!mirror.get("inbox", `${name}:${_id}`) && !mirror.get("dead_letters", `${name}:${_id}`))
        this.#complain(`P29: the event ${_id} (${type}) left the outbox before ${name} had consumed it`);
    }
  }
}

const textOfNews = (change: Change): string[] => {
  const news = newsOf(change);
  return news ? [news.join(" ")] : [];
};
