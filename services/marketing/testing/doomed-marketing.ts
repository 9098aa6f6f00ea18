import { serviceCaller } from "../../../kernel/auth/caller.ts";
import { readConfig } from "../../../kernel/config/read-config.ts";
import { startNode } from "../../../kernel/node/start-node.ts";
import { createLogger } from "../../../kernel/telemetry/logger.ts";
import { fixedClock, plusMs } from "../../../kernel/time/clock.ts";
import { MarketingServiceDefinition } from "../../../proto/gen/paywindow/marketing/v1/marketing.ts";
import { PaymentsServiceDefinition } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { payments } from "../../payments/payments.service.ts";
import { marketing } from "../marketing.service.ts";

/** What a test asks of a process that dies on the way, at a fault point of its environment: `node doomed-marketing.ts '<json>'`. */
export interface DoomedSale {
  readonly dataDir: string;
  readonly now: string;
  readonly merchantTradeId: string;
  readonly couponCode: string;
  readonly paymentCode: string;
  readonly key: string;
}

/** Marketing and payments over a data folder, by a clock that stands still. */
export const startDoomed = async ({ dataDir, now }: Pick<DoomedSale, "dataDir" | "now">) => {
  const clock = fixedClock(now);
  const environment = { PAYWINDOW_PORT: "0", PAYWINDOW_LOG_LEVEL: "silent", PAYWINDOW_DATA: dataDir };
  const config = { ...readConfig(environment), demo: true };
  const log = createLogger({ level: "silent", nodeId: "doomed" });
  const node = await startNode({ modules: [payments, marketing], config, clock, log });
  return {
    ...{ node, clock, caller: serviceCaller("till") },
    till: node.client(MarketingServiceDefinition),
    payments: node.client(PaymentsServiceDefinition),
  };
};

type Doomed = Awaited<ReturnType<typeof startDoomed>>;

/** The till's request; the test repeats it when the process is dead. */
export const payAndRedeem = ({ till, caller, clock }: Doomed, sale: DoomedSale) => {
  const { merchantTradeId, couponCode, paymentCode, key } = sale;
  const request = {
    ...{ merchantId: "mer_demomarket", storeId: "str_demomarket1", merchantTradeId, couponCode, paymentCode },
    ...{ amount: { minorUnits: 10_000n, currencyCode: "CNY" }, subject: "牛奶 2 盒", operatorId: "", terminalId: "" },
  };
  return till.payAndRedeem(request, { caller, idempotencyKey: key, deadline: plusMs(clock.now(), 600_000) });
};

if (process.argv[1] === import.meta.filename) {
  const sale: DoomedSale = JSON.parse(process.argv[2] ?? "{}");
  await payAndRedeem(await startDoomed(sale), sale).catch(() => {});
  process.exit(0);
}
