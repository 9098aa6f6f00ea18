/** A line of a sheet's details: what it is, and its value; nothing where there is none. */
export const SheetRow = ({ label, value }: { label: string; value: string | undefined }) =>
  value ? (
    <div className="sheet-row">
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  ) : null;
