/**
 * For integrators, against the running platform (PAYWINDOW_URL, default http://127.0.0.1:8080, or PAYWINDOW_PORT there) with its demonstration on:
 *
 *     npm run sandbox -- app [--out <folder>] [--agent]     a merchant with an app; its keys as files; JSON
 *     npm run sandbox -- user                               a wallet user with 100,000.00 CNY; the user's id
 *     npm run sandbox -- payment-code --user <id>           a fresh payment code
 *     npm run sandbox -- confirm --trade <any id> [--user <id>]   the user confirms what waits; the trade's new state
 *     npm run sandbox -- ledger --merchant-trade-id <id>    what the ledger holds for it, in yuan
 *
 * Prints its answer and nothing else on standard output; what is wrong, on standard error, with exit code 2.
 */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { decimalOf, money } from "../kernel/money/money.ts";

const USAGE = `npm run sandbox -- app [--out <folder>] [--agent] | user | payment-code --user <id> | confirm --trade <id> [--user <id>] | ledger --merchant-trade-id <id>`;

/** Something that whoever called can mend. */
class SandboxError extends Error {}

/** Where the platform is: PAYWINDOW_URL, or this machine at the port that `npm start` was told. */
const url = (process.env["PAYWINDOW_URL"] ?? `http://127.0.0.1:${process.env["PAYWINDOW_PORT"] ?? 8080}`).replace(
  /\/+$/,
  "",
);

type Json = Readonly<Record<string, unknown>>;

const ask = async (path: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(url + path, { ...init, signal: AbortSignal.timeout(15_000) });
  } catch (error) {
    const { cause = error } = error as { cause?: { code?: string; message?: string } };
    const { code, message } = cause as { code?: string; message?: string };
    throw new SandboxError(
      `no platform answers at ${url} (${code ?? message}): start it with npm start, or set PAYWINDOW_URL`,
    );
  }
};

/** The answer's JSON; a refusal, in words. */
const answerOf = async (response: Response): Promise<Json> => {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  const body = (isJson ? JSON.parse(text) : {}) as Json & { detail?: string; reason?: string };
  if (response.ok && isJson) return body;
  throw new SandboxError(`${url} answers ${body.reason ?? response.status}${body.detail ? `: ${body.detail}` : ""}`);
};

const headersOf = (token: string) => ({
  "content-type": "application/json",
  "accept-language": "en",
  "idempotency-key": randomBytes(16).toString("hex"),
  ...(token && { authorization: `Bearer ${token}` }),
});

const post = async (path: string, body: Json, token = ""): Promise<Json> =>
  answerOf(await ask(path, { method: "POST", body: JSON.stringify(body), headers: headersOf(token) }));

const get = async (path: string, query: Record<string, string>, token: string): Promise<Json> =>
  answerOf(await ask(`${path}?${new URLSearchParams(query)}`, { headers: headersOf(token) }));

/** The demonstration's operator. Where the demonstration is off there is none. */
const signIn = async (): Promise<string> => {
  const session = await post("/v1/identity/sign-in", { login: "operator1", password: "paywindow-demo" }).catch(
    (error) => {
      if (!String(error.message).includes("CREDENTIALS_REFUSED")) throw error;
      throw new SandboxError(`the demonstration is off at ${url}: the sandbox is a part of it (PAYWINDOW_DEMO=on)`);
    },
  );
  return String(session["accessToken"]);
};

/** A folder for keys. (One step at a time: below /proc Node's own `recursive` never comes to an end.) */
const makeFolder = async (path: string): Promise<void> => {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const { code = "" } = error as { code?: string };
    if (code === "EEXIST" && (await stat(path)).isDirectory()) return;
    if (code !== "ENOENT" || existsSync(dirname(path)))
      throw new SandboxError(`no folder can be made at ${path} (${code})`);
    await makeFolder(dirname(path));
    await makeFolder(path);
  }
};

/** What the sandbox's merchants are charged: 0.60 %, of which a refund brings its part back. */
const CONTRACT = { category: "5411", feeRatePpm: 6_000, feeOnRefund: "FEE_ON_REFUND_PRO_RATA" };

/** A merchant of its own with an app, whose key pair is made here: the private key never leaves this machine. */
const makeApp = async (token: string, out: string | undefined, isAgent: boolean): Promise<string> => {
  // Before anything is created there.
  if (out) await makeFolder(resolve(out));
  const name = `沙箱商户 ${randomBytes(3).toString("hex")}`;
  const { merchant, storeId } = await post("/v1/payments/create-merchant", { name, contract: CONTRACT }, token);
  const { merchantId } = merchant as { merchantId: string };
  const pair = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const publicKey = pair.publicKey.export({ format: "pem", type: "spki" }).toString();
  const request = { merchantId, storeId, appName: name, publicKey, isAgent };
  const { appId, aesKey } = await post("/v1/identity/create-app", request, token);
  const alipayPublicKey = await (await ask("/alipay-public-key.pem", {})).text();
  const folder = resolve(out ?? join(process.env["PAYWINDOW_DATA"] ?? ".data", "sandbox", String(appId)));
  await makeFolder(folder);
  const privateKeyFile = join(folder, "app-private-key.pem");
  const alipayPublicKeyFile = join(folder, "alipay-public-key.pem");
  const privateKey = pair.privateKey.export({ format: "pem", type: "pkcs1" });
  await writeFile(privateKeyFile, privateKey, { mode: 0o600 });
  await writeFile(join(folder, "app-public-key.pem"), publicKey);
  await writeFile(alipayPublicKeyFile, alipayPublicKey);
  const files = { privateKeyFile, alipayPublicKeyFile };
  const doors = { gatewayUrl: `${url}/gateway.do`, v3Endpoint: url };
  return JSON.stringify({ appId, ...files, ...doors, keyType: "PKCS1", encryptKey: aesKey, merchantId, storeId });
};

const confirm = async (token: string, trade: string, userId: string): Promise<string> => {
  const { state } = await post("/v1/payments/confirm-sandbox-trade", { trade, userId }, token);
  return String(state).replace("TRADE_STATE_", "");
};

const readNet = async (token: string, trade: string): Promise<string> => {
  const { net } = (await get("/v1/payments/get-trade-net", { trade }, token)) as {
    net: { minorUnits?: string; currencyCode: string };
  };
  return decimalOf(money(BigInt(net.minorUnits ?? "0"), net.currencyCode));
};

const readArguments = () => {
  try {
    const text = { type: "string" } as const;
    const options = {
      user: text,
      trade: text,
      "merchant-trade-id": text,
      out: text,
      agent: { type: "boolean" },
    } as const;
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new SandboxError(`${(error as Error).message}\n${USAGE}`);
  }
};

const run = async (): Promise<string> => {
  const { values, positionals } = readArguments();
  const [command] = positionals;
  const needed = (option: "user" | "trade" | "merchant-trade-id"): string => {
    const value = values[option];
    if (!value) throw new SandboxError(`${command} needs --${option}\n${USAGE}`);
    return value;
  };
  switch (positionals.length === 1 ? command : undefined) {
    case "app":
      return makeApp(await signIn(), values.out, values.agent ?? false);
    case "user":
      return String((await post("/v1/payments/add-sandbox-user", {}, await signIn()))["userId"]);
    case "payment-code": {
      const userId = needed("user");
      return String((await post("/v1/payments/issue-sandbox-code", { userId }, await signIn()))["paymentCode"]);
    }
    case "confirm": {
      const trade = needed("trade");
      return confirm(await signIn(), trade, values.user ?? "");
    }
    case "ledger": {
      const trade = needed("merchant-trade-id");
      return readNet(await signIn(), trade);
    }
    case "help":
      return USAGE;
    default:
      throw new SandboxError(USAGE);
  }
};

try {
  console.log(await run());
} catch (error) {
  console.error(error instanceof SandboxError ? `sandbox: ${error.message}` : error);
  process.exitCode = error instanceof SandboxError ? 2 : 1;
}
