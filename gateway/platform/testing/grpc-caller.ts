import type { Client } from "@grpc/grpc-js";
import { Metadata } from "@grpc/grpc-js";
import type { MethodDefinition, ServiceDefinition, Client as TypedClient } from "../../../kernel/contract/contract.ts";
import { IdentityServiceDefinition } from "../../../proto/gen/paywindow/identity/v1/identity.ts";

const WAIT_MS = 10_000;
const DEMO_PASSWORD = "paywindow-demo";

const callOnce = (
  channel: Client,
  definition: ServiceDefinition,
  method: MethodDefinition,
  request: object,
  token: string,
) => {
  const metadata = new Metadata();
  if (token) metadata.set("authorization", `Bearer ${token}`);
  const whole = { ...method.requestType.decode(new Uint8Array()), ...request };
  return new Promise((resolve, reject) => {
    channel.makeUnaryRequest(
      `/${definition.fullName}/${method.name}`,
      (message: object) => Buffer.from(method.requestType.encode(message).finish()),
      (bytes) => method.responseType.decode(bytes),
      whole,
      metadata,
      (error, answer) => (error ? reject(error) : resolve(answer)),
    );
  });
};

/** What a program calls of a contract; what a request leaves out has its default. */
export type Caller<Definition extends ServiceDefinition> = {
  [M in keyof TypedClient<Definition>]: (request: object) => ReturnType<TypedClient<Definition>[M]>;
};

/** A client of the gRPC door, with a token where somebody has signed in. */
export const callOver = <Definition extends ServiceDefinition>(
  channel: Client,
  definition: Definition,
  token = "",
): Caller<Definition> =>
  Object.fromEntries(
    Object.entries(definition.methods).map(([name, method]) => [
      name,
      (request: object) => callOnce(channel, definition, method, request, token),
    ]),
  ) as unknown as Caller<Definition>;

/** Signs one of the demonstration's people in. */
export const tokenOf = async (channel: Client, login: string): Promise<string> =>
  (await callOver(channel, IdentityServiceDefinition).signIn({ login, password: DEMO_PASSWORD })).accessToken;

/** Looks again and again until it is there; what it saw last where it never came. */
export const until = async <T>(look: () => Promise<T>, isThere: (found: T) => boolean): Promise<T> => {
  const end = performance.now() + WAIT_MS;
  for (;;) {
    const found = await look();
    if (isThere(found) || performance.now() > end) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
