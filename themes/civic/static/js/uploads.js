// Looks at chosen files before they travel: on a slow line a refused photo costs minutes.
const HEADS = { pdf: [0x25, 0x50, 0x44, 0x46, 0x2d], jpg: [0xff, 0xd8, 0xff], png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] };
const HEIC = ["heic", "heix", "heim", "heis", "mif1", "msf1"];

// What a file surely is, by its first bytes; empty where only the server can tell.
export function kindOf(bytes) {
  const known = Object.keys(HEADS).find((kind) => HEADS[kind].every((byte, i) => bytes[i] === byte));
  const text = String.fromCharCode(...bytes.slice(4, 12));
  return known ?? (text.startsWith("ftyp") && HEIC.includes(text.slice(4)) ? "heic" : "");
}

// The first thing wrong with the files of one input, in the server's words; empty when there is nothing.
export async function judgeFiles(files, { accept, allowed, max_mb: most, max_files: count }, words) {
  const said = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  if (files.length > count) return said(words.many, { most: count });
  for (const file of files) {
    const { name, size } = file;
    if (size === 0) return said(words.empty, { name });
    const kind = kindOf(new Uint8Array(await file.slice(0, 12).arrayBuffer()));
    if (kind && !accept.includes(kind)) return said(words.kind, { name, allowed });
    if (size > most * 2 ** 20) return said(words.size, { size: Math.ceil(size / 2 ** 20), most });
  }
  return "";
}
