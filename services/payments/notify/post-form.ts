import { type LookupAddress, lookup } from "node:dns";
import { type ClientRequest, type IncomingMessage, type RequestOptions, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isPublicAddress } from "../../../kernel/net/public-address.ts";
import type { TryOutcome } from "./notification.ts";

/** What a merchant's server answers when it has understood: these characters and no other. */
const SUCCESS = "success";
const MAX_ANSWER_BYTES = 1_024;

interface Settings {
  readonly timeoutMs: number;
  /** Lets the request reach machines of our own network too: where the demo is on. */
  readonly allowPrivate: boolean;
}

class PrivateAddress extends Error {}

/** Looks names up as usual, and gives none of their addresses that is not public. The connection is made to the very address that was judged. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error) return callback(error, []);
    const reachable = found.filter(({ address }) => isPublicAddress(address));
    if (reachable.length === 0) return callback(new PrivateAddress(), []);
    const [{ address, family }] = reachable as [LookupAddress];
    return options.all ? callback(null, reachable) : callback(null, address, family);
  });
};

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, "");

const open = (url: URL, options: RequestOptions): ClientRequest =>
  url.protocol === "https:" ? requestHttps(url, options) : requestHttp(url, options);

/** The outcome of an answer: a redirect is followed nowhere, and what goes beyond the seven characters is not read. */
const judgeAnswer = async (response: IncomingMessage): Promise<TryOutcome> => {
  let text = "";
  for await (const chunk of response) {
    text += String(chunk);
    if (text.length > MAX_ANSWER_BYTES) break;
  }
  const delivered = response.statusCode === 200 && text === SUCCESS;
  return {
    delivered,
    remark: `HTTP ${response.statusCode}${response.statusCode === 200 && !delivered ? ", not success" : ""}`,
  };
};

const remarkOf = (error: unknown): string =>
  error instanceof PrivateAddress ? "private address" : ((error as { code?: string }).code ?? "failed");

/** Posts a form once. Never rejects: whatever goes wrong is the outcome. */
export const postForm = async (
  address: string,
  fields: Readonly<Record<string, string>>,
  { timeoutMs, allowPrivate }: Settings,
): Promise<TryOutcome> => {
  const url = new URL(address);
  if (!allowPrivate && isIP(hostOf(url)) !== 0 && !isPublicAddress(hostOf(url)))
    return { delivered: false, remark: "private address" };
  const body = new URLSearchParams(fields).toString();
  const headers = {
    "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
    "content-length": Buffer.byteLength(body),
    "user-agent": "paywindow-notify",
  };
  const signal = AbortSignal.timeout(timeoutMs);
  const options: RequestOptions = {
    ...{ method: "POST", headers, agent: false, signal },
    ...(!allowPrivate && { lookup: publicLookup }),
  };
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      open(url, options).once("response", resolve).once("error", reject).end(body);
    });
    return await judgeAnswer(response);
  } catch (error) {
    return { delivered: false, remark: signal.aborted ? "timed out" : remarkOf(error) };
  }
};
