import { Button } from "antd-mobile";
import type { Item } from "../../../proto/gen/paywindow/hospital/v1/item.ts";
import type { BoundPatient } from "../../../proto/gen/paywindow/hospital/v1/patient.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { useName, useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { amountOf, formatAmount, totalOf } from "../money/amount.ts";
import { hospital } from "./hospital-routes.ts";
import { attempt } from "./notice.tsx";
import type { Due } from "./pay-sheet.tsx";
import { useLoaded } from "./use-loaded.ts";

const STATES: Readonly<Record<string, TextKey>> = {
  ITEM_STATE_OPEN: "hospitalItemOpen",
  ITEM_STATE_IN_PAYMENT: "hospitalItemInPayment",
  ITEM_STATE_PAID: "hospitalItemPaid",
  ITEM_STATE_PERFORMED: "hospitalItemPerformed",
  ITEM_STATE_REFUNDED: "hospitalItemRefunded",
  ITEM_STATE_WITHDRAWN: "hospitalItemWithdrawn",
};

/** An examination with its price and where it is made. */
export const ItemLine = ({ item }: { item: Json<Item> }) => {
  const text = useText();
  const nameOf = useName();
  return (
    <div className="clinic-row clinic-line" data-testid="item" data-state={item.state}>
      <span className="clinic-text">
        <span>{nameOf(item)}</span>
        <span className="faint">
          {nameOf({ name: item.departmentName, nameEn: item.departmentNameEn })} ·{" "}
          {nameOf({ name: item.place, nameEn: item.placeEn })}
        </span>
      </span>
      <span className="clinic-end">
        <span>{formatAmount(amountOf(item.price))}</span>
        <span className="faint">{text(STATES[item.state ?? ""] ?? "hospitalItemOpen")}</span>
      </span>
    </div>
  );
};

interface PatientItemsProps {
  patient: Json<BoundPatient>;
  onPay(due: Due): void;
}

const PatientItems = ({ patient, onPay }: PatientItemsProps) => {
  const text = useText();
  const { patientId = "", maskedName = "" } = patient;
  const { value, again } = useLoaded(() => call(hospital.listItems, { patientId }));
  const items = value?.items ?? [];
  const open = items.filter(({ state }) => state === "ITEM_STATE_OPEN" || state === "ITEM_STATE_IN_PAYMENT");
  const total = totalOf(open.map(({ price }) => ({ unitPrice: amountOf(price), quantity: 1 })));
  const pay = async () => {
    const itemIds = open.map(({ itemId = "" }) => itemId);
    await attempt(text, async () => {
      const bill = await call(hospital.payItems, { patientId, itemIds, expectedTotal: total });
      onPay({ tradeId: bill.tradeId ?? "", amount: amountOf(bill.total), subject: text("hospitalItems") });
    });
    void again();
  };
  if (items.length === 0) return null;
  return (
    <section className="card" data-testid="items">
      <h2 className="card-title">{maskedName}</h2>
      {items.map((item) => (
        <ItemLine key={item.itemId} item={item} />
      ))}
      {open.length > 0 ? (
        <Button block color="primary" size="large" onClick={() => void pay()} data-testid="pay-items">
          {text("hospitalPayItems", { amount: formatAmount(total) })}
        </Button>
      ) : null}
    </section>
  );
};

/** What was ordered for the user's patients; what is open is paid in one. */
export const ItemsPanel = ({ patients, onPay }: { patients: Json<BoundPatient>[]; onPay(due: Due): void }) => {
  const text = useText();
  return (
    <>
      {patients.map((patient) => (
        <PatientItems key={patient.patientId} patient={patient} onPay={onPay} />
      ))}
      <p className="faint clinic-note">{text("hospitalItemsNote")}</p>
    </>
  );
};
