/** RefreshSession: tokens that are spent once, and sessions that end when one comes back. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import type { Session } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import { reasonOf, startIdentity, type TestIdentity, verifyToken } from "../testing/start-identity.ts";

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

const signIn = (login: string, password: string) => service.call("signIn", { login, password });
const refresh = ({ refreshToken }: Session) => service.call("refreshSession", { refreshToken });
const verify = (token: string) => verifyToken(service, token, clock.now());

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
