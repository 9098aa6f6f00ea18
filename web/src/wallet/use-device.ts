import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { mintKey } from "../api/mint.ts";
import { ApiProblem } from "../api/problem.ts";
import { type Reachability, serverOffset } from "../api/reachability.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { type Stored, stored } from "../api/stored.ts";
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

/** That the user has no place left, for as long as the tab lives: asking at each visit would be refused each time. */
const noPlaceStore = (userId: string): Stored<boolean> =>
  stored<boolean>(() => sessionStorage, `paywindow.no-place.${userId}`);

const keptState = (ports: DevicePorts, noPlace: Stored<boolean>): DeviceState => {
  const kept = ports.store.read();
  if (kept) return { deviceId: kept.deviceId };
  return noPlace.read() ? "noPlace" : "preparing";
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

/** Where codes come from, as the device stands. */
const useSource = (ports: DevicePorts, state: DeviceState) => {
  const deviceId = deviceIdOf(state);
  const hasNoPlace = state === "noPlace";
  const source = useMemo((): CodeSource | undefined => {
    if (hasNoPlace) return serverCodes;
    return deviceId ? phoneCodes(ports.store) : undefined;
  }, [ports, deviceId, hasNoPlace]);
  return { deviceId, source };
};

/** This browser's device of a user, and where its codes come from. A device that was kept is ready at once and checked behind the screen. */
export const useDevice = (userId: string, reachability: Reachability) => {
  const ports = useMemo(() => portsFor(userId), [userId]);
  const noPlace = useMemo(() => noPlaceStore(userId), [userId]);
  const [state, setState] = useState<DeviceState>(() => keptState(ports, noPlace));
  const [times, setTimes] = useState(0);
  const isSettled = useRef(state === "noPlace");

  // biome-ignore lint/correctness/useExhaustiveDependencies: a network that comes back, and being asked to, are other chances to register
  useEffect(() => {
    if (isSettled.current) return;
    let isGone = false;
    const settle = (next: DeviceState): void => {
      if (isGone) return;
      if (next === "noPlace") noPlace.write(true);
      isSettled.current = next !== "needsNetwork";
      setState(next);
    };
    openOnce(userId, ports).then(
      ({ deviceId }) => settle({ deviceId }),
      (error: unknown) => settle(failedState(error)),
    );
    return () => {
      isGone = true;
    };
  }, [userId, ports, noPlace, reachability, times]);

  const again = useCallback(() => {
    isSettled.current = false;
    setTimes((count) => count + 1);
  }, []);

  const tryPlace = useCallback(() => {
    if (!noPlace.read()) return;
    noPlace.clear();
    again();
  }, [noPlace, again]);

  return { state, ...useSource(ports, state), again, tryPlace };
};
