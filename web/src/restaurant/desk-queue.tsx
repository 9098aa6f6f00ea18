import { Button, Stepper } from "antd-mobile";
import { useState } from "react";
import type { QueueSettings, Store } from "../../../proto/gen/paywindow/restaurant/v1/store.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { tell } from "./notice.tsx";
import { dining } from "./restaurant-routes.ts";
import type { Act } from "./use-live-view.ts";

/** Each setting with its words, its bounds (the contract's) and how much a tap changes it. */
const SETTINGS: readonly (readonly [keyof QueueSettings, TextKey, number, number, number])[] = [
  ["smallMax", "officeSmallMax", 1, 30, 1],
  ["mediumMax", "officeMediumMax", 1, 30, 1],
  ["largeMax", "officeLargeMax", 1, 30, 1],
  ["remoteRadiusM", "officeRadius", 0, 50_000, 100],
  ["callAgainS", "officeCallAgain", 30, 1_800, 30],
  ["holdS", "officeHold", 60, 7_200, 60],
  ["poolS", "officePool", 60, 14_400, 300],
  ["nearParties", "officeNear", 1, 10, 1],
  ["usualMinutesPerParty", "officePace", 1, 120, 1],
];

interface QueueProps {
  store: Json<Store>;
  act: Act;
  isBusy: boolean;
}

/** How the queue is run (V18): sizes, radius, spans. What contradicts itself the platform refuses by the field. */
export const DeskQueue = ({ store, act, isBusy }: QueueProps) => {
  const text = useText();
  const [changed, setChanged] = useState<Json<QueueSettings>>({});
  const queue = { ...store.queue, ...changed };
  const save = () =>
    act(async () => {
      await call(dining.putQueueSettings, { storeId: store.storeId ?? "", queue });
      setChanged({});
      tell(text("officeSaved"));
    });
  return (
    <section className="card" data-testid="desk-queue">
      <h2 className="card-title">{text("officeQueue")}</h2>
      {SETTINGS.map(([name, label, min, max, step]) => (
        <div key={name} className="dining-line" data-setting={name}>
          <span className="dining-line-text">{text(label)}</span>
          <Stepper
            min={min}
            max={max}
            step={step}
            value={queue[name] ?? 0}
            onChange={(value) => setChanged({ ...changed, [name]: value ?? min })}
          />
        </div>
      ))}
      <Button
        block
        color="primary"
        size="large"
        loading={isBusy}
        disabled={Object.keys(changed).length === 0}
        onClick={() => void save()}
        data-testid="save-queue"
      >
        {text("officeSave")}
      </Button>
    </section>
  );
};
