/** Where a payer is led who comes back. Method: the SDK's own addresses against the platform as a process, followed by hand. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type AlipayWorld, aTradeNo, startAlipayWorld } from "../testing/alipay-world.ts";

let world: AlipayWorld;
beforeAll(async () => {
  world = await startAlipayWorld();
}, 60_000);
afterAll(() => world.platform.remove());

const follow = async (url: string): Promise<URL> => {
  const { status, headers } = await fetch(url, { redirect: "manual" });
  expect(status).toBe(302);
  return new URL(headers.get("location") ?? "", world.platform.address);
};

test("Y5: a quit_url in Chinese leads back, as any address does", async () => {
  const quitUrl = "https://shop.example/取消?单=7";
  const bizContent = { outTradeNo: aTradeNo(), totalAmount: "1.00", subject: "牛奶", quitUrl };
  const page = await follow(world.sdk().pageExecute("alipay.trade.wap.pay", "GET", { bizContent }));
  expect(page.pathname).toBe("/pay");
  const way = new URLSearchParams({ way: page.searchParams.get("way") ?? "" });
  expect((await follow(`${world.platform.address}/alipay/back?${way}`)).href).toBe(new URL(quitUrl).href);
});

test("X10: a hand-over that is refused is no page, whatever the merchant's program wrote", async () => {
  const bizContent = { outTradeNo: "<script>alert(1)</script>", totalAmount: "1.00", subject: "牛奶" };
  const response = await fetch(world.sdk().pageExecute("alipay.trade.wap.pay", "GET", { bizContent }));
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json;charset=utf-8");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
});
