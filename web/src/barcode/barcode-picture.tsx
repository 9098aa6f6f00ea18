import { useMemo } from "react";
import { code128Bars } from "./code128.ts";
import { qrPath } from "./qr-path.ts";

const QUIET_BAR_MODULES = 10;
const QUIET_QR_MODULES = 2;

/** A text as Code 128, as wide as its box and as high as `className` says. Its quiet zones are part of the picture. */
export const BarcodePicture = ({ text, className }: { text: string; className: string }) => {
  const { width, bars } = useMemo(() => code128Bars(text), [text]);
  return (
    <svg
      className={className}
      viewBox={`${-QUIET_BAR_MODULES} 0 ${width + 2 * QUIET_BAR_MODULES} 1`}
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
      aria-hidden="true"
    >
      {bars.map((bar) => (
        <rect key={bar.left} x={bar.left} width={bar.width} height={1} />
      ))}
    </svg>
  );
};

/** A text as a QR code, square. */
export const QrPicture = ({ text, className }: { text: string; className: string }) => {
  const { size, path } = useMemo(() => qrPath(text), [text]);
  const side = size + 2 * QUIET_QR_MODULES;
  return (
    <svg
      className={className}
      viewBox={`${-QUIET_QR_MODULES} ${-QUIET_QR_MODULES} ${side} ${side}`}
      shapeRendering="crispEdges"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
};
