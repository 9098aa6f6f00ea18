import { Button } from "antd-mobile";
import { useState } from "react";
import type { DoctorQueue, Ticket } from "../../../proto/gen/paywindow/hospital/v1/queue.ts";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import type { Route } from "../api/routes.ts";
import { call } from "../api/session.ts";
import { namesOf, useName, useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { Loading } from "../ui/loading.tsx";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { hospital } from "./hospital-routes.ts";
import { ItemLine } from "./items-panel.tsx";
import { attempt, Notice } from "./notice.tsx";
import { OrderSheet } from "./order-sheet.tsx";
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

/** Who waits, in the order of calling, and who was seen. */
const Lists = ({ queue, press }: { queue: Json<DoctorQueue>; press: Press }) => {
  const text = useText();
  const { waiting = [], seen = [] } = queue;
  return (
    <>
      <section className="card">
        <h2 className="card-title">{text("clinicWaiting", { count: waiting.length })}</h2>
        {waiting.map((ticket) => (
          <TicketLine key={ticket.ticketId} ticket={ticket} />
        ))}
      </section>
      <section className="card">
        <h2 className="card-title">{text("clinicSeen", { count: seen.length })}</h2>
        {seen.map((ticket) => (
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
    </>
  );
};

/** The doctor's queue, and how its buttons are pressed: whatever came of it, it is read again. */
const useQueue = () => {
  const text = useText();
  const { value: queue, again } = useLoaded(() => call(hospital.getDoctorQueue, {}));
  const [undoable, setUndoable] = useState("");
  const press: Press = async (route, message) => {
    setUndoable(queue?.current?.ticketId ?? queue?.waiting?.[0]?.ticketId ?? "");
    await attempt(text, () => call(route, message));
    await again();
  };
  return { queue, undoable, press };
};

const Queue = ({ name }: { name: string }) => {
  const text = useText();
  const { queue, undoable, press } = useQueue();
  if (!queue) return <Loading />;
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
            disabled={!queue.waiting?.length}
            onClick={() => void press(hospital.callNext, { seenCalls: queue.calls ?? 0 })}
            data-testid="call-next"
          >
            {text("clinicCallNext")}
          </Button>
        )}
        {queue.canUndo && undoable ? (
          <Button block fill="none" onClick={() => void press(hospital.undoMove, { ticketId: undoable })}>
            {text("clinicUndo")}
          </Button>
        ) : null}
        <Lists queue={queue} press={press} />
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
