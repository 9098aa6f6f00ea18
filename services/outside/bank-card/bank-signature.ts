import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { KeyFolder } from "../../../kernel/crypto/key-folder.ts";
import type { WireAnswer, WireRequest } from "../http/front.ts";

/** The key that switch and acquirer share. */
const SECRET = "bank-card-switch";
const CLOCK_TOLERANCE_S = 300;

const unixSeconds = (now: Date): number => Math.floor(now.getTime() / 1_000);

const mac = (key: Uint8Array, text: string): Buffer => createHmac("sha256", key).update(text).digest();

const header = ({ headers }: WireRequest, name: string): string => String(headers[`switch-${name}`] ?? "");

/** Whether the acquirer made the request: HMAC-SHA256 over method, path, timestamp, nonce and body, each with a line feed. */
export const isFromAcquirer = async (keys: KeyFolder, request: WireRequest, now: Date): Promise<boolean> => {
  const [timestamp, nonce, given] = ["timestamp", "nonce", "mac"].map((name) => header(request, name));
  if (!(Math.abs(Number(timestamp) - unixSeconds(now)) <= CLOCK_TOLERANCE_S)) return false;
  const { method, path, body } = request;
  const expected = mac(await keys.secret(SECRET), `${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`);
  const shown = Buffer.from(given ?? "", "base64");
  return shown.length === expected.length && timingSafeEqual(shown, expected);
};

/** A signed answer; a spoilt one carries the code of another text. */
export const sealBank = async (
  keys: KeyFolder,
  status: number,
  fields: object,
  now: Date,
  spoilt?: "spoilt",
): Promise<WireAnswer> => {
  const body = JSON.stringify(fields);
  const [timestamp, nonce] = [String(unixSeconds(now)), randomBytes(16).toString("hex")];
  const code = mac(await keys.secret(SECRET), `${timestamp}\n${nonce}\n${body}${spoilt ? " " : ""}\n`);
  const headers = { "switch-timestamp": timestamp, "switch-nonce": nonce, "switch-mac": code.toString("base64") };
  return { status, headers: { "content-type": "application/json", ...headers }, body };
};
