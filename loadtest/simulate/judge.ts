import { createHash } from "node:crypto";
import type { HoldRow } from "../../services/payments/ledger/ledger-model.ts";
import type { NotificationRow } from "../../services/payments/notify/notification-model.ts";
import type { RefundRow } from "../../services/payments/refund/refund-model.ts";
import type { TradeRow } from "../../services/payments/trade/trade-model.ts";
import type { Basket } from "../../verticals/supermarket/basket/basket.ts";
import type { CheckoutAttempt } from "../../verticals/supermarket/checkout/attempt.ts";
import { ChannelRules, type ChannelRulesWorld } from "./channel-rules.ts";
import type { Disk, Unit } from "./disk.ts";
import { EventRules } from "./event-rules.ts";
import { Mirror } from "./mirror.ts";
import { NotifyRules } from "./notify-rules.ts";
import { FINAL_STATES, PaymentRules } from "./payment-rules.ts";
import type { GroupName } from "./remote-lane.ts";
import { SagaRules } from "./saga-rules.ts";
import { StockRules } from "./stock-rules.ts";

export interface JudgeSettings extends Pick<ChannelRulesWorld, "now" | "doClocksAgree" | "books" | "count"> {
  readonly groups: readonly GroupName[];
  /** Whether a notification was answered as it is to be. */
  readonly hasAnswered: (notifyId: string) => boolean;
}

/** Holds every transaction that reaches a disk against the rules, and keeps the fingerprint of the whole run. */
export class Judge {
  readonly problems: string[] = [];
  readonly payments = new Mirror();
  readonly supermarket = new Mirror();
  readonly channel: ChannelRules;
  readonly #paymentRules: PaymentRules;
  readonly #stockRules: StockRules;
  readonly #eventRules: EventRules;
  readonly #sagaRules: SagaRules;
  readonly #notifyRules: NotifyRules;
  readonly #fingerprint = createHash("sha256");
  units = 0;

  constructor({ groups, hasAnswered, ...world }: JudgeSettings) {
    const complain = (problem: string): void => void this.problems.push(problem);
    const mirrors = new Map([
      ["payments", this.payments],
      ["supermarket", this.supermarket],
    ]);
    this.#paymentRules = new PaymentRules(this.payments, complain);
    this.#stockRules = new StockRules(this.supermarket, complain);
    this.#eventRules = new EventRules(mirrors, groups, complain);
    this.#notifyRules = new NotifyRules(this.payments, hasAnswered, complain);
    this.channel = new ChannelRules({ ...world, mirror: this.payments, complain });
    this.#sagaRules = new SagaRules(this.payments, this.supermarket, complain);
  }

  /** A commit reached the disk of a service. */
  committed(service: string, disk: Disk, units: readonly Unit[]): void {
    for (const unit of units) {
      this.units += 1;
      for (const { table, id, bytes } of unit) this.#fingerprint.update(`${table} ${id}`).update(bytes ?? "-");
      const changes = this.#mirrorOf(service).apply(disk, unit);
      if (service === "payments") {
        this.#paymentRules.check(changes);
        this.#notifyRules.check(changes);
        this.channel.check(changes);
      } else this.#stockRules.check(changes);
      this.#eventRules.check(changes);
      this.#sagaRules.check(changes);
    }
  }

  /** Something happened that is part of the run. */
  trace(line: string): void {
    this.#fingerprint.update(line);
  }

  /** The fingerprint of everything so far. */
  fingerprint(): string {
    return this.#fingerprint.copy().digest("hex");
  }

  /** P7 and P29 at rest: when faults have ended and time has passed, nothing is left open. */
  checkRest(): void {
    const open = [
      ...[...this.payments.all<TradeRow>("trades")].filter(({ state }) => !FINAL_STATES.includes(state)),
      ...this.#paymentRules.attempts.open(),
      ...[...this.payments.all<RefundRow>("refunds")].filter(({ state }) => state === "PENDING"),
      ...[...this.payments.all<NotificationRow>("notifications")].filter(({ state }) => state === "PENDING"),
      ...[...this.payments.all<HoldRow>("ledger_holds")].filter(({ state }) => state === "HELD"),
      ...[...this.supermarket.all<CheckoutAttempt>("checkout_attempts")].filter(({ state }) => state === "PENDING"),
      ...[...this.supermarket.all<Basket>("baskets")].filter(({ state }) => state === "CHECKING_OUT"),
    ];
    for (const { _id, state } of open) this.problems.push(`P7: ${_id} is still ${state} at rest`);
    for (const [service, mirror] of [
      ["payments", this.payments],
      ["supermarket", this.supermarket],
    ] as const)
      if (mirror.size("outbox") > 0)
        this.problems.push(`P29: ${service} has ${mirror.size("outbox")} events in its outbox at rest`);
    this.channel.checkRest();
    for (const news of this.#eventRules.unheard()) this.problems.push(`P29: ${news} was never heard`);
    for (const tradeId of this.#sagaRules.unreceipted())
      this.problems.push(`saga: ${tradeId} is paid and has no receipt at rest`);
  }

  /** The whole of a file against what was committed to it. */
  checkDisk(service: string, disk: Disk): void {
    this.problems.push(...this.#mirrorOf(service).differences(disk));
  }

  #mirrorOf(service: string): Mirror {
    return service === "payments" ? this.payments : this.supermarket;
  }
}
