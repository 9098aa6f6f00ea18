/** Who may ask for it, and what there is to send. What becomes of it: deliver-notifications.int.test.ts. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { aPayment, MERCHANT } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const resend = (merchantTradeId: string, who: "cashier" | "stranger" = "cashier") =>
  world.as(who).resendNotify({ merchantId: MERCHANT, tradeId: "", merchantTradeId });

test("the notifications of a trade, by the merchant's own id", async () => {
  const request = aPayment({ paymentCode: await world.code(), notifyUrl: "https://shop.example/n" });
  await world.as("cashier").payTrade(request, { idempotencyKey: aKey() });
  expect(await resend(request.merchantTradeId)).toEqual({ notificationCount: 1 });
  await expectRefused(world, "TRADE_NOT_FOUND", () => resend(request.merchantTradeId, "stranger"));
});

test("TRADE_NOT_FOUND, NOTIFICATION_NOT_FOUND", async () => {
  await expectRefused(world, "TRADE_NOT_FOUND", () => resend("never"));
  const silent = aPayment({ paymentCode: await world.code() });
  await world.as("cashier").payTrade(silent, { idempotencyKey: aKey() });
  await expectRefused(world, "NOTIFICATION_NOT_FOUND", () => resend(silent.merchantTradeId));
});
