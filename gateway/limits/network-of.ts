const GROUPS = 8;
/** An IPv6 subscriber gets a /64 at least, and may call from any of its addresses. */
const NETWORK_GROUPS = 4;
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** Who is behind an address as far as shares go: an IPv4 address (also where it is written as IPv6), or the /64 network of an IPv6 address. */
export const networkOf = (address: string): string => {
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped) return mapped;
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("%", 1)[0]!.toLowerCase().split("::");
  const [before, after] = [head, tail ?? ""].map((part) => part.split(":").filter((group) => group !== ""));
  const gap = Array<string>(Math.max(0, GROUPS - before!.length - after!.length)).fill("0");
  const groups = [...before!, ...(tail === undefined ? [] : gap), ...after!];
  return groups
    .slice(0, NETWORK_GROUPS)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
};
