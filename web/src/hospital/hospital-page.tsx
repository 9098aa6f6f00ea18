import { TabBar } from "antd-mobile";
import { BillOutline, CalendarOutline, ClockCircleOutline, FileOutline, UserContactOutline } from "antd-mobile-icons";
import { useState } from "react";
import type { Appointment } from "../../../proto/gen/paywindow/hospital/v1/appointment.ts";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { namesOf, useName, useText } from "../i18n/use-text.ts";
import { Loading } from "../ui/loading.tsx";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { AppointmentCard } from "./appointment-card.tsx";
import { BookPanel } from "./book-panel.tsx";
import { CardPanel } from "./card-panel.tsx";
import { hospital } from "./hospital-routes.ts";
import { ItemsPanel } from "./items-panel.tsx";
import { Notice, tell } from "./notice.tsx";
import { type Due, PaySheet } from "./pay-sheet.tsx";
import { ReportsPanel } from "./reports-panel.tsx";
import { useLoaded } from "./use-loaded.ts";
import "./hospital.css";

const TASKS = ["book", "appointments", "items", "reports", "cards"] as const;
type Task = (typeof TASKS)[number];

const TITLES = {
  book: ["hospitalBook", <CalendarOutline key="book" />],
  appointments: ["hospitalAppointments", <ClockCircleOutline key="appointments" />],
  items: ["hospitalItems", <BillOutline key="items" />],
  reports: ["hospitalReports", <FileOutline key="reports" />],
  cards: ["hospitalCards", <UserContactOutline key="cards" />],
} as const;

/** A link of a window's menu, or of a message, names the task: /hospital?task=items. */
const taskOfLink = (): Task | undefined => {
  const asked = new URLSearchParams(location.search).get("task");
  return TASKS.find((task) => task === asked);
};

interface VisitsProps {
  shown: Json<Appointment>[];
  onChanged(): void;
  onPay(due: Due): void;
}

const Visits = ({ shown, onChanged, onPay }: VisitsProps) => {
  const text = useText();
  if (shown.length === 0) return <p className="faint clinic-note">{text("hospitalNoAppointments")}</p>;
  return shown.map((one) => (
    <AppointmentCard key={one.appointmentId} appointment={one} onChanged={onChanged} onPay={onPay} />
  ));
};

const Tasks = ({ task, onTask }: { task: Task; onTask(task: Task): void }) => {
  const text = useText();
  return (
    <TabBar className="clinic-tabs" activeKey={task} onChange={(key) => onTask(key as Task)}>
      {TASKS.map((one) => (
        <TabBar.Item key={one} icon={TITLES[one][1]} title={<span data-task-tab={one}>{text(TITLES[one][0])}</span>} />
      ))}
    </TabBar>
  );
};

const Patient = ({ name }: { name: string }) => {
  const text = useText();
  const patients = useLoaded(() => call(hospital.listPatients, {}));
  const appointments = useLoaded(() => call(hospital.listAppointments, {}));
  const [chosen, setTask] = useState(taskOfLink);
  const [due, setDue] = useState<Due>();
  if (!patients.value) return <Loading />;
  const bound = patients.value.patients ?? [];
  // Nothing can be booked or paid for nobody.
  const task: Task = bound.length === 0 && chosen !== "appointments" ? "cards" : (chosen ?? "book");
  const booked = (next: Due | undefined) => {
    setTask("appointments");
    setDue(next);
    void appointments.again();
    if (!next) tell(text("hospitalStateConfirmed"));
  };
  const paid = () => {
    setDue(undefined);
    void appointments.again();
  };
  const shown = appointments.value?.appointments ?? [];
  return (
    <main className="clinic" data-testid="hospital" data-task={task}>
      <TopBar title={text("hospitalTitle")} note={name} />
      <Notice />
      <div className="clinic-body">
        {task === "cards" ? <CardPanel patients={bound} onChanged={() => void patients.again()} /> : null}
        {task === "book" ? <BookPanel patients={bound} onBooked={booked} /> : null}
        {task === "items" ? <ItemsPanel patients={bound} onPay={setDue} /> : null}
        {task === "reports" ? <ReportsPanel patients={bound} /> : null}
        {task === "appointments" ? (
          <Visits shown={shown} onChanged={() => void appointments.again()} onPay={setDue} />
        ) : null}
      </div>
      <Tasks task={task} onTask={setTask} />
      <PaySheet due={due} onPaid={paid} onClose={() => setDue(undefined)} />
    </main>
  );
};

/** A patient's phone: visit cards, booking, the live queue, open items, the rating. */
const HospitalPage = ({ principal }: { principal: Json<Principal> }) => {
  const nameOf = useName();
  if (principal.kind !== "PRINCIPAL_KIND_USER") return <WrongRole title="walletWrongRole" hint="walletWrongRoleHint" />;
  return <Patient name={nameOf(namesOf(principal))} />;
};

export default HospitalPage;
