import { useEffect, useMemo, useState } from "react";
import { mintKey } from "../api/mint.ts";
import { ApiProblem } from "../api/problem.ts";
import { type Reachability, serverOffset } from "../api/reachability.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { stored } from "../api/stored.ts";
import { type CodeSource, phoneCodes, serverCodes } from "./code-sources.ts";
import { type DevicePorts, type KeptDevice, openDevice } from "./device.ts";

/**
 * preparing: registering. needsNetwork: never registered, and nobody answers. noPlace: the user has as many devices as they may, so this browser shows codes
 * of the server. With a device codes are computed here.
 */
export type DeviceState = "preparing" | "needsNetwork" | "noPlace" | { deviceId: string } | { refusal: string };

const deviceIdOf = (state: DeviceState): string | undefined =>
  typeof state === "object" && "deviceId" in state ? state.deviceId : undefined;

const failedState = (error: unknown): DeviceState => {
  if (!(error instanceof ApiProblem)) return "needsNetwork";
  const { reason, detail } = error.problem;
  return reason === "DEVICE_LIMIT_REACHED" ? "noPlace" : { refusal: detail || reason };
};

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

/** This browser's device of a user, and where its codes come from. A device that was kept is ready at once and checked behind the screen. */
export const useDevice = (userId: string, reachability: Reachability) => {
  const ports = useMemo(() => portsFor(userId), [userId]);
  const [state, setState] = useState<DeviceState>(() => keptState(ports));
  const mustOpen = state === "preparing" || state === "needsNetwork";

  // biome-ignore lint/correctness/useExhaustiveDependencies: a network that comes back is another chance to register
  useEffect(() => {
    let isGone = false;
    openOnce(userId, ports).then(
      ({ deviceId }) => isGone || setState({ deviceId }),
      (error: unknown) => isGone || setState(failedState(error)),
    );
    return () => {
      isGone = true;
    };
  }, [userId, ports, mustOpen && reachability]);

  const deviceId = deviceIdOf(state);
  const hasNoPlace = state === "noPlace";
  const source = useMemo((): CodeSource | undefined => {
    if (hasNoPlace) return serverCodes;
    return deviceId ? phoneCodes(ports.store) : undefined;
  }, [ports, deviceId, hasNoPlace]);
  return { state, source };
};
