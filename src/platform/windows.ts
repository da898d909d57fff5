/**
 * Windows. What needs nothing here, because the runtime does it (docs/windows.md has the proofs): text
 * goes to a console as Unicode whatever its code page, colours are switched on, and a path longer than
 * 260 characters gets its `\\?\` prefix.
 */
import { type Env, type Platform, type Revocation, SystemError } from "../system/mod.ts";
import { windowsPath } from "./path.ts";
import { type PlatformDoors, sentryArch, succeeds } from "./posix.ts";
import type { WindowsCertificates } from "./windows_certificates.ts";

/** Prints every trusted root of the user and the machine as PEM. */
const LIST_ROOTS = "Get-ChildItem Cert:\\LocalMachine\\Root, Cert:\\CurrentUser\\Root | " +
  "ForEach-Object { '-----BEGIN CERTIFICATE-----'; " +
  "[Convert]::ToBase64String($_.RawData, 'InsertLineBreaks'); '-----END CERTIFICATE-----' }";

/** Shows the texts of two variables for five seconds, the time Windows gives at least. */
const NOTIFY = "Add-Type -AssemblyName System.Windows.Forms, System.Drawing; " +
  "$note = New-Object System.Windows.Forms.NotifyIcon; " +
  "$note.Icon = [System.Drawing.SystemIcons]::Information; $note.Visible = $true; " +
  "$note.ShowBalloonTip(5000, $env:SENTRY_NOTE_TITLE, $env:SENTRY_NOTE_TEXT, 'Info'); " +
  "Start-Sleep -Seconds 5; $note.Dispose()";

export function windowsPlatform(doors: PlatformDoors): Platform {
  const { env } = doors;
  const homeFolder = () => env.get("USERPROFILE") || doors.homeFromUserDatabase();
  const appData = (variable: string, folder: string) => {
    const path = env.get(variable);
    if (path) return path;
    const home = homeFolder();
    return home === undefined ? undefined : windowsPath.join(home, "AppData", folder);
  };
  let opened: Promise<WindowsCertificates> | undefined;
  const open = async () => {
    const { windowsCertificates } = await import("./windows_certificates.ts");
    return windowsCertificates(doors.openLibrary, systemFolder(env));
  };
  const certificates = () => opened ??= open();
  return {
    os: "windows",
    arch: sentryArch(doors.arch),
    path: windowsPath,
    lineEnd: "\r\n",
    executableSuffix: ".exe",
    userId: () => undefined,
    homeFolder,
    configFolder: () => appData("APPDATA", "Roaming"),
    cacheFolder: () => appData("LOCALAPPDATA", "Local"),
    temporaryFolder: () => env.get("TEMP") || env.get("TMP") || "C:\\Windows\\Temp",
    trustedRoots: async () => await rootsOf(certificates) ?? await rootsFromPowershell(doors),
    checkRevocation: (chain, others) => checkRevocation(certificates, chain, others),
    // `start` would take the URL's `&` for a command separator; this handler takes it as it is.
    openBrowser: (url) => succeeds(doors.spawn, "rundll32", ["url.dll,FileProtocolHandler", url]),
    // Variables, because no quoting could be trusted with any text.
    notify: (title, text) =>
      succeeds(doors.spawn, "powershell.exe", powershell(NOTIFY), {
        ...env.all(),
        SENTRY_NOTE_TITLE: title,
        SENTRY_NOTE_TEXT: text,
      }),
    replaceProgram: (...files) => moveAsideAndReplace(doors, ...files),
  };
}

function systemFolder(env: Env): string {
  const root = env.get("SystemRoot") ?? "";
  return windowsPath.join(windowsPath.isAbsolute(root) ? root : "C:\\Windows", "System32");
}

type OpenCertificates = () => Promise<WindowsCertificates>;

async function rootsOf(certificates: OpenCertificates): Promise<string[] | undefined> {
  try {
    const found = (await certificates()).trustedRoots();
    return found.length === 0 ? undefined : found.map(toPem);
  } catch (error) {
    if (error instanceof SystemError) return undefined; // no permission, most likely
    throw error;
  }
}

async function rootsFromPowershell({ spawn }: PlatformDoors): Promise<string[]> {
  try {
    const found = await spawn("powershell.exe", powershell(LIST_ROOTS));
    const pem = new TextDecoder().decode(found.stdout);
    return found.code === 0 && pem.includes("BEGIN CERTIFICATE") ? [pem] : [];
  } catch {
    return [];
  }
}

function powershell(script: string): string[] {
  return ["-NoProfile", "-NonInteractive", "-Command", script];
}

async function checkRevocation(
  certificates: OpenCertificates,
  ...chains: Parameters<WindowsCertificates["checkRevocation"]>
): Promise<Revocation> {
  try {
    return await (await certificates()).checkRevocation(...chains);
  } catch (error) {
    if (error instanceof SystemError) return { status: "unknown", why: error.message };
    throw error;
  }
}

/**
 * A program that runs cannot be overwritten or removed, but renamed: it gets out of the way, and the
 * next replacement removes what then runs no more.
 */
async function moveAsideAndReplace(
  { fs }: PlatformDoors,
  program: string,
  fresh: string,
  former: string,
): Promise<void> {
  const folder = windowsPath.dirname(program);
  const prefix = `${windowsPath.basename(program)}.old`;
  const taken = new Set<string>();
  for (const name of await fs.list(folder)) {
    if (!name.startsWith(prefix) || !/^\d*$/.test(name.slice(prefix.length))) continue;
    // Still running: it keeps its name.
    await fs.remove(windowsPath.join(folder, name)).catch(() => taken.add(name));
  }
  let free = prefix;
  for (let count = 1; taken.has(free); count++) free = `${prefix}${count}`;
  const aside = windowsPath.join(folder, free);
  const isThere = await fs.stat(program) !== undefined;
  if (isThere) await fs.rename(program, aside);
  try {
    await fs.rename(fresh, program);
  } catch (error) {
    if (isThere) await fs.rename(aside, program);
    throw error;
  }
  // The former one may be running as well, and then stays what it is.
  if (isThere) await fs.rename(aside, former).catch(() => {});
}

function toPem(der: Uint8Array): string {
  const base64 = btoa(Array.from(der, (byte) => String.fromCharCode(byte)).join(""));
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
