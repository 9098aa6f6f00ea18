import type { ClientSession } from "mongoose";
import type { ReasonError } from "../errors/reason.ts";

/**
 * Stored answers (P13-P16). One per service, on the service's own store.
 *
 * A handler of an rpc that needs a key wraps its commit:
 *
 *     return idempotency.run({ rpc: "payTrade", scope: merchantId, key: context.idempotencyKey, request: encodedRequest, codec: Trade, context },
 *       async (session) => { load, decide, commit; return trade; });
 *
 * `run` opens the transaction; finds the key's row; answers with the stored answer (and context.markReplayed()) where the request is the same, throws
 * IDEMPOTENCY_KEY_REUSED where it is another; else runs the work and stores the answer in the same transaction. A duplicate in flight waits for the
 * first answer. Work that throws stores nothing and commits nothing. Work that must commit effects and refuse all the same (a payment code is burnt by
 * a try that fails, P10) returns `refuse(error)`: its effects and its reason are committed together, `run` throws the reason, and a replay throws it
 * again.
 *
 * The work runs again when the store asks for it (a write conflict), so it must not keep state outside its session.
 */
export interface IdempotentRequest<Response> {
  readonly rpc: string;
  /** Whose key it is: a tenant or user id, so that two tenants' equal keys never meet. */
  readonly scope: string;
  /** 1 to 200 printable ASCII characters, else IDEMPOTENCY_KEY_MISSING or REQUEST_INVALID. */
  readonly key: string;
  /** The request in the contract's encoding; only its SHA-256 is stored. */
  readonly request: Uint8Array;
  readonly codec: { encode(message: Response): { finish(): Uint8Array }; decode(input: Uint8Array): Response };
  readonly context: { readonly now: Date; markReplayed(): void };
}

export interface Idempotency {
  run<Response>(
    request: IdempotentRequest<Response>,
    work: (session: ClientSession) => Promise<Response | StoredRefusal>,
  ): Promise<Response>;
}

/** What work returns to commit its effects together with a reason. Made by `refuse`. */
export class StoredRefusal {
  readonly error: ReasonError;

  constructor(error: ReasonError) {
    this.error = error;
  }
}

/** `return refuse(errors.error("BALANCE_SHORT"))`: commit what was written so far, and answer with this reason now and at every replay. */
export const refuse = (error: ReasonError): StoredRefusal => new StoredRefusal(error);
