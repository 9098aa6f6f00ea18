import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Asked } from "../wire/answers.ts";
import { jsonObject } from "../wire/answers.ts";
import { exchange } from "../wire/exchange.ts";
import type { Party } from "../wire/party.ts";

const PREFIX = "/bank-card";
/** The key that switch and acquirer share. */
const SECRET = "bank-card-switch";
const CLOCK_TOLERANCE_S = 300;

const mac = (key: Uint8Array, text: string): Buffer => createHmac("sha256", key).update(text).digest();

const unixSeconds = ({ clock }: Party): number => Math.floor(clock.now().getTime() / 1_000);

/** The headers that prove a request: HMAC-SHA256 over method, path, timestamp, nonce and body, each with a line feed. */
const provingHeaders = async (party: Party, path: string, body: string): Promise<Record<string, string>> => {
  const [timestamp, nonce] = [String(unixSeconds(party)), randomBytes(16).toString("hex")];
  const code = mac(await party.keys.secret(SECRET), `POST\n${path}\n${timestamp}\n${nonce}\n${body}\n`);
  return { "switch-timestamp": timestamp, "switch-nonce": nonce, "switch-mac": code.toString("base64") };
};

/** Whether the switch said this, and lately: answers and notices alike sign timestamp, nonce and body, each with a line feed. */
export const isSwitchsWord = async (party: Party, headers: IncomingHttpHeaders, body: string): Promise<boolean> => {
  const header = (name: string): string => String(headers[`switch-${name}`] ?? "");
  const timestamp = header("timestamp");
  if (!(Math.abs(Number(timestamp) - unixSeconds(party)) <= CLOCK_TOLERANCE_S)) return false;
  const expected = mac(await party.keys.secret(SECRET), `${timestamp}\n${header("nonce")}\n${body}\n`);
  const given = Buffer.from(header("mac"), "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
};

/** Sends a request and verifies the answer: HTTP 200, readable, and signed; all else is unknown (P1). The body may hold a card number: it is never repeated. */
export const askBank = async (party: Party, path: string, fields: object, signal: AbortSignal): Promise<Asked> => {
  const address = await party.address();
  if (!address) return { refused: true };
  const body = JSON.stringify(fields);
  const headers = { "content-type": "application/json", ...(await provingHeaders(party, path, body)) };
  const outcome = await exchange({ method: "POST", url: `${address}${PREFIX}${path}`, headers, body }, signal);
  if (outcome.kind === "refused") return { refused: true };
  if (outcome.kind === "broken") return { unknown: outcome.cause };
  if (outcome.status !== 200) return { unknown: `HTTP ${outcome.status}` };
  const answer = jsonObject(outcome.body);
  if (!answer) return { unknown: "HTTP 200, not readable" };
  if (!(await isSwitchsWord(party, outcome.headers, outcome.body))) return { unknown: "the signature is wrong" };
  return { proven: { status: 200, fields: answer } };
};
