import { qrPath } from "../barcode/qr-path.ts";
import { COLUMNS, layOut, type PaperLine, type Slip, widthOf } from "./slip.ts";

/** Units of the picture: a column is one half of a line's height, as on the printer. */
const COLUMN = 10;
const LINE = 24;
const QR_SIDE = 200;

const heightOf = (line: PaperLine): number => {
  if (line.kind === "qr") return QR_SIDE + LINE;
  return line.isBig ? 2 * LINE : LINE;
};

/** Where each character of a line stands: in its column, whatever font the page has. */
const columnsOf = (text: string, unit: number): string => {
  let column = 0;
  return [...text]
    .map((character) => {
      const at = column * unit;
      column += widthOf(character);
      return at;
    })
    .join(" ");
};

const Line = ({ line, top, width }: { line: PaperLine; top: number; width: number }) => {
  if (line.kind === "qr") {
    const { size, path } = qrPath(line.text);
    const scale = QR_SIDE / size;
    return <path d={path} transform={`translate(${(width - QR_SIDE) / 2} ${top}) scale(${scale})`} />;
  }
  const unit = line.isBig ? 2 * COLUMN : COLUMN;
  return (
    <text x={columnsOf(line.text, unit)} y={top + unit * 1.8} fontSize={unit * 1.8} xmlSpace="preserve">
      {line.text}
    </text>
  );
};

/** A slip as it comes out of the printer: the same lines, as SVG (V6). */
export const SlipPicture = ({ slip, widthMm }: { slip: Slip; widthMm: 58 | 80 }) => {
  const lines = layOut(slip, widthMm);
  const width = COLUMNS[widthMm] * COLUMN;
  let height = 0;
  const drawn = lines.map((line) => {
    const top = height;
    height += heightOf(line);
    return <Line key={top} line={line} top={top} width={width} />;
  });
  return (
    <svg className="slip-picture" viewBox={`-10 -10 ${width + 20} ${height + 20}`} role="img" data-testid="slip">
      <title>{lines.map(({ text }) => text.trim()).join("\n")}</title>
      {drawn}
    </svg>
  );
};
