import { code128, type DrawingContext } from "bwip-js/generic";

/** A bar of a barcode: where it begins and how wide it is, in modules (the narrowest bar). */
interface Bar {
  left: number;
  width: number;
}

/** A barcode without its quiet zones. */
export interface Bars {
  /** In modules. */
  width: number;
  bars: readonly Bar[];
}

/** Collects the bars instead of drawing them. A line's x is its middle, rounded up to a whole module. */
const collector = (): DrawingContext<Bars> => {
  const bars: Bar[] = [];
  let total = 0;
  return {
    scale: () => [1, 1],
    measure: () => ({ width: 0, ascent: 0, descent: 0 }),
    init: (width) => {
      total = width;
    },
    line: (x, _y0, _x1, _y1, width) => {
      bars.push({ left: Math.floor(x - width / 2), width });
    },
    polygon: () => {},
    hexagon: () => {},
    ellipse: () => {},
    fill: () => {},
    text: () => {},
    end: () => ({ width: total, bars }),
  };
};

/** The bars of a text as Code 128 (ISO/IEC 15417); an even number of digits takes one symbol per two (code set C). */
export const code128Bars = (text: string): Bars => code128({ bcid: "code128", text, scale: 1 }, collector());
