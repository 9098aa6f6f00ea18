import { DayStopped, rest, type World } from "./world.ts";

/** An answer of the door: what was asked for, or the reason of a refusal that the script expects. */
export type Outcome<Body> =
  | { readonly body: Body; readonly refused?: undefined }
  | { readonly body?: undefined; readonly refused: string };

interface Problem {
  readonly reason?: string;
  readonly retryable?: boolean;
  readonly detail?: string;
  readonly fields?: readonly { readonly field: string; readonly message: string }[];
}

interface Ask {
  readonly step: string;
  readonly path: string;
  /** Absent: GET. */
  readonly body?: object;
  readonly key?: string;
  /** Reasons that are part of the script. */
  readonly expected?: readonly string[];
}

export interface Credentials {
  readonly login: string;
  readonly password: string;
}

const RETRY_MS = 150;
const CALL_MS = 15_000;

/** Refused connections, cut lines, answers that never came: the process is away, and comes back. */
const isInterrupted = (error: unknown): boolean => ["TypeError", "TimeoutError"].includes((error as Error).name);

const explain = ({ reason = "", detail = "", fields = [] }: Problem): string =>
  [reason, detail, ...fields.map(({ field, message }) => `${field} ${message}`)].filter(Boolean).join("; ");

/**
 * Somebody at the HTTP door. A step that is not answered, or is to be tried again, is sent again as it was, with the same idempotency key, until it is
 * answered: whatever becomes of the process behind the door, a step happens once.
 */
export class Visitor {
  readonly id: string;
  readonly #world: World;
  readonly #credentials: Credentials | undefined;
  #token = "";
  #asked = 0;

  /** `id`: letters, digits and hyphens, of this visitor alone within the day. */
  constructor(world: World, id: string, credentials?: Credentials) {
    this.id = id;
    this.#world = world;
    this.#credentials = credentials;
  }

  /** An id as a client makes it: the same day and visitor make another one each time. */
  newId(prefix: string): string {
    this.#asked += 1;
    return `${prefix}_${this.#world.dayId}${this.id.replaceAll("-", "")}${String(this.#asked).padStart(4, "0")}`;
  }

  get<Body>(step: string, path: string): Promise<Body> {
    return this.#must(this.#ask<Body>({ step, path }));
  }

  post<Body = object>(step: string, path: string, body: object): Promise<Body> {
    return this.#must(this.#ask<Body>({ step, path, body, key: this.newId("key") }));
  }

  /** As `post`, where the script goes on after some refusals. `key`: of an earlier call that is repeated. */
  async attempt<Body = object>(
    step: string,
    path: string,
    body: object,
    expected: readonly string[],
  ): Promise<Outcome<Body>> {
    return this.#ask<Body>({ step, path, body, key: this.newId("key"), expected });
  }

  async #must<Body>(asking: Promise<Outcome<Body>>): Promise<Body> {
    return (await asking).body as Body;
  }

  async #ask<Body>(ask: Ask): Promise<Outcome<Body>> {
    const timeout = AbortSignal.timeout(this.#world.patienceMs);
    for (let why = "not answered"; ; ) {
      if (timeout.aborted) throw new DayStopped(ask.step, `${why} within ${this.#world.patienceMs} ms`);
      const response = await this.#send(ask);
      if (response?.ok) {
        this.#world.book.countStep(ask.step);
        return { body: (await response.json()) as Body };
      }
      if (response) {
        const problem = (await response.json().catch(() => ({}))) as Problem;
        if (problem.reason && ask.expected?.includes(problem.reason)) {
          this.#world.book.countStep(`${ask.step}: ${problem.reason}`);
          return { refused: problem.reason };
        }
        why = `${response.status} ${explain(problem)}`;
        if (response.status === 401 && this.#credentials) this.#token = "";
        else if (response.status < 500 && !problem.retryable) throw new DayStopped(ask.step, why);
      }
      await rest(this.#world, RETRY_MS);
    }
  }

  /** One try; undefined where the line broke. */
  async #send({ path, body, key }: Ask): Promise<Response | undefined> {
    try {
      if (!this.#token && this.#credentials && !(await this.#signIn(this.#credentials))) return undefined;
      const headers: Record<string, string> = { "content-type": "application/json", "accept-language": "en" };
      if (this.#token) headers["authorization"] = `Bearer ${this.#token}`;
      if (key) headers["idempotency-key"] = key;
      const method = body ? "POST" : "GET";
      return await this.#fetch(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    } catch (error) {
      if (isInterrupted(error) && !this.#world.signal.aborted) return undefined;
      throw error;
    }
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const signal = AbortSignal.any([this.#world.signal, AbortSignal.timeout(CALL_MS)]);
    const response = await fetch(this.#world.address + path, { ...init, signal });
    // Read here, so that a line which breaks within the body counts as broken.
    return new Response(await response.arrayBuffer(), { status: response.status });
  }

  async #signIn(credentials: Credentials): Promise<boolean> {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(credentials) };
    const response = await this.#fetch("/v1/identity/sign-in", init);
    if (response.ok) this.#token = ((await response.json()) as { accessToken: string }).accessToken;
    else if (response.status < 429) throw new DayStopped("sign in", `${this.id}: ${response.status}`);
    return response.ok;
  }
}
