import { setTimeout as pause } from "node:timers/promises";
import { credentials, loadPackageDefinition, Metadata } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type HttpCaller, signIn } from "../../../kernel/harness/http-client.ts";
import type { Platform } from "../../../kernel/harness/platform.ts";
import { openTill, readShelf, type ShelfItem, type Till } from "../../testing/till.ts";

/** The running platform, however many processes it is. */
export type Stage = Pick<Platform, "address" | "grpcAddress" | "output" | "remove">;

/** What a shopper and a cashier can do to a checkout, at the doors: HTTP as the pages use it, gRPC as integrators do. After each refusal money and stock are as they were. */
export const checkoutCases = (start: () => Promise<Stage>): void => {
  let platform: Stage;
  let till: Till;
  let shelf: ShelfItem[];

  beforeAll(async () => {
    platform = await start();
    till = await openTill(platform.address, "till-1");
    shelf = await readShelf(till.cashier);
  }, 60_000);
  afterAll(() => platform?.remove());

  const cheapest = (): ShelfItem => shelf.find(({ available }) => available > 1_000)!;

  const available = async (barcode: string): Promise<number> =>
    (await readShelf(till.cashier)).find((item) => item.barcode === barcode)!.available;

  const aSale = async (item = cheapest(), quantity = 1) => {
    const sale = till.newSale();
    const put = await till.put(sale, [{ barcode: item.barcode, quantity }]);
    expect(put.status).toBe(200);
    sale.paymentCode = await till.code();
    return sale;
  };

  test("K1, P14: 50 concurrent checkouts with one key: one charge, 50 equal answers, 49 of them replays", async () => {
    const sale = await aSale();
    const [money, stock] = [await till.balance(), await available(cheapest().barcode)];
    const answers = await Promise.all(Array.from({ length: 50 }, () => till.checkOut(sale)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true")).toHaveLength(49);
    expect(await till.balance()).toBe(money - cheapest().priceFen);
    expect(await available(cheapest().barcode)).toBe(stock - 1);
  });

  test("P14: the same key with another basket is refused", async () => {
    const [first, second] = [await aSale(), await aSale()];
    expect((await till.checkOut(first)).status).toBe(200);
    const answer = await till.checkOut({ ...second, key: first.key });
    expect([answer.status, answer.body.reason]).toEqual([409, "IDEMPOTENCY_KEY_REUSED"]);
  });

  test("50 tills racing for the last 10 units: exactly 10 sales", async () => {
    const scarce = shelf.find((item) => item.available === 10)!;
    const devices = await Promise.all(
      Array.from({ length: 5 }, (_, index) => openTill(platform.address, `race-${index}`, "shopper2")),
    );
    const sales = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const own = devices[index % devices.length]!;
        const sale = own.newSale();
        await own.put(sale, [{ barcode: scarce.barcode, quantity: 1 }]);
        sale.paymentCode = await own.code();
        return { own, sale };
      }),
    );
    const money = await devices[0]!.balance();
    const answers = await Promise.all(sales.map(({ own, sale }) => own.checkOut(sale)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    expect(new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.reason))).toEqual(
      new Set(["STOCK_INSUFFICIENT"]),
    );
    expect(await available(scarce.barcode)).toBe(0);
    expect(await devices[0]!.balance()).toBe(money - 10n * scarce.priceFen);
  }, 60_000);

  describe("P10, P11: a payment code that cannot pay has a reason of its own, and nothing is written", () => {
    const refuse = async (paymentCode: string) => {
      const sale = await aSale();
      const [money, stock] = [await till.balance(), await available(cheapest().barcode)];
      const answer = await till.checkOut({ ...sale, paymentCode });
      expect(await till.balance()).toBe(money);
      expect(await available(cheapest().barcode)).toBe(stock);
      const basket = await till.cashier.get(`/v1/supermarket/get-basket?basketId=${sale.basketId}`);
      expect(basket.body.state).toBe("BASKET_STATE_OPEN");
      return answer;
    };

    test.each([
      ["a WeChat-like code", "131234567890123456", "PAYMENT_CODE_UNKNOWN"],
      ["a UnionPay-like code", "6212345678901234567", "PAYMENT_CODE_UNKNOWN"],
      ["a code of no device", "280000000012345678", "PAYMENT_CODE_UNKNOWN"],
    ])("%s", async (_kind, code, reason) => expect((await refuse(code)).body.reason).toBe(reason));

    test.each(["", "12345", "28123456789012345x", "99123456789012345678", "28 1234567890123456", "2".repeat(40)])(
      "what is no code at all: %j",
      async (code) => {
        const { status, body } = await refuse(code);
        expect([status, body.reason, body.fields[0].field]).toEqual([400, "REQUEST_INVALID", "payment_code"]);
      },
    );

    test("a code that was used", async () => {
      const sale = await aSale();
      expect((await till.checkOut(sale)).status).toBe(200);
      expect((await refuse(sale.paymentCode)).body.reason).toBe("PAYMENT_CODE_SPENT");
    });

    test("no refusal shows the code", async () => {
      const code = "280000000012345678";
      expect(JSON.stringify((await refuse(code)).body)).not.toContain(code);
      expect(platform.output()).not.toContain(code);
    });
  });

  test("a wallet that is short refuses, and the next code with enough behind it pays", async () => {
    const poor = await openTill(platform.address, "race-0", "shopper2");
    const dear = shelf.filter((item) => item.available > 1_000).at(-1)!;
    const sale = poor.newSale();
    // More than the wallet holds, and less than what would wait for the payer's password.
    const quantity = Number((await poor.balance()) / dear.priceFen) + 1;
    await poor.put(sale, [{ barcode: dear.barcode, quantity }]);
    sale.paymentCode = await poor.code();
    const money = await poor.balance();
    expect((await poor.checkOut(sale)).body.reason).toBe("BALANCE_INSUFFICIENT");
    expect((await poor.checkOut(sale)).body.reason).toBe("BALANCE_INSUFFICIENT");
    expect(await poor.balance()).toBe(money);
    await poor.put(sale, [{ barcode: cheapest().barcode, quantity: 1 }]);
    const retry = { ...sale, key: poor.newSale().key, paymentCode: await poor.code() };
    expect((await poor.checkOut(retry)).status).toBe(200);
  });

  describe("gRPC at one address", () => {
    const load = (service: string) =>
      loadPackageDefinition(
        loadSync(`paywindow/${service}/v1/${service}.proto`, { includeDirs: ["proto"], longs: String, enums: String }),
        // biome-ignore lint/suspicious/noExplicitAny: the client is made from the .proto, as an integrator's would be
      ) as any;

    const call = (
      stub: object,
      method: string,
      request: object,
      metadata: Metadata,
    ): Promise<Record<string, unknown>> =>
      new Promise((resolve, reject) => {
        const run = (stub as Record<string, (...args: unknown[]) => void>)[method]!.bind(stub);
        run(
          request,
          metadata,
          { deadline: Date.now() + 5_000 },
          (error: Error | null, answer: Record<string, unknown>) => (error ? reject(error) : resolve(answer)),
        );
      });

    test("the same checkout, the same receipt as HTTP gives", async () => {
      const open = (service: new (address: string, security: object) => object) =>
        new service(platform.grpcAddress, credentials.createInsecure());
      const identity = open(load("identity").paywindow.identity.v1.IdentityService);
      const supermarket = open(load("supermarket").paywindow.supermarket.v1.SupermarketService);
      const session = await call(identity, "signIn", { login: "cashier1", password: "paywindow-demo" }, new Metadata());
      const metadata = new Metadata();
      metadata.set("authorization", `Bearer ${session["accessToken"]}`);
      const sale = till.newSale();
      const lines = [{ barcode: cheapest().barcode, quantity: 2 }];
      await call(
        supermarket,
        "putBasket",
        { basketId: sale.basketId, storeId: "str_demomarket1", tillId: "grpc-1", lines },
        metadata,
      );
      metadata.set("idempotency-key", sale.key);
      const paymentCode = await till.code();
      const receipt = await call(supermarket, "checkOutBasket", { basketId: sale.basketId, paymentCode }, metadata);
      const overHttp = await till.cashier.get(`/v1/supermarket/get-receipt?basketId=${sale.basketId}`);
      expect(overHttp.body).toMatchObject({ receiptId: receipt["receiptId"], tradeId: receipt["tradeId"] });
      for (const stub of [identity, supermarket]) (stub as { close(): void }).close();
    });
  });

  /** Opens a shopper's live stream; `heard` is what has come so far. */
  const openLive = async (caller: HttpCaller) => {
    const ticket = await caller.post("/v1/live-ticket", {});
    const gone = new AbortController();
    const stream = await fetch(`${platform.address}/v1/live?ticket=${ticket.body.ticket}`, { signal: gone.signal });
    const live = { heard: "", close: () => gone.abort() };
    const listen = async () => {
      for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) live.heard += chunk;
    };
    listen().catch(() => {});
    return live;
  };

  test("the payment arrives at the shopper's page while it is open, and at no other shopper's", async () => {
    const own = await openLive(till.shopper);
    const stranger = await openLive(await signIn(platform.address, "shopper2"));
    const receipt = await till.checkOut(await aSale());
    for (let tries = 0; tries < 100 && !own.heard.includes(receipt.body.tradeId); tries++) await pause(50);
    expect(own.heard).toContain("event: payments.trade.paid");
    expect(own.heard).toContain(receipt.body.tradeId);
    expect(stranger.heard).not.toContain("payments.trade.paid");
    own.close();
    stranger.close();
  });
};
