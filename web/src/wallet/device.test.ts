/** A browser registers once: across reloads, lost answers and a server that began anew. */
import { expect, test } from "@jest/globals";
import { ApiProblem, Unanswered } from "../api/problem.ts";
import type { Stored } from "../api/stored.ts";
import { type DevicePorts, type KeptDevice, openDevice } from "./device.ts";

const inMemory = <Value>(initial?: Value): Stored<Value> => {
  let value = initial;
  return {
    read: () => value,
    write: (next) => {
      value = next;
    },
    clear: () => {
      value = undefined;
    },
  };
};

const kept: KeptDevice = {
  deviceId: "dev_old",
  deviceNumber: "11111111",
  deviceSecret: "b2xk",
  offsetMs: 0,
  lastTick: 7,
};
const registered = { deviceId: "dev_new", deviceNumber: "22222222", deviceSecret: "bmV3", serverTime: "" };
const asKept = { deviceId: "dev_new", deviceNumber: "22222222", deviceSecret: "bmV3", offsetMs: 250, lastTick: 0 };
const refusal = (reason: string) => new ApiProblem({ status: 400, reason, detail: "", retryable: false });

const aWorld = (overrides: Partial<DevicePorts> = {}) => {
  const keys: string[] = [];
  let minted = 0;
  const ports: DevicePorts = {
    store: inMemory<KeptDevice>(),
    keyStore: inMemory<string>(),
    mintKey: () => `key_${++minted}`,
    registerDevice: async (_request, key) => {
      keys.push(key);
      return registered;
    },
    issuePaymentCode: async () => ({}),
    offsetAt: () => 250,
    ...overrides,
  };
  return { ports, keys };
};

test("a first visit registers and keeps the device", async () => {
  const { ports, keys } = aWorld();
  expect(await openDevice(ports, "Chrome")).toEqual(asKept);
  expect(ports.store.read()).toEqual(asKept);
  expect([keys, ports.keyStore.read()]).toEqual([["key_1"], undefined]);
});

test("a lost answer is asked for again with the same key", async () => {
  const { ports } = aWorld();
  const lost = { ...ports, registerDevice: async () => Promise.reject(new Unanswered(new Error("down"))) };
  await expect(openDevice(lost, "Chrome")).rejects.toBeInstanceOf(Unanswered);
  expect(ports.keyStore.read()).toBe("key_1");
  const again = aWorld({ store: ports.store, keyStore: ports.keyStore });
  await openDevice(again.ports, "Chrome");
  expect(again.keys).toEqual(["key_1"]);
});

test("a refusal keeps nothing", async () => {
  const { ports } = aWorld({ registerDevice: async () => Promise.reject(refusal("DEVICE_LIMIT_REACHED")) });
  await expect(openDevice(ports, "Chrome")).rejects.toThrow("DEVICE_LIMIT_REACHED");
  expect([ports.store.read(), ports.keyStore.read()]).toEqual([undefined, undefined]);
});

test("Y12: a kept device is used without a network", async () => {
  const store = inMemory(kept);
  const { ports, keys } = aWorld({ store, issuePaymentCode: async () => Promise.reject(new Unanswered(new Error())) });
  expect(await openDevice(ports, "Chrome")).toEqual(kept);
  expect(keys).toEqual([]);
});

test("a device that the server no longer knows is registered again", async () => {
  const store = inMemory(kept);
  const { ports } = aWorld({ store, issuePaymentCode: async () => Promise.reject(refusal("DEVICE_NOT_FOUND")) });
  expect(await openDevice(ports, "Chrome")).toEqual(asKept);
  expect(store.read()).toEqual(asKept);
});
