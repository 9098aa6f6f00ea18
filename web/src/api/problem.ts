/** What a refused call answers: RFC 9457, as the HTTP door writes it. */
export interface Problem {
  /** The HTTP status. */
  status: number;
  /** The stable reason, UPPER_SNAKE. */
  reason: string;
  /** For people, in the language that was asked for. */
  detail: string;
  /** Whether the same request with the same idempotency key may be sent again. */
  retryable: boolean;
  /** What the reason is about, e.g. a barcode. */
  metadata?: Readonly<Record<string, unknown>>;
}

/** A call that the platform answered with a refusal. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.reason);
    this.name = "ApiProblem";
    this.problem = problem;
  }
}

/** A call that nobody answered: no network, no server, no time left. Whether it had an effect is unknown. */
export class Unanswered extends Error {
  constructor(cause: unknown) {
    super("no answer", { cause });
    this.name = "Unanswered";
  }
}

/** The problem that a body holds; a body of another shape (a proxy's error page) is an unknown result. */
export const readProblem = (status: number, body: unknown): Problem => {
  const fields = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const metadata = fields["metadata"];
  return {
    status,
    reason: typeof fields["reason"] === "string" ? fields["reason"] : `HTTP_${status}`,
    detail: typeof fields["detail"] === "string" ? fields["detail"] : "",
    retryable: typeof fields["retryable"] === "boolean" ? fields["retryable"] : status >= 500 || status === 429,
    ...(typeof metadata === "object" && metadata !== null ? { metadata: { ...metadata } } : {}),
  };
};

/**
 * Whether a failed call may have had its effect all the same (P1): it was not answered, or the answer says "again" or "I broke". Such a call is sent
 * again with the same key until the answer is known.
 */
export const isUnknownResult = (error: unknown): boolean =>
  !(error instanceof ApiProblem) || error.problem.retryable || error.problem.status >= 500;
