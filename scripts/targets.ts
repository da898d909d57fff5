/** The platforms that programs are made for, and what each is called by whom. */

export interface Target {
  /** As `deno compile --target` names it. */
  readonly triple: string;
  /** File on the release page, as build scripts know it from the reference's page. */
  readonly asset: string;
  /** In the name of the archive. */
  readonly archive: string;
  /** As npm names it; programs for glibc do not start with another C library. */
  readonly npm: { readonly os: string; readonly cpu: string; readonly libc?: string };
}

export const TARGETS: readonly Target[] = [
  {
    triple: "x86_64-unknown-linux-gnu",
    asset: "sentry-cli-Linux-x86_64",
    archive: "linux-x86_64.tar.gz",
    npm: { os: "linux", cpu: "x64", libc: "glibc" },
  },
  {
    triple: "aarch64-unknown-linux-gnu",
    asset: "sentry-cli-Linux-aarch64",
    archive: "linux-aarch64.tar.gz",
    npm: { os: "linux", cpu: "arm64", libc: "glibc" },
  },
  {
    triple: "x86_64-apple-darwin",
    asset: "sentry-cli-Darwin-x86_64",
    archive: "macos-x86_64.tar.gz",
    npm: { os: "darwin", cpu: "x64" },
  },
  {
    triple: "aarch64-apple-darwin",
    asset: "sentry-cli-Darwin-arm64",
    archive: "macos-arm64.tar.gz",
    npm: { os: "darwin", cpu: "arm64" },
  },
  {
    triple: "x86_64-pc-windows-msvc",
    asset: "sentry-cli-Windows-x86_64.exe",
    archive: "windows-x86_64.zip",
    npm: { os: "win32", cpu: "x64" },
  },
];
