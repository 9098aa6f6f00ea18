import { EventEmitter } from "node:events";
import type { ClientRequest, request } from "node:http";
import { idOfDigits } from "../../kernel/ids/id-digits.ts";
import { decimalOf, money } from "../../kernel/money/money.ts";
import type { TradeRow } from "../../services/payments/trade/trade-model.ts";
import type { Dice } from "./dice.ts";
import type { Mirror } from "./mirror.ts";
import type { Endpoint, Network } from "./network.ts";
import type { Complain } from "./payment-rules.ts";
import type { Mortal, VirtualTime } from "./virtual-time.ts";
import { whoRuns } from "./virtual-time.ts";
import type { Weather } from "./weather.ts";

/** What the shop's server is told of a trade or a refund. */
export type Told = Readonly<Record<string, string>>;

export interface ShopWorld {
  readonly time: VirtualTime;
  readonly dice: Dice;
  readonly network: Network;
  readonly weather: () => Weather;
  readonly complain: Complain;
  /** Counts what came of a try. */
  readonly count: (what: string) => void;
  /** Why what the shop is told is not so; undefined where it is. */
  readonly whyUntrue: (told: Told) => string | undefined;
}

/** Why a notification is not so by what is on the disk. */
export const whyUntold = (payments: Mirror, told: Told): string | undefined => {
  const { trade_no = "", out_trade_no, total_amount, trade_status, refund_fee } = told;
  const trade = payments.get<TradeRow>("trades", idOfDigits("trd", trade_no));
  if (!trade || trade.merchantTradeId !== out_trade_no) return `there is no trade ${trade_no}`;
  if (trade.state !== "SUCCESS") return `trade ${trade._id} is ${trade.state}`;
  const { amount, paidAmount = 0n, refundedAmount } = trade;
  if (total_amount !== decimalOf(money(amount, trade.currencyCode))) return `trade ${trade._id} is for ${amount}`;
  if (trade_status === "TRADE_CLOSED" && refundedAmount !== paidAmount) return `trade ${trade._id} is not given back`;
  return refund_fee && refundedAmount === 0n ? `of trade ${trade._id} nothing was given back` : undefined;
};

/** A request, and the process that waits for its answer; none: the simulator itself. */
interface Asking {
  readonly process: Mortal | undefined;
}

/** What may differ between two tries of one notification. */
const OF_A_TRY = new Set(["notify_time", "sign"]);

/** A merchant's own server, at the far end of node:http: it hears of paid and refunded trades, and does not always answer as it should (P31). */
export class Shop implements Endpoint {
  readonly place = "shops";
  #world: ShopWorld | undefined;
  /** What each notification said, by its id; and which id told of each payment and refund. */
  readonly #said = new Map<string, string>();
  readonly #ids = new Map<string, string>();
  /** Those that were answered with `success`. */
  readonly #answered = new Set<string>();
  /** Requests without an answer yet, each with the process that waits for it. */
  readonly #underWay = new Set<Asking>();

  open(world: ShopWorld): void {
    this.#world = world;
  }

  /** Whether the shop has ever answered a notification as it is to be answered. */
  hasAnswered(notifyId: string): boolean {
    return this.#answered.has(notifyId);
  }

  /** Whether somebody who lives waits for an answer. */
  get isAsked(): boolean {
    return [...this.#underWay].some((asking) => asking.process?.isAlive !== false);
  }

  /** node:http's `request`, as far as notifications use it. */
  readonly request = ((_url: URL, { signal }: { signal: AbortSignal }): ClientRequest => {
    const sender = whoRuns.getStore();
    const from: Endpoint = { place: "payments", ...(sender && { mortal: sender }) };
    const { network, time } = this.#world!;
    const emitter = new EventEmitter();
    const fail = (code: string): void => void emitter.emit("error", Object.assign(new Error(code), { code }));
    signal.addEventListener("abort", () => fail("ABORT_ERR"));
    const asking: Asking = { process: sender };
    const done = (): void => void this.#underWay.delete(asking);
    // Errors that come after the answer are nobody's any more.
    emitter.on("error", done).on("response", done);
    const end = (body: string): void => {
      this.#underWay.add(asking);
      network.send("notification", from, this, () => {
        const answer = this.#hear(Object.fromEntries(new URLSearchParams(body)));
        if (!answer) return;
        network.send("notification answer", this, from, () => void emitter.emit("response", answer));
      });
      if (this.#isClosed()) time.plan("shop is closed", 1, () => fail("ECONNREFUSED"));
    };
    return Object.assign(emitter, { end }) as unknown as ClientRequest;
  }) as unknown as typeof request;

  #isClosed(): boolean {
    const { dice, weather } = this.#world!;
    return dice.chance(weather().shopTrouble / 2);
  }

  #hear(told: Told): object | undefined {
    const { dice, weather, whyUntrue, complain, count } = this.#world!;
    const { notify_id: id = "", out_trade_no = "", out_biz_no = "" } = told;
    const text = JSON.stringify(Object.entries(told).filter(([name]) => !OF_A_TRY.has(name)));
    if ((this.#said.get(id) ?? text) !== text)
      complain(`P31: notification ${id} said ${this.#said.get(id)}, and now ${text}`);
    this.#said.set(id, text);
    const subject = `${out_trade_no} ${out_biz_no}`;
    if ((this.#ids.get(subject) ?? id) !== id)
      complain(`P31: ${subject} was told as ${this.#ids.get(subject)} and as ${id}`);
    this.#ids.set(subject, id);
    const why = whyUntrue(told);
    if (why) complain(`P8: notification ${id} tells what is not so: ${why}`);
    const isRefused = dice.chance(weather().shopTrouble);
    count(`notification ${isRefused ? "refused" : "delivered"}`);
    if (isRefused) return dice.pick([undefined, answerOf(500, ""), answerOf(200, "SUCCESS!")]);
    this.#answered.add(id);
    return answerOf(200, "success");
  }
}

const answerOf = (statusCode: number, text: string): object => ({
  statusCode,
  async *[Symbol.asyncIterator]() {
    yield text;
  },
});
