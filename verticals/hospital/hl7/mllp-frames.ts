/** The bytes around a block of MLLP (HL7's Minimal Lower Layer Protocol, Release 1): <VT> block <FS><CR>. */
const START = 0x0b;
const END = 0x1c;
const CARRIAGE_RETURN = 0x0d;

/** The longest block that is read: one message, or a batch of them. */
export const MAX_BLOCK_BYTES = 4 * 1024 * 1024;

/** A peer that sends a block longer than MAX_BLOCK_BYTES: its connection cannot be read any further. */
export class BlockTooLong extends Error {
  constructor() {
    super(`an MLLP block is longer than ${MAX_BLOCK_BYTES} bytes`);
  }
}

/** Cuts one connection's stream into blocks, wherever the network has split it. */
export interface MllpFrames {
  /** The blocks that end within these bytes, in their order. @throws BlockTooLong. */
  push(bytes: Buffer): Buffer[];
  /** Bytes of a block that has not ended yet. */
  readonly pendingBytes: number;
}

/**
 * Bytes between blocks are skipped: senders put line ends there. A block ends with <FS>, whether or not its <CR> follows, as <FS> is not a character of any
 * charset of HL7; a <VT> within a block begins it anew, as its sender has given up the first.
 */
export const mllpFrames = (): MllpFrames => {
  let parts: Buffer[] | undefined;
  let length = 0;

  const take = (piece: Buffer): void => {
    length += piece.length;
    if (length > MAX_BLOCK_BYTES) throw new BlockTooLong();
    if (piece.length > 0) parts?.push(piece);
  };

  /** What was gathered, and from now on `next`: nothing where no block has begun. */
  const turn = (next: Buffer[] | undefined): Buffer => {
    const block = Buffer.concat(parts ?? []);
    parts = next;
    length = 0;
    return block;
  };

  return {
    get pendingBytes() {
      return length;
    },
    push: (bytes) => {
      const blocks: Buffer[] = [];
      let from = 0;
      for (let at = 0; at < bytes.length; at++) {
        if (bytes[at] === START) turn([]);
        else if (bytes[at] === END && parts) {
          take(bytes.subarray(from, at));
          blocks.push(turn(undefined));
        } else continue;
        from = at + 1;
      }
      if (parts) take(Buffer.from(bytes.subarray(from)));
      return blocks;
    },
  };
};

/** A block as it goes over the line. */
export const frameBlock = (block: Buffer): Buffer =>
  Buffer.concat([Buffer.of(START), block, Buffer.of(END, CARRIAGE_RETURN)]);
