/** Sign-in, lock-out, sessions and keys, on a real store with real argon2 and real signatures. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createLocalJWKSet, jwtVerify } from "jose";
import { ReasonError } from "../../../kernel/errors/reason.ts";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import { PrincipalKind, type Session } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import { identityReasons } from "../errors.ts";
import { startIdentity, type TestIdentity } from "../testing/start-identity.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const cashier = { login: "cashier1", password: "paywindow-demo" };

let clock: FixedClock;
let service: TestIdentity;

beforeEach(async () => {
  clock = fixedClock("2030-01-01T00:00:00.000Z");
  service = await startIdentity({ clock });
});
afterEach(() => service.stop());

const refusalOf = async (call: Promise<unknown>): Promise<ReasonError> => {
  const error = await call.then(
    () => undefined,
    (refused: unknown) => refused,
  );
  if (!(error instanceof ReasonError)) throw new Error("the call was not refused", { cause: error });
  return error;
};
const reasonOf = async (call: Promise<unknown>) => (await refusalOf(call)).reason;
const rows = (collection: string) => service.store.connection.collection(collection).find({}).toArray();
const signIn = (login: string, password: string) => service.call("signIn", { login, password });
const refresh = ({ refreshToken }: Session) => service.call("refreshSession", { refreshToken });

/** Verifies as a door does: with nothing but the published keys. */
const verify = async (token: string) => {
  const { keys } = await service.call("getVerificationKeys", {});
  const jwks = keys.map(({ keyId, publicKey }) => ({ kty: "OKP", crv: "Ed25519", kid: keyId, x: publicKey }));
  return jwtVerify(token, createLocalJWKSet({ keys: jwks }), {
    ...{ issuer: "paywindow", audience: "paywindow", algorithms: ["EdDSA"] },
    currentDate: clock.now(),
  });
};

describe("signing in", () => {
  test("a cashier gets a session whose token proves who they are at every door", async () => {
    const session = await signIn(" Cashier1", cashier.password);
    expect(session).toEqual({
      accessToken: expect.any(String),
      refreshToken: expect.stringMatching(/^[\w-]{43}$/),
      expireTime: new Date("2030-01-01T00:15:00.000Z"),
      principal: {
        principalId: "stf_democashier1",
        kind: PrincipalKind.PRINCIPAL_KIND_STAFF,
        displayName: "收银员张丽",
        merchantId: "mer_demomarket",
        storeIds: ["str_demomarket1"],
        roles: ["cashier"],
      },
    });
    const { payload, protectedHeader } = await verify(session.accessToken);
    expect(protectedHeader).toEqual({ alg: "EdDSA", typ: "JWT", kid: expect.any(String) });
    expect(payload).toEqual({
      ...{ iss: "paywindow", aud: "paywindow", sub: "stf_democashier1", kind: "staff" },
      ...{ tenant: "mer_demomarket", sites: ["str_demomarket1"], roles: ["cashier"], name: "收银员张丽" },
      ...{ iat: Date.UTC(2030, 0, 1) / 1000, exp: Date.UTC(2030, 0, 1, 0, 15) / 1000 },
    });
  });

  test("a wallet user has no tenant, places or roles", async () => {
    const { accessToken, principal } = await signIn("shopper1", cashier.password);
    expect(principal).toMatchObject({
      kind: PrincipalKind.PRINCIPAL_KIND_USER,
      merchantId: "",
      storeIds: [],
      roles: [],
    });
    const { payload } = await verify(accessToken);
    expect(payload).toMatchObject({ sub: "usr_demoshopper1", kind: "user", sites: [], roles: [] });
    expect(payload).not.toHaveProperty("tenant");
  });

  test("the token ends after 15 minutes, and a changed one never holds", async () => {
    const { accessToken } = await signIn(cashier.login, cashier.password);
    const [header, , signature] = accessToken.split(".");
    const claims = { iss: "paywindow", aud: "paywindow", sub: "stf_x", kind: "staff", exp: 4_000_000_000 };
    const forged = [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
    await expect(verify(forged)).rejects.toThrow("signature verification failed");
    clock.advance(15 * MINUTE);
    await expect(verify(accessToken)).rejects.toThrow('"exp" claim timestamp check failed');
  });

  test("a wrong password and an unknown login are refused alike, and no session is written", async () => {
    const wrong = await refusalOf(signIn(cashier.login, "wrong"));
    const unknown = await refusalOf(signIn("nobody", cashier.password));
    expect(wrong.reason).toBe("CREDENTIALS_REFUSED");
    expect({ ...unknown, stack: "" }).toEqual({ ...wrong, stack: "" });
    expect(await rows("sessions")).toEqual([]);
    expect(await rows("refresh_tokens")).toEqual([]);
  });

  test("passwords and tokens are stored as hashes only", async () => {
    const { refreshToken } = await signIn(cashier.login, cashier.password);
    const stored = JSON.stringify([await rows("principals"), await rows("sessions"), await rows("refresh_tokens")]);
    expect(stored).toContain("$argon2id$v=19$m=19456,t=2,p=1$");
    expect(stored).not.toContain(cashier.password);
    expect(stored).not.toContain(refreshToken);
  });

  test("malformed credentials are refused field by field", async () => {
    const { reason, fields } = await refusalOf(signIn("", "x".repeat(129)));
    expect(reason).toBe("REQUEST_INVALID");
    expect(fields.map(({ field }) => field)).toEqual(["login", "password"]);
  });
});

describe("the lock-out", () => {
  const failTimes = async (login: string, times: number) => {
    for (let failure = 0; failure < times; failure++) await refusalOf(signIn(login, "wrong"));
  };

  test.each(["cashier1", "nobody"])(
    "five failures lock %s for 30 s, then each failure for twice as long",
    async (login) => {
      await failTimes(login, 5);
      const locked = await refusalOf(signIn(login, cashier.password));
      expect([locked.reason, locked.metadata]).toEqual([
        "SIGN_IN_LOCKED",
        { retryAfterSeconds: "30", retryAfterMs: "30000" },
      ]);
      clock.advance(30_000);
      expect(await reasonOf(signIn(login, "wrong"))).toBe("CREDENTIALS_REFUSED");
      expect((await refusalOf(signIn(login, "wrong"))).metadata).toEqual({
        retryAfterSeconds: "60",
        retryAfterMs: "60000",
      });
    },
  );

  test("the right password after the lock clears the failures", async () => {
    await failTimes(cashier.login, 5);
    clock.advance(30_000);
    await signIn(cashier.login, cashier.password);
    expect(await rows("failed_sign_ins")).toEqual([]);
    await failTimes(cashier.login, 4);
    await signIn(cashier.login, cashier.password);
  });

  test("of 20 guesses at once only five learn anything", async () => {
    const wrong = Array.from({ length: 20 }, () => reasonOf(signIn(cashier.login, "wrong")));
    const reasons = await Promise.all(wrong);
    expect(reasons.filter((reason) => reason === "CREDENTIALS_REFUSED")).toHaveLength(5);
    expect(reasons.filter((reason) => reason === "SIGN_IN_LOCKED")).toHaveLength(15);
  });

  test("20 right sign-ins at once all get in", async () => {
    const sessions = await Promise.all(Array.from({ length: 20 }, () => signIn(cashier.login, cashier.password)));
    expect(new Set(sessions.map(({ refreshToken }) => refreshToken)).size).toBe(20);
  });

  test("one login's lock leaves another alone", async () => {
    await failTimes(cashier.login, 5);
    await signIn("manager1", cashier.password);
  });
});

describe("sessions", () => {
  test("a refresh token gives a new session once, and the chain goes on", async () => {
    const first = await signIn(cashier.login, cashier.password);
    clock.advance(10 * MINUTE);
    const second = await refresh(first);
    expect(second).toMatchObject({ principal: first.principal, expireTime: new Date("2030-01-01T00:25:00.000Z") });
    expect(second.refreshToken).not.toBe(first.refreshToken);
    await verify((await refresh(second)).accessToken);
  });

  test("a spent token ends the whole session, also for its rightful owner", async () => {
    const first = await signIn(cashier.login, cashier.password);
    const second = await refresh(first);
    expect(await reasonOf(refresh(first))).toBe("SESSION_EXPIRED");
    expect(await reasonOf(refresh(second))).toBe("SESSION_EXPIRED");
    await signIn(cashier.login, cashier.password).then(refresh);
  });

  test("one token used twice at once gives at most one session, and that one is ended", async () => {
    const first = await signIn(cashier.login, cashier.password);
    const both = await Promise.allSettled([refresh(first), refresh(first)]);
    const given = both.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(given).toHaveLength(1);
    expect(await reasonOf(refresh(given[0]!))).toBe("SESSION_EXPIRED");
  });

  test("a token lives 30 days", async () => {
    const early = await signIn(cashier.login, cashier.password);
    const late = await signIn(cashier.login, cashier.password);
    clock.advance(30 * DAY - 1);
    await refresh(early);
    clock.advance(1);
    expect(await reasonOf(refresh(late))).toBe("SESSION_EXPIRED");
  });

  test("signing out ends the session, and again is no error", async () => {
    const session = await signIn(cashier.login, cashier.password);
    const { refreshToken } = session;
    expect(await service.call("signOut", { refreshToken })).toEqual({});
    expect(await service.call("signOut", { refreshToken })).toEqual({});
    expect(await service.call("signOut", { refreshToken: "never-given" })).toEqual({});
    expect(await reasonOf(refresh(session))).toBe("SESSION_EXPIRED");
  });

  test("roles are read afresh, and a principal who is gone gets nothing", async () => {
    const first = await signIn(cashier.login, cashier.password);
    const principals = service.store.connection.model("Principal");
    await principals.updateOne({ _id: "stf_democashier1" }, { $set: { roles: ["cashier", "manager"] } });
    const second = await refresh(first);
    expect(second.principal?.roles).toEqual(["cashier", "manager"]);
    await principals.deleteOne({ _id: "stf_democashier1" });
    expect(await reasonOf(refresh(second))).toBe("SESSION_EXPIRED");
  });

  test("what is no token at all is a bad request", async () => {
    expect(await reasonOf(service.call("refreshSession", { refreshToken: "a b" }))).toBe("REQUEST_INVALID");
  });
});

describe("signing keys", () => {
  test("one key serves many sign-ins at once, and its private half is not published", async () => {
    await Promise.all(Array.from({ length: 5 }, () => signIn(cashier.login, cashier.password)));
    const { keys } = await service.call("getVerificationKeys", {});
    expect(keys).toEqual([{ keyId: expect.any(String), publicKey: expect.stringMatching(/^[\w-]{43}$/) }]);
  });

  test("after 30 days the next key is published first, then signs, and tokens of the old one hold until they end", async () => {
    const kidOf = async () =>
      (await verify((await signIn(cashier.login, cashier.password)).accessToken)).protectedHeader.kid;
    const firstKid = await kidOf();
    clock.advance(30 * DAY);
    expect(await kidOf()).toBe(firstKid);
    expect((await service.call("getVerificationKeys", {})).keys).toHaveLength(2);
    clock.advance(15 * MINUTE - 1_000);
    const last = await signIn(cashier.login, cashier.password);
    clock.advance(1_000);
    expect(await kidOf()).not.toBe(firstKid);
    clock.advance(14 * MINUTE - 1_000);
    await verify(last.accessToken);
    clock.advance(2 * MINUTE + 1_000);
    expect((await service.call("getVerificationKeys", {})).keys).toHaveLength(1);
  });

  test("with PAYWINDOW_SECRET_KEY the stored private key is sealed; a node with another secret signs with a key of its own", async () => {
    const sealed = await startIdentity({ clock, secretKey: randomBytes(32), store: service.store });
    const plain = await signIn(cashier.login, cashier.password);
    const { accessToken } = await sealed.call("signIn", cashier);
    const stored = await rows("signing_keys");
    expect(stored).toHaveLength(2);
    const prefix = "302e020100300506032b6570"; // how PKCS #8 of an Ed25519 key begins (RFC 8410)
    const beginnings = stored.map(({ privateKey }) =>
      Buffer.from(privateKey.buffer).toString("hex").startsWith(prefix),
    );
    expect(beginnings.sort()).toEqual([false, true]);
    await verify(plain.accessToken);
    await verify(accessToken);
  });
});

describe("the demo", () => {
  test("the personas of the start page can all sign in", async () => {
    const { personas } = await service.call("listDemoPersonas", {});
    expect(personas.map(({ role, login }) => [role, login])).toEqual([
      ["shopper", "shopper1"],
      ["shopper", "shopper2"],
      ["cashier", "cashier1"],
      ["cashier", "manager1"],
    ]);
    for (const { login, password } of personas) await signIn(login, password);
  });

  test("seeding again changes nothing", async () => {
    const before = await rows("principals");
    await startIdentity({ clock, store: service.store });
    expect(await rows("principals")).toEqual(before);
  });

  test("without the demo nobody is listed", async () => {
    const off = await startIdentity({ clock, demo: false, store: service.store });
    expect(await off.call("listDemoPersonas", {})).toEqual({ personas: [] });
  });
});

test("every reason of the contract has a row, and every row is in the contract", async () => {
  const proto = await readFile(new URL("../../../proto/paywindow/identity/v1/identity.proto", import.meta.url), "utf8");
  const named = [...proto.matchAll(/Reasons: ([^.]+)\./g)].flatMap(([, list]) => list!.split(/,\s*/));
  expect([...new Set(named)].sort()).toEqual(Object.keys(identityReasons.rows).sort());
});
