/** Goal: an integrator confirms what waits by any name of the trade. Method: every way in which a trade waits. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { digitsOfId } from "../../../kernel/ids/id-digits.ts";
import { TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { aCreation, aPayment, cny } from "../testing/builders.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
let userId: string;
beforeAll(async () => {
  world = await startPaymentsWorld();
  ({ userId } = await world.as("operator").addSandboxUser({}, { idempotencyKey: aKey() }));
});
afterAll(() => world.stop());

const confirm = (trade: string, who = "") => world.as("operator").confirmSandboxTrade({ trade, userId: who });
const paid = { state: TradeState.TRADE_STATE_SUCCESS };

test.each([
  ["our id", ({ tradeId }: { tradeId: string }) => tradeId],
  ["its digits", ({ tradeId }: { tradeId: string }) => digitsOfId(tradeId) ?? ""],
  ["the merchant's", ({ merchantTradeId }: { merchantTradeId: string }) => merchantTradeId],
])("a payment above the limit, by %s", async (_, nameOf) => {
  const { paymentCode } = await world.as("operator").issueSandboxCode({ userId });
  const request = aPayment({ paymentCode, amount: cny(100_001n) });
  const waiting = await world.as("cashier").payTrade(request, { idempotencyKey: aKey() });
  expect(waiting.state).toBe(TradeState.TRADE_STATE_PAYING);
  expect(await confirm(nameOf(waiting))).toMatchObject({ ...paid, payerUserId: userId });
});

test("a trade for the user, and one with a QR code: by the sandbox user who was added last, or the one who is named", async () => {
  const asked = await world.as("cashier").createTrade(aCreation({ payerUserId: userId }));
  expect(await confirm(asked.tradeId)).toMatchObject({ ...paid, payerUserId: userId });
  const qr = await world.as("cashier").createTrade(aCreation({ withQrCode: true }));
  expect(await confirm(qr.tradeId)).toMatchObject({ ...paid, payerUserId: userId });
  const other = (await world.as("operator").addSandboxUser({}, { idempotencyKey: aKey() })).userId;
  const another = await world.as("cashier").createTrade(aCreation({ withQrCode: true }));
  expect(await confirm(another.tradeId, userId)).toMatchObject({ ...paid, payerUserId: userId });
  expect(other).not.toBe(userId);
});

test("TRADE_NOT_FOUND, TRADE_NOT_PAYABLE, WALLET_NOT_FOUND", async () => {
  await expect(confirm("never")).rejects.toMatchObject({ reason: "TRADE_NOT_FOUND" });
  const closed = await world.as("cashier").createTrade(aCreation({ payerUserId: userId }));
  const { merchantId, tradeId } = closed;
  await world.as("cashier").closeTrade({ merchantId, tradeId, merchantTradeId: "" });
  await expect(confirm(tradeId)).rejects.toMatchObject({ reason: "TRADE_NOT_PAYABLE" });
  const qr = await world.as("cashier").createTrade(aCreation({ withQrCode: true }));
  await expect(confirm(qr.tradeId, "usr_nobody00")).rejects.toMatchObject({ reason: "WALLET_NOT_FOUND" });
  await expect(world.as("cashier").confirmSandboxTrade({ trade: tradeId, userId })).rejects.toMatchObject({
    reason: "CALLER_NOT_ALLOWED",
  });
});
