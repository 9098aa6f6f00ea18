import { Button, Popup, Selector } from "antd-mobile";
import { useState } from "react";
import { call } from "../api/session.ts";
import { useName, useText } from "../i18n/use-text.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { CLINIC, hospital } from "./hospital-routes.ts";
import { attempt, tell } from "./notice.tsx";
import { useLoaded } from "./use-loaded.ts";

const newOrderId = (): string => `ord_${crypto.randomUUID().replaceAll("-", "")}`;

interface OrderProps {
  ticketId: string;
  isOpen: boolean;
  onClose(): void;
  onOrdered(): void;
}

/** What is examined: chosen from the catalogue, ordered once however often the button is pressed. */
export const OrderSheet = ({ ticketId, isOpen, onClose, onOrdered }: OrderProps) => {
  const text = useText();
  const nameOf = useName();
  const [codes, setCodes] = useState<string[]>([]);
  const [orderId, setOrderId] = useState(newOrderId);
  const { value } = useLoaded(() => call(hospital.listExaminations, { storeId: CLINIC }));
  useDismissal(isOpen, onClose);
  const order = async () => {
    if (!(await attempt(text, () => call(hospital.orderItems, { orderId, ticketId, codes })))) return;
    setCodes([]);
    setOrderId(newOrderId());
    tell(text("clinicOrdered"));
    onOrdered();
  };
  return (
    <Popup visible={isOpen} onMaskClick={onClose} onClose={onClose} bodyClassName="sheet" destroyOnClose>
      <section data-testid="order-sheet">
        <h2 className="sheet-title">{text("clinicOrder")}</h2>
        <Selector
          multiple
          columns={2}
          options={(value?.examinations ?? []).map((one) => ({
            ...{ value: one.code ?? "", label: nameOf(one), description: formatAmount(amountOf(one.price)) },
          }))}
          value={codes}
          onChange={setCodes}
        />
        <Button block color="primary" size="large" disabled={codes.length === 0} onClick={() => void order()}>
          {text("clinicOrderNow", { count: codes.length })}
        </Button>
      </section>
    </Popup>
  );
};
