import { digitsOfId } from "../../kernel/ids/id-digits.ts";
import type { NotificationRow } from "../../services/payments/notify/notification-model.ts";
import type { RefundRow } from "../../services/payments/refund/refund-model.ts";
import type { TradeRow } from "../../services/payments/trade/trade-model.ts";
import { type Change, type Mirror, textOf } from "./mirror.ts";
import type { Complain } from "./payment-rules.ts";

/** How often a notification is sent before it may be given up (P31). */
const TRIES = 8;

/** P29, P31: what is to be told is committed with what it tells of; it counts as told when the other side has said so, and never turns into something else. */
export class NotifyRules {
  readonly #mirror: Mirror;
  readonly #complain: Complain;
  readonly #hasAnswered: (notifyId: string) => boolean;

  constructor(mirror: Mirror, hasAnswered: (notifyId: string) => boolean, complain: Complain) {
    this.#mirror = mirror;
    this.#hasAnswered = hasAnswered;
    this.#complain = complain;
  }

  check(changes: readonly Change[]): void {
    const rows = changes.filter(({ collection }) => collection === "notifications") as Change<NotificationRow>[];
    const told = rows.filter(({ before }) => !before).map(({ after }) => factOf(JSON.parse(after!.content)));
    const facts = changes.flatMap((change) => this.#factsOf(change));
    for (const fact of facts) if (!told.includes(fact)) this.#complain(`P31: ${fact} is told to nobody`);
    for (const fact of told) if (!facts.includes(fact)) this.#complain(`P31: ${fact} is told, but did not happen`);
    for (const row of rows) this.#checkRow(row);
  }

  /** What of a change its merchant wants to hear. */
  #factsOf({ collection, before, after }: Change): string[] {
    const entered = (before as TradeRow | undefined)?.state !== "SUCCESS" && (after as TradeRow)?.state === "SUCCESS";
    if (!entered) return [];
    if (collection === "trades") return factsAbout(after as TradeRow, "");
    if (collection !== "refunds") return [];
    const { tradeId, merchantRefundId } = after as RefundRow;
    return factsAbout(this.#mirror.get<TradeRow>("trades", tradeId)!, merchantRefundId);
  }

  #checkRow({ id, before, after }: Change<NotificationRow>): void {
    if (!after) {
      this.#complain(`P31: notification ${id} was removed`);
      return;
    }
    if (before && textOf([before.content, before.url]) !== textOf([after.content, after.url]))
      this.#complain(`P31: notification ${id} says something else now`);
    if (before && before.state !== "PENDING" && after.state !== before.state)
      this.#complain(`P31: notification ${id} was ${before.state} and is ${after.state}`);
    if (after.state === "DELIVERED" && !this.#hasAnswered(digitsOfId(id) ?? id))
      this.#complain(`P31: notification ${id} counts as told, but nobody has said so`);
    if (after.state === "EXHAUSTED" && after.tries < TRIES)
      this.#complain(`P31: notification ${id} was given up after ${after.tries} tries`);
  }
}

const factsAbout = ({ _id, notifyUrl }: TradeRow, merchantRefundId: string): string[] =>
  notifyUrl ? [`${digitsOfId(_id) ?? _id} ${merchantRefundId}`] : [];

const factOf = ({ trade_no, out_biz_no = "" }: { trade_no: string; out_biz_no?: string }): string =>
  `${trade_no} ${out_biz_no}`;
