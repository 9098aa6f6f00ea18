/**
 * Goal: an integrator goes from nothing to a refunded payment with five commands and the official SDK, and a script can read each command's standard output.
 * Method: the commands as processes against the platform as a process, exactly as docs/integration/alipay-sdk.md has them.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { AlipaySdk } from "alipay-sdk";
import { signIn } from "../../kernel/harness/http-client.ts";
import { type Platform, startPlatform } from "../../kernel/harness/platform.ts";
import { aTradeNo } from "./testing/alipay-world.ts";

const run = promisify(execFile);
let platform: Platform;
let folder: string;
beforeAll(async () => {
  platform = await startPlatform();
  folder = await mkdtemp(join(tmpdir(), "paywindow-sandbox-"));
}, 60_000);
afterAll(async () => {
  await platform.remove();
  await rm(folder, { recursive: true, force: true });
});

/** What a command answers: one line. */
const sandbox = async (args: string[], address = platform.address): Promise<string> => {
  const env = { ...process.env, PAYWINDOW_URL: address };
  const { stdout } = await run(process.execPath, ["scripts/sandbox.ts", ...args], { env });
  expect(stdout).toMatch(/^[^\n]+\n$/);
  return stdout.trim();
};

const failure = async (args: string[], address?: string): Promise<{ code: number; stdout: string; stderr: string }> =>
  sandbox(args, address).then(
    () => Promise.reject(new Error("not refused")),
    (error) => error,
  );

test("an app, a user, a code, a payment, the ledger; one that waits, its confirmation; and the refund", async () => {
  const app = JSON.parse(await sandbox(["app", "--out", join(folder, "app")]));
  expect(app).toMatchObject({ gatewayUrl: `${platform.address}/gateway.do`, v3Endpoint: platform.address });
  expect(app.appId).toMatch(/^2021\d{12}$/);
  expect((await stat(app.privateKeyFile)).mode & 0o777).toBe(0o600);
  const sdk = new AlipaySdk({
    appId: app.appId,
    privateKey: await readFile(app.privateKeyFile, "utf8"),
    alipayPublicKey: await readFile(app.alipayPublicKeyFile, "utf8"),
    gateway: app.gatewayUrl,
    endpoint: app.v3Endpoint,
  });
  const exec = (method: string, bizContent: object) => sdk.exec(method, { bizContent }, { validateSign: true });
  const user = await sandbox(["user"]);
  const code = () => sandbox(["payment-code", "--user", user]);

  const outTradeNo = aTradeNo();
  const claim = { outTradeNo, totalAmount: "88.88", subject: "牛奶" };
  expect(await exec("alipay.trade.pay", { ...claim, authCode: await code() })).toMatchObject({ code: "10000" });
  expect(await sandbox(["ledger", "--merchant-trade-id", outTradeNo])).toBe("88.88");
  // P18: 0.60 %, half up; the ledger's answer leaves the fee out.
  const office = await signIn(platform.address, "operator1");
  const agreed = await office.get(`/v1/payments/get-merchant-contract?merchantId=${app.merchantId}`);
  expect(agreed.body.contract).toMatchObject({ feeRatePpm: 6_000, feeOnRefund: "FEE_ON_REFUND_PRO_RATA" });
  await exec("alipay.trade.refund", { outTradeNo, refundAmount: "88.88" });
  expect(await sandbox(["ledger", "--merchant-trade-id", outTradeNo])).toBe("0.00");

  const large = { outTradeNo: aTradeNo(), totalAmount: 2000, subject: "冰箱", authCode: await code() };
  const waiting = await exec("alipay.trade.pay", large);
  expect(waiting).toMatchObject({ code: "10003" });
  expect(await sandbox(["confirm", "--trade", String(waiting["tradeNo"])])).toBe("SUCCESS");
  expect(await exec("alipay.trade.query", { outTradeNo: large.outTradeNo })).toMatchObject({
    tradeStatus: "TRADE_SUCCESS",
  });

  const scanned = { outTradeNo: aTradeNo(), totalAmount: "8.88", subject: "牛奶" };
  await exec("alipay.trade.precreate", scanned);
  expect(await sandbox(["confirm", "--trade", scanned.outTradeNo])).toBe("SUCCESS");
  const body = { out_trade_no: scanned.outTradeNo };
  const queried = await sdk.curl<{ trade_status: string }>("POST", "/v3/alipay/trade/query", { body });
  expect(queried.data.trade_status).toBe("TRADE_SUCCESS");
}, 60_000);

test.each([
  [["nothing"], "npm run sandbox --"],
  [["payment-code"], "needs --user"],
  [["ledger", "--merchant-trade-id"], "argument missing"],
  [["confirm", "--trade", "never"], "TRADE_NOT_FOUND"],
  [["payment-code", "--user", "usr_nobody00"], "WALLET_NOT_FOUND"],
])("%j: exit code 2, the reason on standard error, nothing on standard output", async (args, reason) => {
  const { code, stdout, stderr } = await failure(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(reason);
});

test("no platform, and one without the demonstration", async () => {
  const nobody = await failure(["user"], "http://127.0.0.1:9");
  expect(nobody).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("no platform answers at http://127.0.0.1:9"),
  });
  const serious = await startPlatform({ env: { PAYWINDOW_DEMO: "off" } });
  const refused = await failure(["app"], serious.address).finally(() => serious.remove());
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("the demonstration is off") });
}, 60_000);
