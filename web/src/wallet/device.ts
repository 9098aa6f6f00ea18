import type {
  IssuePaymentCodeRequest,
  RegisterDeviceRequest,
  RegisterDeviceResponse,
} from "../../../proto/gen/paywindow/payments/v1/payments.ts";
import type { Json } from "../api/json.ts";
import { ApiProblem, isUnknownResult } from "../api/problem.ts";
import type { Stored } from "../api/stored.ts";

/** A registered phone, as it is kept in this browser for one user. */
export interface KeptDevice {
  deviceId: string;
  deviceNumber: string;
  /** The key of the codes. Stays here: codes are computed without it ever being sent. */
  deviceSecret: string;
  /** The server's clock less this machine's, in milliseconds, as last learned; for a start without a network. */
  offsetMs: number;
  /** The tick of the last code, so that none is shown twice. */
  lastTick: number;
}

/** What registering needs of the world. */
export interface DevicePorts {
  store: Stored<KeptDevice>;
  /** The key of a registration that is under way, so that a reload repeats it instead of registering twice. */
  keyStore: Stored<string>;
  mintKey(): string;
  registerDevice(request: Json<RegisterDeviceRequest>, idempotencyKey: string): Promise<Json<RegisterDeviceResponse>>;
  /** Asked once per visit, only to learn whether the server still knows the device. */
  issuePaymentCode(request: Json<IssuePaymentCodeRequest>): Promise<unknown>;
  /** The server's clock less this machine's at the moment of an answer that told `serverTime`. */
  offsetAt(serverTime: string | undefined): number;
}

/** Names the phone in the user's own list. */
const DEVICE_NAME_LENGTH = 64;

const register = async (ports: DevicePorts, deviceName: string): Promise<KeptDevice> => {
  const idempotencyKey = ports.keyStore.read() ?? ports.mintKey();
  ports.keyStore.write(idempotencyKey);
  try {
    const answer = await ports.registerDevice({ deviceName: deviceName.slice(0, DEVICE_NAME_LENGTH) }, idempotencyKey);
    const device = {
      deviceId: answer.deviceId ?? "",
      deviceNumber: answer.deviceNumber ?? "",
      deviceSecret: answer.deviceSecret ?? "",
      offsetMs: ports.offsetAt(answer.serverTime),
      lastTick: 0,
    };
    ports.store.write(device);
    ports.keyStore.clear();
    return device;
  } catch (error) {
    if (!isUnknownResult(error)) ports.keyStore.clear();
    throw error;
  }
};

const isForgotten = async (ports: DevicePorts, deviceId: string): Promise<boolean> => {
  try {
    await ports.issuePaymentCode({ deviceId });
    return false;
  } catch (error) {
    return error instanceof ApiProblem && error.problem.reason === "DEVICE_NOT_FOUND";
  }
};

/**
 * The device of this browser: the one that was kept, or a new one. A kept device that the server no longer knows (its data began anew) is registered again.
 * Rejects where a first registration is refused (ApiProblem, DEVICE_LIMIT_REACHED) or not answered.
 */
export const openDevice = async (ports: DevicePorts, deviceName: string): Promise<KeptDevice> => {
  const kept = ports.store.read();
  if (!kept) return register(ports, deviceName);
  if (!(await isForgotten(ports, kept.deviceId))) return kept;
  ports.store.clear();
  return register(ports, deviceName);
};
