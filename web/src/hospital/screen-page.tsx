import type { ClinicScreenRow } from "../../../proto/gen/paywindow/hospital/v1/queue.ts";
import type { Principal } from "../../../proto/gen/paywindow/identity/v1/identity.ts";
import type { Json } from "../api/json.ts";
import { call } from "../api/session.ts";
import { useName, useText } from "../i18n/use-text.ts";
import { Loading } from "../ui/loading.tsx";
import { TopBar } from "../ui/top-bar.tsx";
import { WrongRole } from "../ui/wrong-role.tsx";
import { CLINIC, hospital } from "./hospital-routes.ts";
import { useLoaded } from "./use-loaded.ts";
import "./hospital.css";

const Row = ({ row }: { row: Json<ClinicScreenRow> }) => {
  const text = useText();
  const nameOf = useName();
  const next = (row.next ?? []).map(({ queueNumber, maskedName }) => `${queueNumber} ${maskedName}`).join("　");
  return (
    <section className={row.current ? "hall-row hall-calling" : "hall-row"} data-doctor={row.doctorId}>
      <div className="hall-place">
        <strong>{nameOf({ name: row.departmentName, nameEn: row.departmentNameEn })}</strong>
        <span>{nameOf({ name: row.doctorName, nameEn: row.doctorNameEn })}</span>
        <span className="faint">{nameOf({ name: row.place, nameEn: row.placeEn })}</span>
      </div>
      <div className="hall-current">
        {row.current ? (
          <>
            <strong>{row.current.queueNumber}</strong>
            <span>{row.current.maskedName}</span>
          </>
        ) : (
          <span className="faint">—</span>
        )}
      </div>
      <div className="hall-next">
        <span>{next || "—"}</span>
        <span className="faint">{text("hallWaiting", { count: row.waitingCount ?? 0 })}</span>
      </div>
    </section>
  );
};

const Hall = () => {
  const text = useText();
  const { value } = useLoaded(() => call(hospital.getClinicScreen, { storeId: CLINIC }));
  if (!value) return <Loading />;
  return (
    <main className="hall" data-testid="clinic-screen">
      <TopBar title={text("hallTitle")} />
      {(value.rows ?? []).map((row) => (
        <Row key={row.doctorId} row={row} />
      ))}
    </main>
  );
};

const MAY_SEE = ["screen", "nurse", "doctor", "manager"];

/** The screen in the waiting hall. It signs in as itself and can do nothing else. */
const ScreenPage = ({ principal }: { principal: Json<Principal> }) => {
  if (!principal.roles?.some((role) => MAY_SEE.includes(role)))
    return <WrongRole title="clinicWrongRole" hint="walletWrongRoleHint" />;
  return <Hall />;
};

export default ScreenPage;
