import { useEffect, useMemo, useState } from "react";
import { mintKey } from "../api/mint.ts";
import { ApiProblem } from "../api/problem.ts";
import { type Reachability, serverOffset } from "../api/reachability.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { stored } from "../api/stored.ts";
import { type DevicePorts, type KeptDevice, openDevice } from "./device.ts";

/** preparing: registering. needsNetwork: never registered, and nobody answers. With a device codes can be computed. */
export type DeviceState = "preparing" | "needsNetwork" | { deviceId: string } | { refusal: string };

/** The id of a device that can compute codes. */
export const deviceIdOf = (state: DeviceState): string | undefined =>
  typeof state === "object" && "deviceId" in state ? state.deviceId : undefined;

const keptState = (ports: DevicePorts): DeviceState => {
  const kept = ports.store.read();
  return kept ? { deviceId: kept.deviceId } : "preparing";
};

const portsFor = (userId: string): DevicePorts => ({
  store: stored<KeptDevice>(() => localStorage, `paywindow.device.${userId}`),
  keyStore: stored<string>(() => localStorage, `paywindow.device-key.${userId}`),
  mintKey,
  registerDevice: (request, idempotencyKey) => call(routes.registerDevice, request, { idempotencyKey }),
  issuePaymentCode: (request) => call(routes.issuePaymentCode, request),
  offsetAt: (serverTime) => {
    const offset = serverTime ? Date.parse(serverTime) - Date.now() : Number.NaN;
    return Number.isNaN(offset) ? (serverOffset.get() ?? 0) : offset;
  },
});

const browserName = (): string => navigator.userAgent.match(/(Edg|Chrome|Firefox|Safari)\/\d+/)?.[0] ?? "Browser";

/** Two pages of one document open the device once: React mounts twice while developing, and a registration must not run twice. */
const opening = new Map<string, Promise<KeptDevice>>();

const openOnce = (userId: string, ports: DevicePorts): Promise<KeptDevice> => {
  const running = opening.get(userId) ?? openDevice(ports, browserName());
  opening.set(userId, running);
  return running.finally(() => opening.delete(userId));
};

/** This browser's device of a user. A device that was kept is ready at once and checked behind the screen. */
export const useDevice = (userId: string, reachability: Reachability) => {
  const ports = useMemo(() => portsFor(userId), [userId]);
  const [state, setState] = useState<DeviceState>(() => keptState(ports));
  const mustOpen = state === "preparing" || state === "needsNetwork";

  // biome-ignore lint/correctness/useExhaustiveDependencies: a network that comes back is another chance to register
  useEffect(() => {
    let isGone = false;
    openOnce(userId, ports).then(
      ({ deviceId }) => isGone || setState({ deviceId }),
      (error: unknown) => {
        if (isGone) return;
        const problem = error instanceof ApiProblem ? error.problem : undefined;
        setState(problem ? { refusal: problem.detail || problem.reason } : "needsNetwork");
      },
    );
    return () => {
      isGone = true;
    };
  }, [userId, ports, mustOpen && reachability]);

  return { state, store: ports.store };
};
