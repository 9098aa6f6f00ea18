import { ApiProblem } from "../api/problem.ts";
import { serverNowMs } from "../api/reachability.ts";
import { call } from "../api/session.ts";
import type { CodeSource } from "../wallet/code-sources.ts";
import { membership } from "./member-routes.ts";

/** Codes are taken off the screen this long before they end, so that one that was just read still reaches the server. */
const MARGIN_MS = 5_000;
const LEAST_MS = 5_000;

/** A card's member codes (M7), each issued by the platform. They need a network: a code that was issued without one could be shown twice. */
export const memberCodes = (cardId: string): CodeSource => ({
  next: async () => {
    try {
      const { memberCode, expireTime } = await call(membership.issueMemberCode, { cardId });
      const leftMs = Date.parse(expireTime ?? "") - serverNowMs() - MARGIN_MS;
      return memberCode ? { paymentCode: memberCode, lifeMs: Math.max(LEAST_MS, leftMs) } : "wait";
    } catch (error) {
      return error instanceof ApiProblem && error.problem.status < 500 ? "wait" : "unreachable";
    }
  },
});
