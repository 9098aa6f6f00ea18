/** A token proves its caller or it proves nothing, and keys cost little. Method: real signatures and a clock that stands still, against a stub of identity. */
import { expect, test } from "@jest/globals";
import { UnsecuredJWT } from "jose";
import { fixedClock } from "../../kernel/time/clock.ts";
import { createIssuer, createStubNode } from "../testing/stub-node.ts";
import { personas } from "../testing/test-gateway.ts";
import { createAuthenticate } from "./authenticate.ts";

const setUp = () => {
  const clock = fixedClock();
  const issuer = createIssuer(clock);
  const node = createStubNode(issuer, clock);
  const authenticate = createAuthenticate(node);
  const as = (token: string) => authenticate(`Bearer ${token}`);
  return { clock, issuer, as, authenticate, node, fetches: () => node.seen.length };
};

const unknown = { reason: "CALLER_UNKNOWN" };

test("claims become a caller, and the token's end is known", async () => {
  const { as, issuer, clock } = setUp();
  expect(await as(await issuer.sign(personas.cashier))).toEqual({
    caller: {
      ...{ kind: "staff", id: "stf_democashier1", tenantId: "mer_demomarket" },
      ...{ siteIds: ["str_demomarket1"], roles: ["cashier"] },
    },
    expireTime: new Date(clock.now().getTime() + 900_000),
  });
  expect((await as(await issuer.sign(personas.user))).caller).toEqual({ kind: "user", id: "usr_demoshopper1" });
});

test("no header is an anonymous caller", async () => {
  expect((await setUp().authenticate(undefined)).caller.kind).toBe("anonymous");
});

test.each([
  ["another scheme", "Basic YTpi"],
  ["no token", "Bearer "],
  ["what is no token", "Bearer a.b.c"],
  ["a token beyond any size", `Bearer ${"a".repeat(5_000)}.b.c`],
])("%s proves nothing", async (_what, header) => {
  await expect(setUp().authenticate(header)).rejects.toMatchObject(unknown);
});

test.each([
  ["of another issuer", { issuer: "elsewhere" }],
  ["for another audience", { audience: "elsewhere" }],
  ["that has ended", { expiresInS: -6 }],
  ["of an unknown key", { keyId: "key-9" }],
])("a token %s proves nothing", async (_what, overrides) => {
  const { as, issuer } = setUp();
  await expect(as(await issuer.sign(personas.user, overrides))).rejects.toMatchObject(unknown);
});

test("a token signed with a stranger's key under a known key id proves nothing", async () => {
  const { as } = setUp();
  await expect(as(await createIssuer(fixedClock()).sign(personas.user))).rejects.toMatchObject(unknown);
});

test("a token without a signature proves nothing", async () => {
  const { as } = setUp();
  const token = new UnsecuredJWT({ ...personas.user }).setIssuer("paywindow").setAudience("paywindow").encode();
  await expect(as(token)).rejects.toMatchObject(unknown);
  await expect(as(`${token}AAAA`)).rejects.toMatchObject(unknown);
});

test("an altered claim proves nothing", async () => {
  const { as, issuer } = setUp();
  const [head, body = "", signature] = (await issuer.sign(personas.cashier)).split(".");
  const claims = JSON.parse(Buffer.from(body, "base64url").toString());
  const altered = Buffer.from(JSON.stringify({ ...claims, roles: ["manager"] })).toString("base64url");
  await expect(as(`${head}.${altered}.${signature}`)).rejects.toMatchObject(unknown);
});

test.each([
  ["an unknown kind", { sub: "app_1", kind: "service" }],
  ["staff of no tenant", { sub: "stf_1", kind: "staff" }],
  ["roles that are no list", { sub: "stf_1", kind: "staff", tenant: "mer_1", roles: "manager" }],
])("claims with %s prove nothing", async (_what, claims) => {
  const { as, issuer } = setUp();
  await expect(as(await issuer.sign(claims))).rejects.toMatchObject(unknown);
});

test("a remembered token is refused from its end on", async () => {
  const { as, issuer, clock } = setUp();
  const token = await issuer.sign(personas.user, { expiresInS: 60 });
  await as(token);
  clock.advance(59_000);
  await as(token);
  clock.advance(7_000);
  await expect(as(token)).rejects.toMatchObject(unknown);
});

test("keys are fetched once, again after a rotation, and tokens with invented keys cannot make us fetch more often", async () => {
  const { as, issuer, clock, fetches } = setUp();
  await as(await issuer.sign(personas.user));
  await as(await issuer.sign(personas.cashier));
  expect(fetches()).toBe(1);
  clock.advance(10_000);
  issuer.rotate();
  await as(await issuer.sign(personas.manager));
  expect(fetches()).toBe(2);
  for (let guess = 0; guess < 20; guess++)
    await expect(as(await issuer.sign({ ...personas.user, guess }, { keyId: `x${guess}` }))).rejects.toMatchObject(
      unknown,
    );
  expect(fetches()).toBe(2);
});

test("while identity does not answer, a caller is told that, every time, and not that the token is wrong", async () => {
  const { as, issuer, node } = setUp();
  node.handlers.set("identity.getVerificationKeys", () => {
    throw new Error("away");
  });
  for (let tries = 0; tries < 3; tries++) await expect(as(await issuer.sign(personas.user))).rejects.toThrow("away");
});

test("keys at hand go on serving while identity is away, for an hour", async () => {
  const { as, issuer, clock, node } = setUp();
  await as(await issuer.sign(personas.user));
  node.handlers.set("identity.getVerificationKeys", () => {
    throw new Error("away");
  });
  clock.advance(59 * 60_000);
  expect((await as(await issuer.sign(personas.cashier))).caller.id).toBe("stf_democashier1");
  clock.advance(60_001);
  await expect(as(await issuer.sign(personas.manager))).rejects.toThrow("away");
});

test("a withdrawn key is noticed within minutes", async () => {
  const { as, issuer, clock, node } = setUp();
  await as(await issuer.sign(personas.user));
  node.handlers.set("identity.getVerificationKeys", () => ({ keys: [] }));
  clock.advance(5 * 60_000 + 1);
  await as(await issuer.sign(personas.cashier));
  await expect(as(await issuer.sign(personas.manager))).rejects.toMatchObject(unknown);
});
