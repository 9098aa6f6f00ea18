/** Goal: whatever is sent to the parties' port without the acquirer's proof changes nothing and breaks nothing. Method: raw HTTP against the open port. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type OutsideNode, startOutsideNode } from "../testing/outside-node.ts";

let node: OutsideNode;
let url: string;
beforeAll(async () => {
  node = await startOutsideNode();
  url = await readFile(join(node.parts.config.outsideKeysDir, "address"), "utf8");
});
afterAll(() => node.stop());

const rows = async () => [await node.parts.orders.countDocuments(), await node.parts.refunds.countDocuments()];
const post = async (path: string, body: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${url}${path}`, { method: "POST", body, headers });
  return { status: answer.status, text: await answer.text() };
};

const PAYMENT = JSON.stringify({
  ...{ out_trade_no: "att_hostile", sub_mchid: "mer_1", amount: { total: 1, currency: "CNY" } },
  payer: { auth_code: "130000000000000000" },
});
const AUTHORIZATION =
  'WECHATPAY2-SHA256-RSA2048 mchid="paywindow",nonce_str="n",timestamp="1795428000",serial_no="00",signature="AA=="';

test.each<[string, string, string, Record<string, string>, number, string]>([
  ["nobody's path", "/alipay/pay", "{}", {}, 404, ""],
  ["the root", "/", "", {}, 404, ""],
  ["WeChat-like, unsigned", "/wechat-like/v3/pay/partner/transactions/codepay", PAYMENT, {}, 401, "SIGN_ERROR"],
  [
    "WeChat-like, signed by nobody",
    "/wechat-like/v3/pay/partner/transactions/codepay",
    PAYMENT,
    { authorization: AUTHORIZATION },
    401,
    "SIGN_ERROR",
  ],
  [
    "UnionPay-like, unsigned",
    "/unionpay-like/gateway/api/backTransReq.do",
    "txnType=01&orderId=a",
    {},
    200,
    "respCode=11",
  ],
  ["UnionPay-like, a field twice", "/unionpay-like/gateway/api/backTransReq.do", "a=1&a=2", {}, 200, "respCode=10"],
  ["UnionPay-like, nothing", "/unionpay-like/gateway/api/backTransReq.do", "", {}, 200, "respCode=11"],
  ["the bank switch, unsigned", "/bank-card/v1/purchase", "{}", {}, 401, "A0"],
  [
    "the bank switch, a wrong code",
    "/bank-card/v1/tokens",
    "{}",
    { "switch-mac": "AAAA", "switch-timestamp": "1" },
    401,
    "A0",
  ],
  ["too long", "/bank-card/v1/purchase", "x".repeat(65_537), {}, 413, ""],
])("%s", async (_, path, body, headers, status, says) => {
  const before = await rows();
  const answer = await post(path, body, headers);
  expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(says)]);
  expect(await rows()).toEqual(before);
});
