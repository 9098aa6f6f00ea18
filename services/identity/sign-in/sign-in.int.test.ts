/** Sign-in and its lock-out, on a real store with real argon2 and real signatures. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import { PrincipalKind } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import {
  reasonOf,
  refusalOf,
  rowsOf,
  startIdentity,
  type TestIdentity,
  verifyToken,
} from "../testing/start-identity.ts";

const MINUTE = 60_000;
const cashier = { login: "cashier1", password: "paywindow-demo" };

let clock: FixedClock;
let service: TestIdentity;

beforeEach(async () => {
  clock = fixedClock("2030-01-01T00:00:00.000Z");
  service = await startIdentity({ clock });
});
afterEach(() => service.stop());

const rows = (collection: string) => rowsOf(service, collection);
const signIn = (login: string, password: string) => service.call("signIn", { login, password });
const verify = (token: string) => verifyToken(service, token, clock.now());

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
        displayNameEn: "Zhang Li, cashier",
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
