/** The key that signs releases (Ed25519). The private half is a file that stays with its owner. */
import { ScriptError } from "./command.ts";

/** Makes a key; gives what to do with the public half. */
export async function makeKey(file: string): Promise<string> {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new ScriptError("The runtime made no pair of keys");
  const secret = base64(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  // Never over a key that is there: releases signed with it could not be followed by others.
  await Deno.writeTextFile(file, `${secret}\n`, { createNew: true, mode: 0o600 });
  const open = base64(await crypto.subtle.exportKey("raw", pair.publicKey));
  return `${file}: keep it secret.\nRELEASE_KEY in src/base/release_place.ts: "${open}"`;
}

/** A private key as {@linkcode makeKey} wrote it. */
export async function readKey(file: string): Promise<CryptoKey> {
  const text = (await Deno.readTextFile(file)).trim();
  try {
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    return await crypto.subtle.importKey("pkcs8", bytes, "Ed25519", false, ["sign"]);
  } catch {
    throw new ScriptError(`${file} is no Ed25519 key in base64 (PKCS #8)`);
  }
}

/** The signature of a text, a line of base64. */
export async function sign(text: string, key: CryptoKey): Promise<string> {
  return `${base64(await crypto.subtle.sign("Ed25519", key, new TextEncoder().encode(text)))}\n`;
}

function base64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}
