import type { Caller } from "../../../kernel/auth/caller.ts";
import type { Client } from "../../../kernel/contract/contract.ts";
import { startTestNode } from "../../../kernel/harness/test-node.ts";
import type { ServiceHost } from "../../../kernel/node/service-module.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import { OutsideServiceDefinition } from "../../../proto/gen/paywindow/outside/v1/outside.ts";
import type { ChannelId } from "../config.ts";
import type { Order } from "../order/order.ts";
import { placeOrder } from "../order/place-order.ts";
import { outside } from "../outside.service.ts";
import { type OutsideParts, outsideParts } from "../outside-parts.ts";

type OutsideClient = Client<typeof OutsideServiceDefinition>;

const operator: Caller = { kind: "staff", id: "stf_operator1", tenantId: "platform", roles: ["operator"] };

/** Whoever is refused behind the stage, and why. */
export const STRANGERS: readonly (readonly [Caller, string])[] = [
  [{ kind: "anonymous", id: "" }, "CALLER_UNKNOWN"],
  [{ kind: "user", id: "usr_demoshopper1" }, "CALLER_NOT_ALLOWED"],
  [{ kind: "staff", id: "stf_democashier1", tenantId: "mer_demomarket", roles: ["manager"] }, "CALLER_NOT_ALLOWED"],
  [{ kind: "staff", id: "stf_democashier1", tenantId: "mer_demomarket", roles: ["operator"] }, "CALLER_NOT_ALLOWED"],
];

/** The service on a node, and its own books for what the parties' wire would bring. */
export interface OutsideNode {
  readonly clock: FixedClock;
  readonly parts: OutsideParts;
  as(caller: Caller): OutsideClient;
  readonly outside: OutsideClient;
  /** A new account with 1,000.00 CNY, or on other terms. */
  account(channelId?: ChannelId, terms?: { confirmOver?: bigint; holderName?: string }): Promise<string>;
  /** An order with a fresh code of the account, of 10.00 CNY or another amount. */
  order(accountId: string, orderNumber: string, amount?: bigint): Promise<Order>;
  stop(): Promise<void>;
}

export const startOutsideNode = async (): Promise<OutsideNode> => {
  const clock = fixedClock("2026-11-23T10:00:00.000Z");
  const node = await startTestNode({ modules: [outside], demo: true, clock });
  const host: Pick<ServiceHost, "config" | "clock" | "log" | "store"> = {
    ...{ config: node.node.config, clock, log: node.node.log, store: node.store("outside") },
  };
  const parts = outsideParts(host);
  const client = node.as(operator, OutsideServiceDefinition);
  return {
    ...{ clock, parts, outside: client },
    as: (caller) => node.as(caller, OutsideServiceDefinition),
    account: async (channelId = "wechat-like", { confirmOver = 0n, holderName = "赵敏" } = {}) => {
      const balance = { minorUnits: 100_000n, currencyCode: "CNY" };
      const terms = { channelId, accountId: "", holderName, confirmOver, frozen: false };
      return (await client.createOutsideAccount({ ...terms, balance })).accountId;
    },
    order: async (accountId, orderNumber, amount = 1_000n) => {
      const { paymentCode: code } = await client.issueOutsideCode({ accountId });
      const channelId = code.startsWith("62") ? "unionpay-like" : "wechat-like";
      const what = { channelId, orderNumber, merchantId: "mer_demomarket", amount, currencyCode: "CNY" } as const;
      const placed = await placeOrder(parts, { ...what, instrument: { code } }, clock.now());
      if ("conflict" in placed) throw new Error(`the number ${orderNumber} was used`);
      return placed.order;
    },
    stop: () => node.stop(),
  };
};
