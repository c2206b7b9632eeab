// SMS parts while typing: 160 or 153 GSM-7 septets, 70 or 67 UTF-16 units (3GPP TS 23.040).

const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
  "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENDED = new Set("\f^{}\\[~]|€");

export function countParts(text) {
  const chars = [...text];
  const isGsm = chars.every((c) => BASIC.has(c) || EXTENDED.has(c));
  const cost = isGsm ? (c) => (EXTENDED.has(c) ? 2 : 1) : (c) => c.length;
  const [single, multi] = isGsm ? [160, 153] : [70, 67];
  const total = chars.reduce((sum, c) => sum + cost(c), 0);
  const encoding = isGsm ? "GSM-7" : "Unicode";
  if (total <= single) return { parts: 1, encoding, left: single - total };
  let parts = 1;
  let used = 0;
  for (const c of chars) {
    if (used + cost(c) > multi) {
      parts += 1;
      used = 0;
    }
    used += cost(c);
  }
  return { parts, encoding, left: multi - used };
}

export function describeParts(parts, encoding) {
  return `${parts} ${parts === 1 ? "part" : "parts"} · ${encoding}`;
}
