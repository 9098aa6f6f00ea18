import { Button, Popup, Selector } from "antd-mobile";
import { useState } from "react";
import type { DoctorQueue, Ticket } from "../../../proto/gen/paywindow/hospital/v1/queue.ts";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import type { Route } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { namesOf, useName, useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { amountOf, formatAmount } from "../money/amount.ts";
import { useDismissal } from "../ui/back-steps.ts";
import { Loading } from "../ui/loading.tsx";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { CLINIC, hospital } from "./hospital-routes.ts";
import { ItemLine } from "./items-panel.tsx";
import { attempt, Notice, tell } from "./notice.tsx";
import { useLoaded } from "./use-loaded.ts";
import "./hospital.css";

const PRIORITIES: Readonly<Record<string, TextKey>> = {
  PRIORITY_EMERGENCY: "clinicEmergency",
  PRIORITY_ELDERLY: "clinicElderly",
  PRIORITY_PREGNANT: "clinicPregnant",
  PRIORITY_SOLDIER: "clinicSoldier",
  PRIORITY_DISABLED: "clinicDisabled",
};

const TicketLine = ({ ticket, children }: { ticket: Json<Ticket>; children?: React.ReactNode }) => {
  const text = useText();
  const priority = PRIORITIES[ticket.priority ?? ""];
  return (
    <div className="clinic-row clinic-line" data-testid="ticket">
      <strong className="clinic-number">{ticket.queueNumber}</strong>
      <span className="clinic-text">
        <span>{ticket.maskedName}</span>
        {priority ? <span className="clinic-priority">{text(priority)}</span> : null}
        {ticket.missedCalls ? (
          <span className="faint">{text("clinicMissed", { count: ticket.missedCalls })}</span>
        ) : null}
      </span>
      {children}
    </div>
  );
};

const newOrderId = (): string => `ord_${crypto.randomUUID().replaceAll("-", "")}`;

interface OrderProps {
  ticketId: string;
  isOpen: boolean;
  onClose(): void;
  onOrdered(): void;
}

/** What is examined: chosen from the catalogue, ordered once however often the button is pressed. */
const OrderSheet = ({ ticketId, isOpen, onClose, onOrdered }: OrderProps) => {
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

const VisitItems = ({ appointmentId }: { appointmentId: string }) => {
  const { value } = useLoaded(() => call(hospital.listVisitItems, { appointmentId }));
  return (value?.items ?? []).map((item) => <ItemLine key={item.itemId} item={item} />);
};

type Press = <Request>(route: Route<Request, DoctorQueue>, message: Json<NoInfer<Request>>) => Promise<void>;

/** Who is with the doctor, and what can be done. */
const Current = ({ ticket, press }: { ticket: Json<Ticket>; press: Press }) => {
  const text = useText();
  const [isOrdering, setOrdering] = useState(false);
  const { ticketId = "", appointmentId = "" } = ticket;
  return (
    <section className="card" data-testid="current">
      <h2 className="card-title">{text("clinicCurrent")}</h2>
      <TicketLine ticket={ticket} />
      <VisitItems key={`${appointmentId} ${isOrdering}`} appointmentId={appointmentId} />
      <div className="clinic-actions">
        <Button color="primary" onClick={() => void press(hospital.finishVisit, { ticketId })} data-testid="finish">
          {text("clinicFinish")}
        </Button>
        <Button fill="outline" onClick={() => setOrdering(true)} data-testid="order">
          {text("clinicOrder")}
        </Button>
        <Button fill="outline" onClick={() => void press(hospital.recallPatient, { ticketId })}>
          {text("clinicRecall")}
        </Button>
        <Button fill="outline" onClick={() => void press(hospital.passPatient, { ticketId })} data-testid="pass">
          {text("clinicPass")}
        </Button>
      </div>
      <OrderSheet
        ticketId={ticketId}
        isOpen={isOrdering}
        onClose={() => setOrdering(false)}
        onOrdered={() => setOrdering(false)}
      />
    </section>
  );
};

const Queue = ({ name }: { name: string }) => {
  const text = useText();
  const { value: queue, again } = useLoaded(() => call(hospital.getDoctorQueue, {}));
  const [undoable, setUndoable] = useState("");
  if (!queue) return <Loading />;
  const press: Press = async (route, message) => {
    setUndoable(queue.current?.ticketId ?? queue.waiting?.[0]?.ticketId ?? "");
    await attempt(text, () => call(route, message));
    await again();
  };
  const waiting = queue.waiting ?? [];
  return (
    <main className="clinic" data-testid="clinic">
      <TopBar title={text("clinicTitle")} note={name} />
      <Notice />
      <div className="clinic-body">
        {queue.current ? (
          <Current ticket={queue.current} press={press} />
        ) : (
          <Button
            block
            color="primary"
            size="large"
            disabled={waiting.length === 0}
            onClick={() => void press(hospital.callNext, { seenCalls: queue.calls ?? 0 })}
            data-testid="call-next"
          >
            {text("clinicCallNext")}
          </Button>
        )}
        {queue.canUndo && undoable ? (
          <Button
            block
            fill="none"
            onClick={() => void press(hospital.undoMove, { ticketId: undoable })}
            data-testid="undo"
          >
            {text("clinicUndo")}
          </Button>
        ) : null}
        <section className="card">
          <h2 className="card-title">{text("clinicWaiting", { count: waiting.length })}</h2>
          {waiting.map((ticket) => (
            <TicketLine key={ticket.ticketId} ticket={ticket} />
          ))}
        </section>
        <section className="card">
          <h2 className="card-title">{text("clinicSeen", { count: queue.seen?.length ?? 0 })}</h2>
          {(queue.seen ?? []).map((ticket) => (
            <TicketLine key={ticket.ticketId} ticket={ticket}>
              <Button
                size="small"
                fill="outline"
                onClick={() => void press(hospital.requeuePatient, { ticketId: ticket.ticketId ?? "" })}
              >
                {text("clinicRequeue")}
              </Button>
            </TicketLine>
          ))}
        </section>
      </div>
    </main>
  );
};

/** A doctor's screen: the queue, the patient, the orders. */
const ClinicPage = ({ principal }: { principal: Json<Principal> }) => {
  const nameOf = useName();
  if (!principal.roles?.includes("doctor")) return <WrongRole title="clinicWrongRole" hint="walletWrongRoleHint" />;
  return <Queue name={nameOf(namesOf(principal))} />;
};

export default ClinicPage;
