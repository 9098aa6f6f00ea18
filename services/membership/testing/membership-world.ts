import type { Caller } from "../../../kernel/auth/caller.ts";
import { serviceCaller } from "../../../kernel/auth/caller.ts";
import type { Client } from "../../../kernel/contract/contract.ts";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import { aKey, startTestNode, startTestNodes, type TestNode } from "../../../kernel/harness/test-node.ts";
import { money } from "../../../kernel/money/money.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import { IdentityServiceDefinition } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import { PhoneCodePurpose } from "../../../proto/gen/paywindow/identity/v1/registration.ts";
import type { MemberCard } from "../../../proto/gen/paywindow/membership/v1/card.ts";
import { MembershipServiceDefinition } from "../../../proto/gen/paywindow/membership/v1/membership.ts";
import type { Programme } from "../../../proto/gen/paywindow/membership/v1/programme.ts";
import type { BeginMemberSaleRequest } from "../../../proto/gen/paywindow/membership/v1/till.ts";
import {
  PaymentsServiceDefinition,
  PayTradeRequest,
  type Trade,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { identity } from "../../identity/identity.service.ts";
import { payments } from "../../payments/payments.service.ts";
import { membership } from "../membership.service.ts";

export const MERCHANT = "mer_demomarket";
export const STORE = "str_demomarket1";
const at = { tenantId: MERCHANT, siteIds: [STORE] };

/** The people of the tests. */
export const callers = {
  shopper1: { kind: "user", id: "usr_demoshopper1" },
  shopper2: { kind: "user", id: "usr_demoshopper2" },
  cashier: { kind: "staff", id: "stf_democashier1", ...at, roles: ["cashier"] },
  manager: { kind: "staff", id: "stf_demomanager1", ...at, roles: ["manager", "cashier"] },
  stranger: { kind: "staff", id: "stf_stranger1", tenantId: "mer_stranger", siteIds: [], roles: ["manager"] },
  anonymous: { kind: "anonymous", id: "" },
  service: serviceCaller("supermarket"),
} as const satisfies Record<string, Caller>;

export type Who = keyof typeof callers;
type MembershipClient = Client<MembershipServiceDefinition>;

/** Membership with the real payments and identity, the demo's people and a clock that stands still. */
export interface MembershipWorld {
  readonly clock: FixedClock;
  readonly node: TestNode;
  as(who: Who, node?: number): MembershipClient;
  /** The shopper's card of the demo's merchant, issued where there is none. */
  card(who?: Who): Promise<MemberCard>;
  /** Pays so many fen with a payment code; its events are consumed. */
  pay(fen: bigint, options?: { readonly merchantTradeId?: string; readonly who?: Who }): Promise<Trade>;
  /** Refunds so many fen of a trade; its events are consumed. */
  refund(trade: Trade, fen: bigint, refundId?: string): Promise<void>;
  /** The programme with these changes, as its next version. */
  change(changes: Partial<Programme>): Promise<Programme>;
  begin(request?: Partial<BeginMemberSaleRequest>, node?: number): ReturnType<MembershipClient["beginMemberSale"]>;
  /** The code that identity sent to the shopper's phone for binding. */
  phoneCode(who: Who, phone: string): Promise<string>;
  settle(): Promise<void>;
  recover(): Promise<void>;
  stop(): Promise<void>;
}

let made = 0;
export const anId = (): string => `order-${String(++made)}`;
export const cny = (fen: bigint) => money(fen, "CNY");

/** The reason of a call that must be refused. */
export const reasonOf = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(
    () => undefined,
    (refused: unknown) => refused,
  );
  if (!(error instanceof ReasonError)) throw new Error("the call was not refused with a reason", { cause: error });
  return error.reason;
};

export const startMembershipWorld = async (count = 1): Promise<MembershipWorld> => {
  const clock = fixedClock("2030-03-01T04:00:00.000Z");
  const settings = { modules: [identity, payments, membership], demo: true, clock };
  const nodes = count === 1 ? [await startTestNode(settings)] : await startTestNodes(count, settings);
  const node = nodes[0] as TestNode;
  const as: MembershipWorld["as"] = (who, n = 0) =>
    (nodes[n] as TestNode).as(callers[who], MembershipServiceDefinition);
  const paymentsAs = (who: Who) => node.as(callers[who], PaymentsServiceDefinition);
  return {
    ...{ clock, node, as },
    card: (who = "shopper1") => as(who).issueCard({ merchantId: MERCHANT }),
    pay: async (fen, { merchantTradeId = anId(), who = "shopper1" } = {}) => {
      clock.advance(1_000);
      const { paymentCode } = await paymentsAs(who).issuePaymentCode({ deviceId: "" });
      const bill = { merchantId: MERCHANT, storeId: STORE, merchantTradeId, amount: cny(fen), subject: "牛奶" };
      const request = { ...PayTradeRequest.create(), ...bill, paymentCode };
      const trade = await paymentsAs("cashier").payTrade(request, { idempotencyKey: aKey() });
      await node.drain();
      return trade;
    },
    refund: async ({ tradeId }, fen, merchantRefundId = anId()) => {
      const refund = { merchantId: MERCHANT, tradeId, merchantTradeId: "", merchantRefundId, refundReason: "" };
      await paymentsAs("cashier").refundTrade({ ...refund, amount: cny(fen) });
      await node.drain();
    },
    change: async (changes) => {
      const programme = await as("manager").getProgramme({ merchantId: MERCHANT, version: 0 });
      return as("manager").setProgramme({ merchantId: MERCHANT, programme: { ...programme, ...changes } });
    },
    begin: (request = {}, n = 0) =>
      as("service", n).beginMemberSale({
        ...{ merchantId: MERCHANT, storeId: STORE, merchantTradeId: anId(), member: undefined },
        ...{ amount: cny(10_000n), pointsToSpend: 0n, ...request },
      }),
    phoneCode: async (who, phone) => {
      clock.advance(60_000);
      const door = node.as(callers[who], IdentityServiceDefinition);
      await door.requestPhoneCode({ purpose: PhoneCodePurpose.PHONE_CODE_PURPOSE_BIND_MEMBER_CARD, phone: "" });
      const { messages } = await door.listPhoneMessages({ phone }, { caller: callers.anonymous });
      return /\d{6}/.exec(messages[0]?.text ?? "")?.[0] ?? "";
    },
    settle: () => node.node.runJob("membership", "settle-points"),
    recover: () => node.node.runJob("membership", "recover-sales"),
    stop: () => node.stop(),
  };
};
