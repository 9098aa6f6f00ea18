import { once } from "node:events";
import { writeSync } from "node:fs";
import { serviceCaller } from "../../../kernel/auth/caller.ts";
import { readConfig } from "../../../kernel/config/read-config.ts";
import { startNode } from "../../../kernel/node/start-node.ts";
import { createLogger } from "../../../kernel/telemetry/logger.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import { PaymentsServiceDefinition, PayTradeRequest } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
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
  readonly then: "nothing" | "refund" | "reverse" | "janitor";
}

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
const letTimePass = async (clock: FixedClock): Promise<void> => {
  writeSync(1, "time\n");
  await once(process.stdin, "data");
  clock.advance(20_000);
};

const run = async (task: DoomedPayment): Promise<void> => {
  const { node, clock, till, caller } = await startDoomed(task);
  await till.payTrade(paymentOf(task), { caller, idempotencyKey: task.key });
  await letTimePass(clock);
  if (task.then === "refund") {
    await till.refundTrade(refundOf(task), { caller });
    await letTimePass(clock);
  }
  if (task.then === "reverse") await till.reverseTrade(reverseOf(task), { caller });
  for (let second = 0; task.then !== "nothing" && second < 60; second += 5) {
    await runJanitor(node);
    clock.advance(5_000);
  }
};

if (process.argv[1] === import.meta.filename) {
  await run(JSON.parse(process.argv[2] ?? "{}"));
  process.exit(0);
}
