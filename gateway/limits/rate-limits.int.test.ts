/** A caller's share is the caller's: through both doors, by token or by address, and guessing at accounts is slower still. Method: many calls at once against the real gateway. */
import { Client, credentials, Metadata } from "@grpc/grpc-js";
import { afterEach, expect, test } from "@jest/globals";
import { PaymentsServiceDefinition } from "../../proto/gen/paywindow/payments/v1/payments.ts";
import { startTestGateway, type TestGateway } from "../testing/test-gateway.ts";

let gateway: TestGateway;
afterEach(() => gateway.stop());

const start = async (rateLimit: number, signInsPerMinute = 1_000) => {
  gateway = await startTestGateway({ config: { rateLimit }, limits: { signInsPerMinute } });
};

const times = <T>(count: number, work: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, work));

test("beyond the share: 429 with Retry-After, for this caller only", async () => {
  await start(5);
  const [user, other] = [await gateway.as("user"), await gateway.as("otherUser")];
  const answers = await times(50, () => user.get("/v1/payments/get-wallet"));
  const refused = answers.filter(({ status }) => status === 429);
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(5);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.headers.get("retry-after")).toBe("1");
  expect(refused[0]?.body).toMatchObject({ reason: "RATE_LIMITED", retryable: true });
  expect((await other.get("/v1/payments/get-wallet")).status).toBe(200);
});

test("nobody's calls are counted by address, and so are tokens that prove nothing", async () => {
  await start(5);
  const nobody = await gateway.as();
  const open = await times(30, () => nobody.get("/v1/identity/list-demo-personas"));
  expect(open.some(({ status }) => status === 429)).toBe(true);
  const forged = await times(30, () => nobody.get("/v1/payments/get-wallet", { authorization: "Bearer a.b.c" }));
  expect(forged.some(({ status }) => status === 429)).toBe(true);
  expect(forged.every(({ status }) => status === 429 || status === 401)).toBe(true);
});

test("tries at one login have a limit of their own; another login is not touched", async () => {
  await start(1_000, 3);
  const nobody = await gateway.as();
  const signIn = (login: string) => nobody.post("/v1/identity/sign-in", { login, password: "x" });
  const statuses = (await times(5, () => signIn("shopper1"))).map(({ status }) => status);
  expect(statuses.toSorted()).toEqual([200, 200, 200, 429, 429]);
  expect((await signIn("shopper2")).status).toBe(200);
});

test("tries at ever other logins from one address have a limit too", async () => {
  await start(1_000, 1);
  const nobody = await gateway.as();
  let next = 0;
  const answers = await times(15, () =>
    nobody.post("/v1/identity/sign-in", { login: `login${next++}`, password: "x" }),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(5);
});

test("X10: one network asks for twenty text messages an hour, to however many phones", async () => {
  await start(1_000);
  const nobody = await gateway.as();
  let next = 0;
  const answers = await times(25, () =>
    nobody.post("/v1/identity/request-phone-code", { phone: `139000000${String(next++).padStart(2, "0")}` }),
  );
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(5);
});

test("the gRPC door draws on the same share", async () => {
  await start(5);
  const grpc = new Client(gateway.grpcAddress, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set("authorization", `Bearer ${await gateway.token("user")}`);
  const path = `/${PaymentsServiceDefinition.fullName}/GetWallet`;
  const call = () =>
    new Promise<number>((resolve) => {
      const asIs = (bytes: Buffer) => bytes;
      grpc.makeUnaryRequest(path, asIs, asIs, Buffer.alloc(0), metadata, (error) => resolve(error?.code ?? 0));
    });
  const codes = new Set(await times(50, call));
  grpc.close();
  expect(codes).toEqual(new Set([0, 8]));
});

test("without a limit there is none", async () => {
  await start(0, 1);
  const nobody = await gateway.as();
  const answers = await times(50, () => nobody.post("/v1/identity/sign-in", { login: "shopper1", password: "x" }));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});
