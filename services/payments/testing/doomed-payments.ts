import { once } from "node:events";
import { writeSync } from "node:fs";
import { serviceCaller } from "../../../kernel/auth/caller.ts";
import { readConfig } from "../../../kernel/config/read-config.ts";
import { startNode } from "../../../kernel/node/start-node.ts";
import { createLogger } from "../../../kernel/telemetry/logger.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import {
  CreateTradeRequest,
  PaymentsServiceDefinition,
  PayTradeRequest,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { payments } from "../payments.service.ts";
import { runJanitor } from "./run-janitor.ts";

/** What a test asks of a process that dies on the way, at a fault point of its environment: `node doomed-payments.ts '<json>'`. */
export interface DoomedPayment {
  readonly dataDir: string;
  /** Where the outside parties, which live on, are. */
  readonly outsideKeysDir: string;
  readonly now: string;
  readonly merchantTradeId: string;
  readonly paymentCode: string;
  readonly key: string;
  /** What follows the payment. */
  readonly then: "nothing" | "refund" | "reverse" | "janitor" | "late" | "confirm";
  /** A card of the payer's, with which a payment is confirmed: of `confirm` only. */
  readonly cardId?: string;
}

/** The steps between which time passes, of which the test hears: by how much for what follows the payment. */
export const SPANS_MS: Readonly<Record<DoomedPayment["then"], readonly number[]>> = {
  ...{ nothing: [20_000], refund: [20_000, 20_000], reverse: [20_000], janitor: [20_000], confirm: [] },
  // Longer than any channel's reverse window.
  late: [20_000, 8 * 24 * 60 * 60_000],
};

const MERCHANT = "mer_demomarket";

/** The till's request; the test repeats it when the process is dead. */
export const paymentOf = ({ merchantTradeId, paymentCode }: DoomedPayment): PayTradeRequest => ({
  ...PayTradeRequest.create(),
  ...{ merchantId: MERCHANT, storeId: "str_demomarket1", merchantTradeId, paymentCode, subject: "牛奶 2 盒" },
  amount: { minorUnits: 10_000n, currencyCode: "CNY" },
});

export const refundOf = ({ merchantTradeId }: DoomedPayment) => ({
  ...{ merchantId: MERCHANT, tradeId: "", merchantTradeId, merchantRefundId: `r-${merchantTradeId}` },
  ...{ amount: { minorUnits: 6_000n, currencyCode: "CNY" }, refundReason: "" },
});

export const reverseOf = ({ merchantTradeId }: DoomedPayment) => ({
  ...{ merchantId: MERCHANT, tradeId: "", merchantTradeId, keepPaid: false },
});

/** What the payer confirms, in the wallet's window, with a card. */
const CREATION = {
  storeId: "str_demomarket1",
  subject: "牛奶 2 盒",
  amount: { minorUnits: 10_000n, currencyCode: "CNY" },
};
const PAYMENT_PASSWORD = "135790";
const PAYER = { kind: "user", id: "usr_demoshopper1" } as const;

/** The payer confirms; repeated, it is the same confirmation. */
export const confirmDoomed = async (
  { till, caller }: Awaited<ReturnType<typeof startDoomed>>,
  { merchantTradeId, cardId = "" }: DoomedPayment,
) => {
  const ids = { merchantId: MERCHANT, merchantTradeId, payerUserId: PAYER.id };
  const asked = { ...CreateTradeRequest.create(), ...CREATION, ...ids };
  const { tradeId } = await till.createTrade(asked, { caller });
  const means = { tradeId, paymentPassword: PAYMENT_PASSWORD, fundingSourceId: cardId };
  return till.confirmTrade(means, { caller: PAYER });
};

/** Payments over a data folder, by a clock that stands still. */
export const startDoomed = async ({ dataDir, outsideKeysDir, now }: DoomedPayment) => {
  const clock = fixedClock(now);
  const environment = { PAYWINDOW_PORT: "0", PAYWINDOW_LOG_LEVEL: "silent", PAYWINDOW_DATA: dataDir };
  const config = { ...readConfig(environment), outsideKeysDir, demo: true };
  const log = createLogger({ level: "silent", nodeId: "doomed" });
  const node = await startNode({ modules: [payments], config, clock, log });
  return { node, clock, till: node.client(PaymentsServiceDefinition), caller: serviceCaller("till") };
};

/** The parties' clock is the test's: it moves it by as much when it hears from here, and says so. */
const letTimePass = async (clock: FixedClock, spanMs = 0): Promise<void> => {
  writeSync(1, "time\n");
  await once(process.stdin, "data");
  clock.advance(spanMs);
};

const run = async (task: DoomedPayment): Promise<void> => {
  const doomed = await startDoomed(task);
  const { node, clock, till, caller } = doomed;
  const spans = SPANS_MS[task.then].values();
  const passOn = () => letTimePass(clock, spans.next().value);
  if (task.then === "confirm") {
    await till.setPaymentPassword({ paymentPassword: PAYMENT_PASSWORD }, { caller: PAYER });
    await confirmDoomed(doomed, task);
    return;
  }
  await till.payTrade(paymentOf(task), { caller, idempotencyKey: task.key });
  await passOn();
  if (task.then === "refund") {
    await till.refundTrade(refundOf(task), { caller });
    await passOn();
  }
  if (task.then === "reverse" || task.then === "late") await till.reverseTrade(reverseOf(task), { caller });
  if (task.then === "late") await passOn();
  for (let second = 0; task.then !== "nothing" && second < 60; second += 5) {
    await runJanitor(node);
    clock.advance(5_000);
  }
};

if (process.argv[1] === import.meta.filename) {
  await run(JSON.parse(process.argv[2] ?? "{}"));
  process.exit(0);
}
