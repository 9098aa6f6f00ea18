import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { serialOf, signRsa, verifyRsa } from "../../../../kernel/crypto/rsa.ts";
import type { Party } from "../wire/party.ts";

/** The keys of this line: ours, and the party's. */
const OUR_KEY = "wechat-like-acquirer";
const PARTY_KEY = "wechat-like-party";

/** How far the party's timestamp may be from ours, in seconds (WeChat Pay: five minutes). */
const CLOCK_TOLERANCE_S = 300;

const unixSeconds = (now: Date): number => Math.floor(now.getTime() / 1_000);

/** The Authorization header of a request: RSA-SHA256 over method, path with query, timestamp, nonce and body, each with a line feed. */
export const authorize = async (
  { keys, clock }: Party,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: string },
): Promise<string> => {
  const key = await keys.privateKey(OUR_KEY);
  const timestamp = unixSeconds(clock.now());
  const nonce = randomBytes(16).toString("hex");
  const signature = await signRsa(key, `${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`);
  const fields = { mchid: "paywindow", nonce_str: nonce, timestamp, serial_no: serialOf(key), signature };
  const pairs = Object.entries(fields).map(([name, value]) => `${name}="${value}"`);
  return `WECHATPAY2-SHA256-RSA2048 ${pairs.join(",")}`;
};

/** Whether we know the party's key: without it no answer could be believed. */
export const knowsParty = async ({ keys }: Party): Promise<boolean> => (await keys.publicKey(PARTY_KEY)) !== undefined;

/** Whether the party said this, and lately: answers and notices alike sign timestamp, nonce and body, each with a line feed. */
export const isPartysWord = async (
  { keys, clock }: Party,
  headers: IncomingHttpHeaders,
  body: string,
): Promise<boolean> => {
  const header = (name: string): string => String(headers[`wechatpay-${name}`] ?? "");
  const key = await keys.publicKey(PARTY_KEY);
  if (!key || header("serial") !== serialOf(key)) return false;
  const timestamp = header("timestamp");
  if (!(Math.abs(Number(timestamp) - unixSeconds(clock.now())) <= CLOCK_TOLERANCE_S)) return false;
  return verifyRsa(key, `${timestamp}\n${header("nonce")}\n${body}\n`, header("signature"));
};
