import type { ClientSession } from "mongoose";

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
 * first answer. Work that throws stores nothing, but for a `StoredRefusal`: its effects and its reason are committed together and replayed alike.
 */
export interface IdempotentRequest<Response> {
  readonly rpc: string;
  /** Whose key it is: a tenant or user id, so that two tenants' equal keys never meet. */
  readonly scope: string;
  readonly key: string;
  /** The request in the contract's encoding; only its SHA-256 is stored. */
  readonly request: Uint8Array;
  readonly codec: { encode(message: Response): { finish(): Uint8Array }; decode(input: Uint8Array): Response };
  readonly context: { readonly now: Date; markReplayed(): void };
}

export interface Idempotency {
  run<Response>(
    request: IdempotentRequest<Response>,
    work: (session: ClientSession) => Promise<Response>,
  ): Promise<Response>;
}
