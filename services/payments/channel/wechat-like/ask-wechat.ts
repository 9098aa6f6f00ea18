import type { Asked } from "../wire/answers.ts";
import { jsonObject } from "../wire/answers.ts";
import { exchange } from "../wire/exchange.ts";
import type { Party } from "../wire/party.ts";
import { authorize, isPartysWord, knowsParty } from "./wechat-signature.ts";

/** Below it, WeChat Pay's own paths begin. */
const PREFIX = "/wechat-like";

/** Sends a signed request and verifies the answer. Nothing unsigned is believed, and no 5xx, whoever signed it (P1). */
export const askWechat = async (
  party: Party,
  method: "GET" | "POST",
  path: string,
  fields: object | undefined,
  signal: AbortSignal,
): Promise<Asked> => {
  const address = await party.address();
  if (!address || !(await knowsParty(party))) return { refused: true };
  const body = fields ? JSON.stringify(fields) : "";
  const authorization = await authorize(party, { method, path, body });
  const headers = { authorization, accept: "application/json", "content-type": "application/json" };
  const outcome = await exchange({ method, url: `${address}${PREFIX}${path}`, headers, body }, signal);
  if (outcome.kind === "refused") return { refused: true };
  if (outcome.kind === "broken") return { unknown: outcome.cause };
  const { status } = outcome;
  if (status >= 500) return { unknown: `HTTP ${status}` };
  const answer = jsonObject(outcome.body);
  if (!answer) return { unknown: `HTTP ${status}, not readable` };
  if (!(await isPartysWord(party, outcome.headers, outcome.body))) return { unknown: "the signature is wrong" };
  return { proven: { status, fields: answer } };
};
