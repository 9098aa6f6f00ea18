import type { ClientSession, Model } from "mongoose";
import { commonReasons } from "../errors/common-reasons.ts";
import { fromStoredReason, toStoredReason } from "../errors/stored-reason.ts";
import type { Store } from "../store/open-store.ts";
import { findRow, insertRow } from "../store/rows.ts";
import { isDuplicateKey } from "../store/run-again.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { systemClock } from "../time/clock.ts";
import { type Idempotency, type IdempotentRequest, StoredRefusal } from "./idempotency.ts";
import { checkKey, requestHashOf, rowIdOf } from "./idempotency-key.ts";
import { type IdempotencyRow, idempotencyModel } from "./idempotency-model.ts";

/** Beyond so many requests in flight at once duplicates no longer share the first attempt: the store's unique index alone decides, as between processes. */
const MAX_SHARED = 10_000;

type Outcome = Pick<IdempotencyRow, "requestHash" | "answer" | "refusal">;
type Work<Response> = (session: ClientSession) => Promise<Response | StoredRefusal>;

/** An attempt under way in this process. */
interface Attempt {
  readonly requestHash: string;
  readonly outcome: Promise<{ readonly stored: Outcome; readonly replayed: boolean }>;
}

export interface IdempotencyOptions {
  readonly store: Store;
  /** The service's name, for the metrics. */
  readonly service: string;
  readonly metrics: Metrics;
}

/** The stored answers of one service; see Idempotency for what it promises. */
export const createIdempotency = ({ store, service, metrics }: IdempotencyOptions): Idempotency => {
  const rows = idempotencyModel(store.connection);
  const attempts = new Map<string, Attempt>();
  const requests = metrics.counter(
    "paywindow_idempotent_requests_total",
    "Requests under an idempotency key, by how they were answered",
    ["service", "answer"],
  );
  const count = (answer: "first" | "replayed" | "reused"): void => requests.inc({ service, answer });

  /** Lets duplicates share the attempt while it is under way. */
  const share = (id: string, attempt: Attempt): Attempt["outcome"] => {
    if (attempts.size >= MAX_SHARED) return attempt.outcome;
    attempts.set(id, attempt);
    const forget = (): void => void attempts.delete(id);
    attempt.outcome.then(forget, forget);
    return attempt.outcome;
  };

  return {
    run: async (request, work) => {
      checkKey(request.key);
      const id = rowIdOf(request.rpc, request.scope, request.key);
      const requestHash = requestHashOf(request.request);
      const underWay = attempts.get(id);
      const begin = (): Attempt["outcome"] => commitOnce(store, rows, { id, requestHash, request, work });
      const { stored, replayed } = await (underWay
        ? shareAttempt(underWay, requestHash)
        : share(id, { requestHash, outcome: begin() }));
      if (stored.requestHash !== requestHash) {
        count("reused");
        throw commonReasons.error("IDEMPOTENCY_KEY_REUSED", { metadata: { rpc: request.rpc } });
      }
      count(replayed ? "replayed" : "first");
      if (replayed) request.context.markReplayed();
      return answerOf(stored, request.codec);
    },
  };
};

/** P15: the same request waits for the first answer (or its failure); another request under the key need not wait to be refused. */
const shareAttempt = async (attempt: Attempt, requestHash: string): ReturnType<typeof commitOnce> => {
  if (attempt.requestHash !== requestHash) return { stored: { requestHash: attempt.requestHash }, replayed: false };
  return { stored: (await attempt.outcome).stored, replayed: true };
};

/** Runs the work and stores its outcome in one commit, or finds the outcome that is stored already. */
const commitOnce = async <Response>(
  store: Store,
  rows: Model<IdempotencyRow>,
  attempt: { id: string; requestHash: string; request: IdempotentRequest<Response>; work: Work<Response> },
): Promise<{ stored: Outcome; replayed: boolean }> => {
  const { id, requestHash, request, work } = attempt;
  try {
    return await store.transaction(async (session) => {
      const isKnown = (await findRow(rows, { _id: id }, session)) !== null;
      const earlier = isKnown ? await rows.findById(id).session(session) : null;
      if (earlier) return { stored: earlier, replayed: true };
      const result = await work(session);
      const { rpc, scope, key } = request;
      const row = { _id: id, rpc, scope, key, requestHash, storedAt: systemClock.now(), ...outcomeOf(result, request) };
      await insertRow(rows, row, session);
      return { stored: row, replayed: false };
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    // Another process may have committed this very key between our look and our commit; any other duplicate is the work's own failure.
    const winner = await rows.findById(id);
    if (!winner) throw error;
    return { stored: winner, replayed: true };
  }
};

const outcomeOf = <Response>(
  result: Response | StoredRefusal,
  request: IdempotentRequest<Response>,
): Pick<IdempotencyRow, "answer" | "refusal"> => {
  if (!(result instanceof StoredRefusal)) return { answer: Buffer.from(request.codec.encode(result).finish()) };
  return { refusal: toStoredReason(result.error) };
};

/** The first answer is read back from its stored encoding too, so that every replay equals it by construction. */
const answerOf = <Response>(stored: Outcome, codec: IdempotentRequest<Response>["codec"]): Response => {
  if (stored.refusal) throw fromStoredReason(stored.refusal);
  if (!stored.answer) throw new Error("an idempotency row holds neither an answer nor a refusal");
  return codec.decode(stored.answer);
};
