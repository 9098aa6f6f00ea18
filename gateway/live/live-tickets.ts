import { randomBytes } from "node:crypto";
import { type Clock, plusMs } from "../../kernel/time/clock.ts";
import type { Proof } from "../auth/authenticate.ts";
import { gatewayReasons } from "../errors.ts";

/** More unused tickets than this are an attack; the oldest go first. */
const MAX_TICKETS = 10_000;

interface LiveTicket {
  readonly ticket: string;
  readonly expireTime: Date;
}

/**
 * Tickets for browsers, whose EventSource cannot send a token: good for one connection, soon, at the gateway that gave them. A ticket may stand in an address
 * line and its logs, because it is worth nothing once it was used.
 */
export interface LiveTickets {
  issue(proof: Proof): LiveTicket;
  /** Whose it is; used from now on. Reason: LIVE_TICKET_UNKNOWN. */
  redeem(ticket: string): Proof;
}

export const createLiveTickets = (clock: Clock, lifeMs: number): LiveTickets => {
  const open = new Map<string, { readonly proof: Proof; readonly expireTime: Date }>();
  const dropStale = () => {
    for (const [ticket, { expireTime }] of open) {
      if (expireTime > clock.now() && open.size < MAX_TICKETS) return;
      open.delete(ticket);
    }
  };
  return {
    issue: (proof) => {
      dropStale();
      const ticket = randomBytes(32).toString("base64url");
      const expireTime = plusMs(clock.now(), lifeMs);
      open.set(ticket, { proof, expireTime });
      return { ticket, expireTime };
    },
    redeem: (ticket) => {
      const known = open.get(ticket);
      open.delete(ticket);
      if (!known || known.expireTime <= clock.now()) throw gatewayReasons.error("LIVE_TICKET_UNKNOWN");
      return known.proof;
    },
  };
};
