/** A caller of the HTTP door in tests: JSON in, status and JSON out. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers are compared as JSON
  readonly body: any;
}

export interface HttpCaller {
  get(path: string, headers?: Record<string, string>): Promise<HttpAnswer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<HttpAnswer>;
}

const answerOf = async (response: Response): Promise<HttpAnswer> => {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  return { status: response.status, headers: response.headers, body: isJson && text ? JSON.parse(text) : text };
};

/** A caller waits longer than any deadline of the platform, but not for ever: a process may stand still. */
const PATIENCE_MS = 15_000;
const patience = (): AbortSignal => AbortSignal.timeout(PATIENCE_MS);

export const httpCaller = (address: string, token?: string): HttpCaller => {
  const authorization: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  return {
    get: async (path, headers = {}) =>
      answerOf(await fetch(address + path, { headers: { ...authorization, ...headers }, signal: patience() })),
    post: async (path, body, headers = {}) =>
      answerOf(
        await fetch(address + path, {
          method: "POST",
          headers: { "content-type": "application/json", ...authorization, ...headers },
          body: JSON.stringify(body),
          signal: patience(),
        }),
      ),
  };
};

/** Signs a demo persona in at the HTTP door and calls as that persona from then on. */
export const signIn = async (address: string, login: string): Promise<HttpCaller> => {
  const answer = await httpCaller(address).post("/v1/identity/sign-in", { login, password: "paywindow-demo" });
  if (answer.status !== 200) throw new Error(`sign-in of ${login}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return httpCaller(address, answer.body.accessToken);
};
