import { create } from "qrcode";

/** A QR code as the path of its dark modules, each one unit wide. */
export interface QrPath {
  /** Modules per side, without the quiet zone. */
  size: number;
  /** The `d` of an SVG path. */
  path: string;
}

/** The QR code of a text, error correction M (ISO/IEC 18004). Dark modules side by side become one stroke, so no seams show. */
export const qrPath = (text: string): QrPath => {
  const { size, data } = create(text, { errorCorrectionLevel: "M" }).modules;
  let path = "";
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (!data[row * size + column]) continue;
      const start = column;
      while (column < size && data[row * size + column]) column++;
      path += `M${start} ${row}h${column - start}v1h${start - column}z`;
    }
  }
  return { size, path };
};
