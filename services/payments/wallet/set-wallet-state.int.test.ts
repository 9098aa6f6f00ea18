/** Goal: a frozen wallet pays nothing from the next call on, and pays again once it is let go. Method: the rpcs over a real node, nothing written where refused. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aKey } from "../../../kernel/harness/test-node.ts";
import { TradeState } from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import { WalletState } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import { aPayment, SHOPPER_1 } from "../testing/builders.ts";
import { expectRefused } from "../testing/expect-refused.ts";
import { expectOperatorsOnly } from "../testing/operator-refusals.ts";
import { type PaymentsWorld, startPaymentsWorld } from "../testing/payments-world.ts";

let world: PaymentsWorld;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
afterAll(() => world.stop());

const FROZEN = { userId: SHOPPER_1, state: WalletState.WALLET_STATE_FROZEN, note: "reported stolen" };
const LET_GO = { ...FROZEN, state: WalletState.WALLET_STATE_ACTIVE, note: "found again" };
const pay = async () =>
  world.as("cashier").payTrade(aPayment({ paymentCode: await world.code() }), { idempotencyKey: aKey() });

test("P38: frozen, it pays nothing from the next call on; let go, it pays", async () => {
  expect(await world.as("operator").setWalletState(FROZEN)).toEqual({ state: WalletState.WALLET_STATE_FROZEN });
  await expect(pay()).rejects.toMatchObject({ reason: "WALLET_FROZEN" });
  await world.as("operator").setWalletState(FROZEN);
  await world.as("operator").setWalletState(LET_GO);
  expect((await pay()).state).toBe(TradeState.TRADE_STATE_SUCCESS);
});

test("who set it, when and why is kept, of every change", async () => {
  await world.store.connection.model("WalletStateChange").deleteMany({});
  await world.as("operator").setWalletState(FROZEN);
  world.clock.advance(60_000);
  await world.as("operator").setWalletState(LET_GO);
  const by = { _id: expect.stringMatching(/^wsc_/), userId: SHOPPER_1, operatorId: expect.stringMatching(/^stf_/) };
  const at = world.clock.now();
  expect(await world.rows("WalletStateChange")).toEqual([
    { ...by, state: "FROZEN", note: FROZEN.note, createTime: new Date(at.getTime() - 60_000) },
    { ...by, state: "ACTIVE", note: LET_GO.note, createTime: at },
  ]);
});

test("for operators only, with a state and a reason, of a wallet that is there", async () => {
  await expectOperatorsOnly(world, (client) => client.setWalletState(FROZEN));
  const set = (overrides: object) => () => world.as("operator").setWalletState({ ...FROZEN, ...overrides });
  await expectRefused(world, "WALLET_NOT_FOUND", set({ userId: "usr_nobody00" }));
  await expectRefused(world, "REQUEST_INVALID", set({ state: WalletState.WALLET_STATE_UNSPECIFIED }));
  await expectRefused(world, "REQUEST_INVALID", set({ note: "" }));
});
