import { createHash } from "node:crypto";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Caller } from "../../kernel/auth/caller.ts";
import { commonReasons } from "../../kernel/errors/common-reasons.ts";
import type { Metrics } from "../../kernel/telemetry/metrics.ts";
import { networkOf } from "./network-of.ts";

/** The rpcs that guess at secrets, and the field that names the account: they have limits of their own, per address and account, and per address. */
const GUESSABLE: Readonly<Record<string, string>> = { "identity.signIn": "login", "identity.registerUser": "phone" };

/** The rpc that sends text messages, which cost money and annoy: so many an hour from one network, to however many phones. */
const SENDS_MESSAGES = "identity.requestPhoneCode";
const MESSAGES_PER_HOUR = 20;

/** So many times its tries at one account may an address make at all accounts together: a shop's staff behind one address sign in, a list of logins does not get through. */
const ACCOUNTS_PER_ADDRESS = 10;

export interface RateLimits {
  /** Takes one call from the caller's share: a signed-in caller's own, an anonymous one's address's. Reason: RATE_LIMITED. */
  take(caller: Caller, address: string): Promise<void>;
  /** Takes one try at an account, or one text message; rpcs without either pass. Reason: RATE_LIMITED. */
  takeGuess(action: string, request: unknown, address: string): Promise<void>;
}

interface Settings {
  /** Calls a second per caller; 0 = no limits at all. */
  readonly perSecond: number;
  readonly signInsPerMinute: number;
  readonly metrics: Metrics;
}

/** The shares of callers, in this process's memory: with several gateways each counts for itself. */
export const createRateLimits = ({ perSecond, signInsPerMinute, metrics }: Settings): RateLimits => {
  const calls = new RateLimiterMemory({ keyPrefix: "call", points: Math.max(1, perSecond), duration: 1 });
  const guesses = new RateLimiterMemory({ keyPrefix: "guess", points: signInsPerMinute, duration: 60 });
  const spreadGuesses = new RateLimiterMemory({
    keyPrefix: "spread",
    points: signInsPerMinute * ACCOUNTS_PER_ADDRESS,
    duration: 60,
  });
  const messages = new RateLimiterMemory({ keyPrefix: "message", points: MESSAGES_PER_HOUR, duration: 3_600 });
  const refused = metrics.counter("paywindow_gateway_rate_limited_total", "Calls refused for their rate", ["share"]);

  const takeFrom = async (limiter: RateLimiterMemory, share: string, key: string): Promise<void> => {
    if (perSecond === 0) return;
    try {
      await limiter.consume(key);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      refused.inc({ share });
      const retryAfterSeconds = String(Math.max(1, Math.ceil(error.msBeforeNext / 1_000)));
      throw commonReasons.error("RATE_LIMITED", { metadata: { retryAfterSeconds } });
    }
  };

  return {
    take: (caller, address) =>
      caller.kind === "anonymous"
        ? takeFrom(calls, "address", networkOf(address))
        : takeFrom(calls, "caller", caller.id),
    takeGuess: async (action, request, address) => {
      if (action === SENDS_MESSAGES) await takeFrom(messages, "messages", networkOf(address));
      const field = GUESSABLE[action];
      if (!field) return;
      const account = String((request as Readonly<Record<string, unknown>>)[field]);
      const network = networkOf(address);
      await takeFrom(spreadGuesses, "accounts", network);
      const key = createHash("sha256").update(`${network}\0${account}`).digest("base64");
      await takeFrom(guesses, "account", key);
    },
  };
};
