import { serviceCaller } from "../../../kernel/auth/caller.ts";
import { startTestNode, type TestNode } from "../../../kernel/harness/test-node.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import { IdentityServiceDefinition } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import { PhoneCodePurpose } from "../../../proto/gen/paywindow/identity/v1/registration.ts";
import { OutsideServiceDefinition } from "../../../proto/gen/paywindow/outside/v1/outside.ts";
import { PaymentsServiceDefinition } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { BindCardRequest } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { identity } from "../../identity/identity.service.ts";
import { outside } from "../../outside/outside.service.ts";
import { payments } from "../payments.service.ts";
import { SHOPPER_1 } from "./builders.ts";

const PHONE = "13800000001";

/** A card as its holder reads it off. */
type TestCard = Pick<BindCardRequest, "cardNumber" | "expiry" | "holderName">;

/** Payments with identity, whose codes it needs, and the bank switch behind HTTP. The shopper is the demo's first, whose phone gets the codes. */
export interface CardWorld extends Pick<TestNode, "as" | "store" | "stop"> {
  readonly clock: FixedClock;
  /** Where payments and the parties find each other. */
  readonly outsideKeysDir: string;
  readonly shopper: ReturnType<typeof shopperOf>;
  /** A new card of the test bank. */
  card(holderName?: string): Promise<TestCard>;
  /** A fresh code on the shopper's phone. */
  code(): Promise<string>;
  /** Binds a card of the shopper's with a fresh code. */
  bind(card: TestCard): ReturnType<ReturnType<typeof shopperOf>["bindCard"]>;
}

const shopperOf = (node: TestNode) => node.as({ kind: "user", id: SHOPPER_1 }, PaymentsServiceDefinition);

export const startCardWorld = async (config: object = {}): Promise<CardWorld> => {
  const clock = fixedClock("2026-03-01T04:00:00.000Z");
  const settings = { demo: true, clock, config };
  const node = await startTestNode({ modules: [identity, payments, outside], ...settings });
  const shopper = shopperOf(node);
  const door = node.as({ kind: "user", id: SHOPPER_1 }, IdentityServiceDefinition);
  const bank = node.as(serviceCaller("test"), OutsideServiceDefinition);
  const code = async (): Promise<string> => {
    clock.advance(60_000);
    await door.requestPhoneCode({ purpose: PhoneCodePurpose.PHONE_CODE_PURPOSE_BIND_CARD, phone: "" });
    const { messages } = await door.listPhoneMessages({ phone: PHONE });
    return /\d{6}/.exec(messages[0]?.text ?? "")?.[0] ?? "";
  };
  return {
    ...{ clock, shopper, code, as: node.as, store: node.store, stop: node.stop },
    outsideKeysDir: node.node.config.outsideKeysDir,
    card: async (holderName = "李小明") => {
      const terms = { channelId: "bank-card", accountId: "", confirmOver: 0n, frozen: false };
      const balance = { minorUnits: 100_000n, currencyCode: "CNY" };
      const { accountId } = await bank.createOutsideAccount({ ...terms, holderName, balance });
      return bank.issueTestCard({ accountId, expiry: "" });
    },
    bind: async (card) => shopper.bindCard({ ...card, phoneCode: await code() }),
  };
};
