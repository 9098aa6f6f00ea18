import { Button } from "antd-mobile";
import { useState } from "react";
import type { ReportTaskEntry } from "../../../proto/gen/paywindow/hospital/v1/report.ts";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { namesOf, useLanguage, useName, useText } from "../i18n/use-text.ts";
import type { TextKey } from "../i18n/zh.ts";
import { useLive } from "../live/use-live.ts";
import { Loading } from "../ui/loading.tsx";
import { formatTime } from "../ui/times.ts";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { CLINIC, hospital } from "./hospital-routes.ts";
import { attempt, Notice } from "./notice.tsx";
import { QuarantineList } from "./quarantine-list.tsx";
import { type OpenedTask, ReportTaskSheet } from "./report-task-sheet.tsx";
import "./hospital.css";

const NEWS = ["hospital.report_tasks.changed"];

/** What reports wait for, the most urgent first; each with its heading, and what is to be done. */
const GROUPS: readonly { task: string; title: TextKey; hint: TextKey }[] = [
  { task: "REPORT_TASK_CRITICAL", title: "nurseCritical", hint: "nurseCriticalHint" },
  { task: "REPORT_TASK_PATIENT", title: "nursePatient", hint: "nursePatientHint" },
  { task: "REPORT_TASK_UNBOUND", title: "nurseUnbound", hint: "nurseUnboundHint" },
];

const TaskLine = ({ entry, onOpen }: { entry: Json<ReportTaskEntry>; onOpen(): void }) => {
  const text = useText();
  const language = useLanguage();
  const { summary, reportNumber = "" } = entry;
  return (
    <div className="clinic-row clinic-line" data-testid="report-task" data-task={entry.task}>
      <span className="clinic-text">
        <strong>{summary?.maskedName || text("nurseNobody")}</strong>
        <span>{summary?.serviceName}</span>
        <span className="faint">
          {text("nurseNumber", { number: reportNumber })} · {formatTime(entry.receiveTime, language)}
        </span>
      </span>
      <Button size="small" color={entry.task === "REPORT_TASK_CRITICAL" ? "danger" : "primary"} onClick={onOpen}>
        {text(entry.task === "REPORT_TASK_UNBOUND" ? "nurseOpen" : "nurseHandle")}
      </Button>
    </div>
  );
};

interface GroupProps {
  group: (typeof GROUPS)[number];
  entries: Json<ReportTaskEntry>[];
  onOpen(entry: Json<ReportTaskEntry>): void;
}

const Group = ({ group: { task, title, hint }, entries, onOpen }: GroupProps) => {
  const text = useText();
  const isCritical = task === "REPORT_TASK_CRITICAL";
  if (entries.length === 0) return isCritical ? <p className="clinic-note faint">{text("nurseCriticalNone")}</p> : null;
  return (
    <section className={isCritical ? "card clinic-alert" : "card"} role={isCritical ? "alert" : undefined}>
      <h2 className="card-title">{text(title, { count: entries.length })}</h2>
      <p className="faint clinic-hint">{text(hint)}</p>
      {entries.map((entry) => (
        <TaskLine key={entry.summary?.reportId} entry={entry} onOpen={() => onOpen(entry)} />
      ))}
    </section>
  );
};

const load = async () => {
  const [{ tasks = [] }, { messages = [] }] = await Promise.all([
    call(hospital.listReportTasks, { storeId: CLINIC }),
    call(hospital.listQuarantine, { storeId: CLINIC }),
  ]);
  return { tasks, messages };
};

const Desk = ({ name }: { name: string }) => {
  const text = useText();
  const { value, again } = useLive(NEWS, load);
  const [opened, setOpened] = useState<OpenedTask>();
  const open = (entry: Json<ReportTaskEntry>) =>
    attempt(text, async () => {
      const isCritical = entry.task === "REPORT_TASK_CRITICAL";
      const purpose = text(isCritical ? "nursePurposeCritical" : "nursePurposePatient");
      const reportId = entry.summary?.reportId ?? "";
      setOpened({ entry, report: await call(hospital.readStoreReport, { reportId, purpose }) });
    });
  const close = () => {
    setOpened(undefined);
    void again();
  };
  if (!value) return <Loading />;
  return (
    <main className="clinic" data-testid="nurse">
      <TopBar title={text("nurseTitle")} note={name} />
      <Notice />
      <div className="clinic-body">
        {GROUPS.map((group) => (
          <Group
            key={group.task}
            group={group}
            entries={value.tasks.filter(({ task }) => task === group.task)}
            onOpen={(entry) => void open(entry)}
          />
        ))}
        <QuarantineList messages={value.messages} onChanged={() => void again()} />
      </div>
      <ReportTaskSheet opened={opened} onClose={close} />
    </main>
  );
};

const ROLES = ["nurse", "doctor", "manager"];

/** The nurses' desk: critical values are handed over, reports find their patients, and what was refused is cleared up (V13, V14, V15). */
const NursePage = ({ principal }: { principal: Json<Principal> }) => {
  const nameOf = useName();
  const isCare = principal.roles?.some((role) => ROLES.includes(role)) ?? false;
  if (!isCare) return <WrongRole title="nurseWrongRole" hint="walletWrongRoleHint" />;
  return <Desk name={nameOf(namesOf(principal))} />;
};

export default NursePage;
