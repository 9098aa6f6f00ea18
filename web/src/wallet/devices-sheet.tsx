import { Button, Popup } from "antd-mobile";
import { useCallback, useEffect, useState } from "react";
import type { Device } from "../../../proto/gen/paywindow/payments/v1/wallet.ts";
import type { Json } from "../api/json.ts";
import { routes } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { useLanguage, useText } from "../i18n/use-text.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { formatTime } from "../ui/times.ts";
import { refusalText } from "./refusal-text.ts";

interface DeviceProps {
  device: Json<Device>;
  isThisOne: boolean;
  onRemove(): void;
}

const DeviceLine = ({ device, isThisOne, onRemove }: DeviceProps) => {
  const text = useText();
  const language = useLanguage();
  return (
    <div className="waiting-trade">
      <div className="trade-text">
        <span className="trade-subject">{device.deviceName}</span>
        <span className="faint">{isThisOne ? text("devicesThis") : formatTime(device.createTime, language)}</span>
      </div>
      {isThisOne ? null : (
        <Button size="large" color="danger" fill="outline" onClick={onRemove} data-testid="remove-device">
          {text("devicesRemove")}
        </Button>
      )}
    </div>
  );
};

/** The user's phones, read when the sheet opens, after each removal and when this one is registered. */
const useDevices = (isOpen: boolean, ownDeviceId: string | undefined, onRemoved: () => void) => {
  const text = useText();
  const [devices, setDevices] = useState<Json<Device>[]>([]);
  const [error, setError] = useState("");
  const read = useCallback(async (): Promise<void> => {
    try {
      setDevices((await call(routes.listDevices, {})).devices ?? []);
    } catch (refused) {
      setError(refusalText(refused) || text("startUnreachable"));
    }
  }, [text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a phone that has just got its place is one more of them
  useEffect(() => {
    if (isOpen) void read();
  }, [isOpen, read, ownDeviceId]);
  const remove = async (deviceId: string): Promise<void> => {
    setError("");
    try {
      await call(routes.removeDevice, { deviceId });
      onRemoved();
    } catch (refused) {
      setError(refusalText(refused) || text("startUnreachable"));
    }
    await read();
  };
  return { devices, error, remove };
};

interface DevicesProps {
  isOpen: boolean;
  /** This browser's own, which is not removed here; undefined where it has no place. */
  ownDeviceId: string | undefined;
  /** Called after a phone was removed: there is a place. */
  onRemoved(): void;
  onClose(): void;
}

/** The phones that can pay in the user's name; one that is removed cannot any more. */
export const DevicesSheet = ({ isOpen, ownDeviceId, onRemoved, onClose }: DevicesProps) => {
  const text = useText();
  const { devices, error, remove } = useDevices(isOpen, ownDeviceId, onRemoved);
  useDismissal(isOpen, onClose);
  return (
    <Popup visible={isOpen} onMaskClick={onClose} onClose={onClose} bodyClassName="sheet" destroyOnClose>
      <section data-testid="devices-sheet">
        <h2 className="sheet-title">{text("devicesTitle")}</h2>
        {devices.map((device) => (
          <DeviceLine
            key={device.deviceId}
            device={device}
            isThisOne={device.deviceId === ownDeviceId}
            onRemove={() => void remove(device.deviceId ?? "")}
          />
        ))}
        <p className="sheet-error" role="alert">
          {error}
        </p>
        <Button block size="large" onClick={onClose}>
          {text("close")}
        </Button>
      </section>
    </Popup>
  );
};
