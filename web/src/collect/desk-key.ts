/** Before a desk's own name, the key under which this browser keeps its state. */
export const DESK_KEY_PREFIX = "paywindow.desk.";
