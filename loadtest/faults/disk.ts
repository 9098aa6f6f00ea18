import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

/** A disk of a process's own that can be full. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves no byte free. */
  fill(): void;
  free(): void;
  /** Takes the disk away, with all that is on it. */
  remove(): void;
}

const SIZE = "96m";
const CHUNK = Buffer.alloc(256 * 1024);

/** Writes until the disk refuses; the rest byte by byte would not stop a database, whose pages are larger. */
const writeBallast = (file: string): void => {
  const ballast = openSync(file, "w");
  try {
    for (let size = CHUNK.length; size >= 512; size = Math.floor(size / 2))
      for (;;) if (writeSync(ballast, CHUNK, 0, size) < size) break;
  } catch {
    // Full.
  } finally {
    closeSync(ballast);
  }
};

/** Mounts a small disk at the folder. Answers undefined where that is not allowed (it takes Linux and root). */
export const mountSmallDisk = (folder: string): SmallDisk | undefined => {
  mkdirSync(folder, { recursive: true });
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE}`, "tmpfs", folder]);
  if (mounted.status !== 0) return undefined;
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill: () => writeBallast(ballast),
    free: () => rmSync(ballast, { force: true }),
    remove: () => void spawnSync("umount", ["-l", folder]),
  };
};
