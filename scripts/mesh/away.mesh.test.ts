/**
 * Goal: processes of the mesh may go and come back while people pay: callers are told who is away, soon, and a checkout that was caught half-way is finished
 * when it is back (P2, P7, P13, P14, P29).
 * Method: a mesh of real processes per remote door; one of them is killed, paused, stopped or restarted while tills sell.
 */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openShopFloor } from "../../gateway/testing/shop-floor.ts";
import { openTill, readShelf, type Sale, type Till } from "../../gateway/testing/till.ts";
import { startTestMesh, type TestMesh } from "./testing/test-mesh.ts";

describe.each(["nats", "grpc"])("processes that call each other over %s", (door) => {
  let mesh: TestMesh;
  let till: Till;
  let barcode: string;

  beforeAll(async () => {
    mesh = await startTestMesh({ env: { PAYWINDOW_DOOR: door } });
    till = await openTill(mesh.address, "till-0");
    barcode = (await readShelf(till.cashier)).find(({ available }) => available > 1_000)!.barcode;
  }, 60_000);
  afterAll(() => mesh?.remove(), 60_000);

  const processOf = (name: string) => mesh.processes.get(name)!;

  const aSale = async (): Promise<Sale> => {
    const sale = till.newSale();
    await till.put(sale, [{ barcode, quantity: 1 }]);
    sale.paymentCode = await till.code();
    return sale;
  };

  /** Sends the sale as tills do, with its key, until it is answered for good. */
  const finish = async (sale: Sale) => {
    for (;;) {
      const answer = await till.checkOut(sale);
      if (answer.status === 200 || !answer.body.retryable) return answer;
      await pause(100);
    }
  };

  const away = (service: string) => ({
    reason: "SERVICE_UNAVAILABLE",
    retryable: true,
    detail: expect.stringContaining(service),
  });

  test("P2, P14: payments is killed while it is asked: the till is told its name, and its retry finishes the sale once", async () => {
    const sale = await aSale();
    const money = await till.balance();
    process.kill(processOf("payments").pid()!, "SIGSTOP");
    const caught = till.checkOut(sale);
    await pause(300);
    process.kill(processOf("payments").pid()!, "SIGKILL");
    const answer = await caught;
    expect([answer.status, answer.body]).toMatchObject([503, away("payments")]);
    const receipt = await finish(sale);
    expect(receipt.status).toBe(200);
    expect(await finish(sale)).toMatchObject({ status: 200, body: receipt.body });
    expect(await till.balance()).toBe(money - BigInt(receipt.body.total.minorUnits));
  });

  test("P7, P13: a till that never asks again: the checkout is concluded without it when payments is back", async () => {
    const sale = await aSale();
    process.kill(processOf("payments").pid()!, "SIGSTOP");
    const answer = await till.checkOut(sale);
    expect([answer.status, answer.body]).toMatchObject([503, away("payments")]);
    process.kill(processOf("payments").pid()!, "SIGCONT");
    const state = async () =>
      (await till.cashier.get(`/v1/supermarket/get-basket?basketId=${sale.basketId}`)).body.state;
    while ((await state()) === "BASKET_STATE_CHECKING_OUT") await pause(200);
    // Paused, payments may have taken the question in before it stood still, or not: paid or open again, but never in between.
    expect(["BASKET_STATE_PAID", "BASKET_STATE_OPEN"]).toContain(await state());
    const wallet = await till.shopper.get("/v1/payments/get-wallet");
    expect(wallet.body.held?.minorUnits ?? "0").toBe("0");
  }, 60_000);

  test("identity is away: who is signed in goes on paying, who signs in is told its name", async () => {
    await processOf("identity").stop();
    expect((await finish(await aSale())).status).toBe(200);
    await expect(openTill(mesh.address, "till-9")).rejects.toThrow(/503 .*identity/);
    await processOf("identity").restart();
    await openTill(mesh.address, "till-0");
  });

  test("the nats-server is killed: callers who need it are told at once, and everything goes on when it is back", async () => {
    const sale = await aSale();
    process.kill(processOf("nats").pid()!, "SIGKILL");
    const answer = await till.checkOut(sale);
    // Nodes that call each other over gRPC know each other's addresses still.
    const expected = door === "nats" ? [503, away("supermarket")] : [200, {}];
    expect([answer.status, answer.body]).toMatchObject(expected);
    expect((await finish(sale)).status).toBe(200);
  });

  test("P13, P14, P29: every process is restarted in turn while tills sell: each sale is finished by its till's ordinary retry", async () => {
    const floor = await openShopFloor(mesh.address);
    const closing = new AbortController();
    const selling = floor.sell(mesh.address, closing.signal);
    for (const one of mesh.processes.values()) {
      const before = floor.receipts.size;
      await one.restart();
      while (floor.receipts.size <= before) await pause(50);
    }
    closing.abort();
    await selling;
    await floor.settle(mesh.address);
    expect(floor.refusals).toEqual([]);
    expect(await floor.check(mesh.address)).toEqual([]);
    // The check is one that can fail: a payment that no till of the floor knows of.
    await finish(await aSale());
    expect(await floor.check(mesh.address)).toEqual([expect.stringContaining("their receipts say")]);
  }, 120_000);
});
