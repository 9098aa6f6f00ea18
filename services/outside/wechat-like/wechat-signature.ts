import { randomBytes } from "node:crypto";
import type { KeyFolder } from "../../../kernel/crypto/key-folder.ts";
import { serialOf, signRsa, verifyRsa } from "../../../kernel/crypto/rsa.ts";
import type { WireAnswer, WireRequest } from "../http/front.ts";

/** The keys of this line: the party's own, and the acquirer's. */
const PARTY_KEY = "wechat-like-party";
const ACQUIRER_KEY = "wechat-like-acquirer";
const SCHEME = "WECHATPAY2-SHA256-RSA2048";

/** Makes the party's key where there is none, so that its public half is there for the acquirer. */
export const preparePartyKey = async (keys: KeyFolder): Promise<void> => void (await keys.privateKey(PARTY_KEY));

/** How far a request's timestamp may be from ours, in seconds. */
const CLOCK_TOLERANCE_S = 300;

const unixSeconds = (now: Date): number => Math.floor(now.getTime() / 1_000);

/** `name="value"` pairs of an Authorization header of the scheme. */
const readAuthorization = (header: string): Readonly<Record<string, string>> =>
  header.startsWith(`${SCHEME} `)
    ? Object.fromEntries([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]))
    : {};

/** Whether the acquirer signed the request: method, path with query, timestamp, nonce and body, each with a line feed. */
export const isSignedByAcquirer = async (keys: KeyFolder, request: WireRequest, now: Date): Promise<boolean> => {
  const {
    timestamp = "",
    nonce_str = "",
    signature = "",
    serial_no,
  } = readAuthorization(request.headers.authorization ?? "");
  const key = await keys.publicKey(ACQUIRER_KEY);
  if (!key || serialOf(key) !== serial_no) return false;
  if (!(Math.abs(Number(timestamp) - unixSeconds(now)) <= CLOCK_TOLERANCE_S)) return false;
  const text = `${request.method}\n${request.path}\n${timestamp}\n${nonce_str}\n${request.body}\n`;
  return verifyRsa(key, text, signature);
};

/** The headers that prove the party's word: timestamp, nonce and body, each with a line feed. */
const signedHeaders = async (keys: KeyFolder, body: string, now: Date): Promise<Record<string, string>> => {
  const key = await keys.privateKey(PARTY_KEY);
  const timestamp = String(unixSeconds(now));
  const nonce = randomBytes(16).toString("hex");
  return {
    "content-type": "application/json; charset=utf-8",
    "wechatpay-timestamp": timestamp,
    "wechatpay-nonce": nonce,
    "wechatpay-serial": serialOf(key),
    "wechatpay-signature": await signRsa(key, `${timestamp}\n${nonce}\n${body}\n`),
  };
};

/** A signed answer; a spoilt one carries the signature of another text. */
export const sealWechat = async (
  keys: KeyFolder,
  status: number,
  fields: object,
  now: Date,
  spoilt?: "spoilt",
): Promise<WireAnswer> => {
  const body = JSON.stringify(fields);
  return { status, body, headers: await signedHeaders(keys, spoilt ? `${body} ` : body, now) };
};
