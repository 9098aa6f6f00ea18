/**
 * Goal: nothing secret and nobody's data reach a log or a trace, whatever goes right or wrong. Method: the platform as a process, at log level debug and with a
 * collector for its traces; people register, bind a card, pay, err and are refused; then every line and every span is searched for what they typed.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type HttpAnswer, type HttpCaller, httpCaller, signIn } from "../../kernel/harness/http-client.ts";
import { type Platform, startPlatform } from "../../kernel/harness/platform.ts";

const PHONE = "13912345678";
const PASSWORD = "correct horse battery";
const PAYMENT_PASSWORD = "739158";
const WRONG_PASSWORD = "862047";
const IDENTITY_NUMBER = "11010519491231002X";
const REAL_NAME = "欧阳静姝";

const spans: string[] = [];
let collector: Server;
let platform: Platform;

beforeAll(async () => {
  collector = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    spans.push(Buffer.concat(chunks).toString());
    response.setHeader("content-type", "application/json").end("{}");
  });
  await once(collector.listen(0, "127.0.0.1"), "listening");
  const { port } = collector.address() as AddressInfo;
  const env = { PAYWINDOW_LOG_LEVEL: "debug", OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
  platform = await startPlatform({ env });
});
afterAll(async () => {
  await platform.remove();
  collector.close();
  collector.closeAllConnections();
});

const post = async (caller: HttpCaller, path: string, body: object): Promise<HttpAnswer> =>
  caller.post(`/v1/${path}`, body, { "idempotency-key": `key-${randomBytes(8).toString("hex")}` });

const ok = async (caller: HttpCaller, path: string, body: object): Promise<HttpAnswer["body"]> => {
  const answer = await post(caller, path, body);
  expect([path, answer.status, answer.body.reason]).toEqual([path, 200, undefined]);
  return answer.body;
};

const yuan = (minorUnits: string) => ({ minorUnits, currencyCode: "CNY" });

/** The code that the last message to the phone carries. */
const lastCode = async (): Promise<string> => {
  const { body } = await httpCaller(platform.address).get(`/v1/identity/list-phone-messages?phone=${PHONE}`);
  return /\d{6}/.exec(body.messages[0].text)?.[0] ?? "";
};

/** Someone registers, proves who they are, sets a password and binds a card. Returns all that was typed or handed out. */
const register = async (): Promise<{ user: HttpCaller; secrets: string[] }> => {
  const stranger = httpCaller(platform.address);
  await ok(stranger, "identity/request-phone-code", { purpose: "PHONE_CODE_PURPOSE_REGISTER", phone: PHONE });
  const phoneCode = await lastCode();
  await post(stranger, "identity/register-user", { phone: PHONE, phoneCode: "000000", password: PASSWORD });
  const registered = { phone: PHONE, phoneCode, password: PASSWORD, displayName: REAL_NAME };
  const session = await ok(stranger, "identity/register-user", registered);
  const user = httpCaller(platform.address, session.accessToken);
  // The wallet opens by an event of identity's.
  for (let tries = 0; (await user.get("/v1/payments/get-wallet")).status !== 200 && tries < 100; tries++)
    await pause(50);
  await ok(user, "payments/set-payment-password", { paymentPassword: PAYMENT_PASSWORD });
  await ok(user, "payments/submit-real-name", { realName: REAL_NAME, identityNumber: IDENTITY_NUMBER });
  const operator = await signIn(platform.address, "operator1");
  const account = { channelId: "bank-card", holderName: REAL_NAME, balance: yuan("100000") };
  const { accountId } = await ok(operator, "outside/create-outside-account", account);
  const card = await ok(operator, "outside/issue-test-card", { accountId });
  await ok(user, "identity/request-phone-code", { purpose: "PHONE_CODE_PURPOSE_BIND_CARD" });
  const bindCode = await lastCode();
  const binding = { cardNumber: card.cardNumber, expiry: card.expiry, holderName: REAL_NAME, phoneCode: bindCode };
  await post(user, "payments/bind-card", { ...binding, phoneCode: "000000" });
  await ok(user, "payments/bind-card", binding);
  return { user, secrets: [session.accessToken, session.refreshToken, phoneCode, bindCode, card.cardNumber] };
};

/** A payment that succeeds, one that is refused, and one that waits for a password, typed wrongly first. */
const pay = async (user: HttpCaller): Promise<string[]> => {
  const shopper = await signIn(platform.address, "shopper1");
  const cashier = await signIn(platform.address, "cashier1");
  const device = await ok(shopper, "payments/register-device", { deviceName: "phone" });
  const code = await ok(shopper, "payments/issue-payment-code", { deviceId: device.deviceId });
  const claim = { merchantId: "mer_demomarket", storeId: "str_demomarket1", subject: "茶", amount: yuan("500") };
  const sale = (id: string) => ({ ...claim, merchantTradeId: id, paymentCode: code.paymentCode });
  await ok(cashier, "payments/pay-trade", sale("secret1"));
  await post(cashier, "payments/pay-trade", sale("secret2"));
  await post(cashier, "payments/pay-trade", { ...sale("secret3"), paymentCode: `${code.paymentCode}x` });
  await ok(shopper, "payments/transfer-money", {
    ...{ transferRequestId: "t1", payeePhone: PHONE, amount: yuan("5000"), note: "饭钱" },
  });
  const qr = await ok(cashier, "payments/create-trade", { ...claim, merchantTradeId: "secret4", withQrCode: true });
  const { tradeId } = await ok(user, "payments/open-qr-code", { qrCode: qr.qrCode });
  const wrong = await post(user, "payments/confirm-trade", { tradeId, paymentPassword: WRONG_PASSWORD });
  expect(wrong.body.reason).toBe("PAYMENT_PASSWORD_WRONG");
  await ok(user, "payments/confirm-trade", { tradeId, paymentPassword: PAYMENT_PASSWORD });
  return [code.paymentCode, device.deviceSecret, "欧阳", "饭钱"];
};

/** Standing for itself: six digits may also be a part of a longer number. */
const shows = (text: string, secret: string): boolean =>
  /^\d+$/.test(secret) ? new RegExp(`(?<![0-9a-f.])${secret}(?![0-9a-f])`).test(text) : text.includes(secret);

test("X10: passwords, codes, card and identity numbers, names and tokens reach neither log nor trace", async () => {
  const { user, secrets } = await register();
  const paid = await pay(user);
  await platform.stop();
  const output = platform.output();
  const traces = spans.join("\n");
  // It would be no proof if nothing had been written.
  expect(output.split("\n").length).toBeGreaterThan(5);
  for (const name of ["payments.payTrade", "payments.bindCard", "payments.confirmTrade", "identity.registerUser"])
    expect(traces).toContain(name);
  const typed = [PHONE, PASSWORD, PAYMENT_PASSWORD, WRONG_PASSWORD, IDENTITY_NUMBER, REAL_NAME, "paywindow-demo"];
  for (const secret of [...typed, ...secrets, ...paid].filter(Boolean)) {
    expect([secret, shows(output, secret)]).toEqual([secret, false]);
    expect([secret, shows(traces, secret)]).toEqual([secret, false]);
  }
});
