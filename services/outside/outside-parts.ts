import type { Model } from "mongoose";
import type { Config } from "../../kernel/config/config.ts";
import { type KeyFolder, openKeyFolder } from "../../kernel/crypto/key-folder.ts";
import type { ServiceHost } from "../../kernel/node/service-module.ts";
import type { Store } from "../../kernel/store/open-store.ts";
import type { Logger } from "../../kernel/telemetry/logger.ts";
import type { Clock } from "../../kernel/time/clock.ts";
import { type AccountRow, accountModel } from "./account/account-model.ts";
import { type CardRow, cardModel } from "./card/card-model.ts";
import { type CodeRow, codeModel } from "./code/code-model.ts";
import { type FaultPlans, faultPlans } from "./fault/fault-plan.ts";
import type { Order } from "./order/order.ts";
import { type OrderRow, orderModel } from "./order/order-model.ts";
import { type RefundRow, refundModel } from "./refund/refund-model.ts";

/** What the parties work with: their books, their keys, and how badly they behave at the moment. */
export interface OutsideParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: Store;
  readonly keys: KeyFolder;
  readonly faults: FaultPlans;
  /** Hear of every order once it is paid and committed. */
  readonly paidListeners: ((order: Order) => void)[];
  readonly accounts: Model<AccountRow>;
  readonly codes: Model<CodeRow>;
  readonly cards: Model<CardRow>;
  readonly orders: Model<OrderRow>;
  readonly refunds: Model<RefundRow>;
}

export const outsideParts = ({
  config,
  clock,
  log,
  store,
}: Pick<ServiceHost, "config" | "clock" | "log" | "store">): OutsideParts => ({
  ...{ config, clock, log, store },
  keys: openKeyFolder(config.outsideKeysDir),
  faults: faultPlans(),
  paidListeners: [],
  accounts: accountModel(store.connection),
  codes: codeModel(store.connection),
  cards: cardModel(store.connection),
  orders: orderModel(store.connection),
  refunds: refundModel(store.connection),
});
