import { generateKeyPairSync, randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { AlipaySdk, type AlipaySdkConfig } from "alipay-sdk";
import { type HttpAnswer, type HttpCaller, signIn } from "../../../kernel/harness/http-client.ts";
import { type Platform, type PlatformSettings, startPlatform } from "../../../kernel/harness/platform.ts";

const MERCHANT = "mer_demomarket";
const STORE = "str_demomarket1";

/** An app that a merchant created, with the key pair that its integrator made. */
interface TestApp {
  readonly appId: string;
  readonly privateKey: string;
  readonly publicKey: string;
  /** Base64 of 16 bytes. */
  readonly aesKey: string;
}

/** The platform as a process, a merchant's app and its shoppers: all that the official SDK and its merchant see. */
export interface AlipayWorld {
  readonly platform: Platform;
  readonly app: TestApp;
  readonly manager: HttpCaller;
  readonly shopper: HttpCaller;
  /** A client of the app; other settings where a test needs them. */
  sdk(settings?: Partial<AlipaySdkConfig>): AlipaySdk;
  /** `exec` with the response's signature checked, whatever it says. */
  exec(method: string, bizContent: object, params?: object): Promise<Record<string, string>>;
  addApp(settings?: AppSettings): Promise<TestApp>;
  /** Another merchant with an app, and the operator who made it. */
  addMerchant(): Promise<{ readonly operator: HttpCaller; readonly app: TestApp; readonly merchantId: string }>;
  /** Every code that was given out, for the test that looks for them in the log. */
  readonly codes: readonly string[];
  /** A fresh payment code of the first shopper; waits where the device has used up its seconds. */
  code(): Promise<string>;
  /** What the shopper can spend, in fen. */
  balance(): Promise<bigint>;
  /** Up to this amount in yuan the shopper's code pays without the payment password. */
  setPasswordFreeLimit(yuan: string): Promise<void>;
  /** The shopper confirms the trade of that number, which waits for them. */
  confirm(outTradeNo: string): Promise<void>;
  /** The platform's public key, as an integrator gets it. */
  readonly alipayPublicKey: string;
}

interface TestKeys {
  readonly privateKey: string;
  readonly publicKey: string;
}

export const makeKeys = (): TestKeys => {
  const pair = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  return {
    privateKey: pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    publicKey: pair.publicKey.export({ format: "pem", type: "spki" }).toString(),
  };
};

/** A number that no other test uses. */
export const aTradeNo = (): string => `T${randomBytes(8).toString("hex")}`;

interface AppSettings {
  readonly isAgent?: boolean;
  readonly certificate?: string;
  readonly keys?: TestKeys;
  readonly merchantId?: string;
  readonly storeId?: string;
}

const freshKey = () => ({ "idempotency-key": randomBytes(8).toString("hex") });

const createApp = async (
  staff: HttpCaller,
  { isAgent = false, certificate = "", keys = makeKeys(), merchantId = MERCHANT, storeId = STORE }: AppSettings,
): Promise<TestApp> => {
  const names = { merchantId, storeId, appName: "收银台" };
  const key = certificate ? { certificate } : { publicKey: keys.publicKey };
  const body = { ...names, isAgent, ...key };
  const answer = await staff.post("/v1/identity/create-app", body, freshKey());
  if (answer.status !== 200) throw new Error(`create-app: ${JSON.stringify(answer.body)}`);
  return { ...keys, appId: answer.body.appId, aesKey: answer.body.aesKey };
};

const createMerchant = async (address: string) => {
  const operator = await signIn(address, "operator1");
  const { body } = await operator.post("/v1/payments/create-merchant", { name: "街角小店" }, freshKey());
  const { storeId, merchant } = body;
  const { merchantId } = merchant;
  return { operator, merchantId, app: await createApp(operator, { merchantId, storeId }) };
};

const issueCode = async (shopper: HttpCaller, deviceId: string): Promise<string> => {
  const ask = () => shopper.post("/v1/payments/issue-payment-code", { deviceId });
  let answer = await ask();
  for (; answer.status === 429; answer = await ask()) await pause(200);
  if (answer.status !== 200) throw new Error(`issue-payment-code: ${JSON.stringify(answer.body)}`);
  return answer.body.paymentCode;
};

const PAYMENT_PASSWORD = "246810";

const expectOk = ({ status, body }: HttpAnswer): void => {
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
};

/** What the shopper does in the wallet. */
const walletOf = (shopper: HttpCaller): Pick<AlipayWorld, "setPasswordFreeLimit" | "confirm"> => ({
  setPasswordFreeLimit: async (yuan) => {
    await shopper.post("/v1/payments/set-payment-password", { paymentPassword: PAYMENT_PASSWORD });
    const limit = { minorUnits: yuan.replace(".", ""), currencyCode: "CNY" };
    const request = { limit, paymentPassword: PAYMENT_PASSWORD };
    expectOk(await shopper.post("/v1/payments/set-password-free-limit", request));
  },
  confirm: async (outTradeNo) => {
    const { body } = await shopper.get("/v1/payments/list-waiting-trades");
    const waiting = body.trades as { merchantTradeId: string; tradeId: string }[];
    const trade = waiting.find(({ merchantTradeId }) => merchantTradeId === outTradeNo);
    const request = { tradeId: trade?.tradeId, paymentPassword: PAYMENT_PASSWORD };
    expectOk(await shopper.post("/v1/payments/confirm-trade", request));
  },
});

export const startAlipayWorld = async (settings: PlatformSettings = {}): Promise<AlipayWorld> => {
  const env = { PAYWINDOW_RATE_LIMIT: "0", ...settings.env };
  const platform = await startPlatform({ ...settings, env });
  const { address } = platform;
  const [manager, shopper] = await Promise.all([signIn(address, "manager1"), signIn(address, "shopper1")]);
  const app = await createApp(manager, {});
  const alipayPublicKey = await (await fetch(`${address}/alipay-public-key.pem`)).text();
  // Codes come from several phones, as each gives one a second.
  const devices = await Promise.all(
    [1, 2, 3].map((n) =>
      shopper.post("/v1/payments/register-device", { deviceName: `手机 ${n}` }, { "idempotency-key": `alipay-${n}` }),
    ),
  );
  let turn = 0;
  const codes: string[] = [];
  const sdk: AlipayWorld["sdk"] = (overrides = {}) =>
    new AlipaySdk({
      ...{ appId: app.appId, privateKey: app.privateKey, keyType: "PKCS8", alipayPublicKey },
      ...{ gateway: `${address}/gateway.do`, endpoint: address, camelcase: false },
      ...overrides,
    });
  const client = sdk();
  return {
    ...{ platform, app, manager, shopper, sdk, alipayPublicKey, codes },
    addMerchant: () => createMerchant(address),
    addApp: (one = {}) => createApp(manager, one),
    exec: (method, bizContent, params = {}) =>
      client.exec(method, { ...params, bizContent }, { validateSign: true }) as Promise<Record<string, string>>,
    code: async () => {
      const code = await issueCode(shopper, devices[turn++ % devices.length]?.body.deviceId);
      codes.push(code);
      return code;
    },
    ...walletOf(shopper),
    balance: async () => BigInt((await shopper.get("/v1/payments/get-wallet")).body.available.minorUnits ?? "0"),
  };
};
