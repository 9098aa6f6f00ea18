import { anonymous } from "../../kernel/auth/caller.ts";
import { admit, isOpen } from "../access/authorize.ts";
import type { AccessRow } from "../access/grant.ts";
import type { Authenticate, Proof } from "../auth/authenticate.ts";
import type { RateLimits } from "../limits/rate-limits.ts";

/**
 * Finds out who calls and takes the call from their share, before anything of the request is read. A route that is open to anyone looks at no token. A token
 * that proves nothing is counted against the address it comes from. Reasons: CALLER_UNKNOWN, CALLER_NOT_ALLOWED, RATE_LIMITED.
 */
export type Admit = (row: AccessRow, authorization: string | undefined, address: string) => Promise<Proof>;

export const createAdmit =
  ({ authenticate, rates }: { authenticate: Authenticate; rates: RateLimits }): Admit =>
  async (row, authorization, address) => {
    const proof = await authenticate(isOpen(row) ? undefined : authorization).catch(async (error: unknown) => {
      await rates.take(anonymous, address);
      throw error;
    });
    await rates.take(proof.caller, address);
    admit(row, proof.caller);
    return proof;
  };
