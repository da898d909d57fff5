/** What `react-native xcode` does (specification of uploads, §7.2); loaded when it runs. */
import { ConfigError, InputError } from "../../base/errors.ts";
import type { Context } from "../../context.ts";
import { fetchFromPackager } from "../../features/react_native/fetch_packager.ts";
import { type BuiltPair, builtPair } from "../../features/react_native/report.ts";
import {
  type Build,
  findBuildScript,
  runPlain,
  withWrappedBuild,
} from "../../features/react_native/run_build.ts";
import { findAppInfo } from "../../features/xcode/app_info.ts";
import { commandPermissions, permissionFlags } from "../permission_rows.ts";
import { resolveScope } from "../scope.ts";
import { type ReactNativeUpload, type Target, uploadReactNative } from "./upload_react_native.ts";

export interface XcodeBuild {
  readonly script: string | undefined;
  readonly org: string | undefined;
  readonly project: string | undefined;
  readonly force: boolean;
  readonly allowFetch: boolean;
  readonly fetchFrom: string;
  readonly dist: readonly string[];
  readonly noAutoRelease: boolean;
  readonly allowXcodeInfoplistPreprocessing: boolean;
  readonly waitSeconds: number | undefined;
}

const USED: Readonly<Record<BuiltPair["kind"], string>> = {
  hermes: "Using Hermes bundle and combined source map.",
  packager: "Using React Native Packager bundle and source map.",
};

/**
 * Builds, then uploads. Server and token are settled after the build, which must not suffer where a
 * failing upload is allowed or nothing is uploaded at all.
 */
export async function buildInXcode(ctx: Context, options: XcodeBuild): Promise<number> {
  const { env } = ctx;
  const configuration = env.get("CONFIGURATION");
  if (configuration === undefined && !options.force) {
    throw new ConfigError("Need to run this from Xcode", {
      hint: "Xcode sets CONFIGURATION for its build phases. With --force it is not needed.",
    });
  }
  const build: Build = {
    script: await findBuildScript(ctx, options.script),
    // The payload has stdout for itself.
    output: ctx.out.isJson || ctx.plan !== undefined ? "stderr" : "inherit",
  };
  if (options.allowFetch && env.get("PLATFORM_NAME")?.endsWith("simulator") === true) {
    // What the packager serves is not what the script makes, but the app still wants the latter.
    const code = await runPlain(ctx, build);
    if (code !== 0) return code;
    return await upload(ctx, options, { files: await fetchFiles(ctx, options.fetchFrom) });
  }
  if (!options.force && configuration?.includes("Debug") === true) {
    const code = await runPlain(ctx, build);
    if (code === 0) showNothing(ctx);
    return code;
  }
  const { "react-native xcode": permissions = {} } = commandPermissions("darwin");
  return await withWrappedBuild(ctx, build, {
    permissions: permissionFlags(permissions),
    async use({ code, report }) {
      if (code !== 0) return code;
      const pair = builtPair(report);
      if (pair === undefined) {
        ctx.out.say("Warning: build produced no packager sourcemaps.");
        showNothing(ctx);
        return 0;
      }
      ctx.out.say(USED[pair.kind]);
      return await upload(ctx, options, pair);
    },
  });
}

/** Whoever asked for a payload gets one. */
function showNothing(ctx: Context): void {
  ctx.out.show({ json: { uploads: [] }, text: () => "" });
}

async function upload(
  ctx: Context,
  options: XcodeBuild,
  source: ReactNativeUpload["source"],
): Promise<number> {
  const targets = await targetsOf(ctx, options);
  const api = await ctx.api();
  const { org, project, waitSeconds } = options;
  const scope = resolveScope(
    ctx,
    { org, project: project === undefined ? [] : [project] },
    { projects: "required" },
  );
  await uploadReactNative(ctx, {
    api,
    org: scope.org,
    projects: scope.projects,
    source,
    // The project is beside the folder of the Xcode project.
    stripPrefix: ctx.platform.path.dirname(ctx.cwd),
    targets,
    waitSeconds,
  });
  return 0;
}

async function fetchFiles(ctx: Context, url: string) {
  const fetch = await ctx.fetchFrom(url, { maxRetries: 0 });
  const { bundle, sourcemap } = await fetchFromPackager({ ...ctx, fetch }, url);
  const file = (name: string, content: Uint8Array<ArrayBuffer>) => ({
    url: `~/${name}`,
    path: name,
    file: ctx.platform.path.resolve(ctx.cwd, name),
    content,
  });
  return [file("index.ios.bundle", bundle), file("index.ios.map", sourcemap)];
}

/** Release and distribution of each upload (§7.2, 8). A variable counts even when it is empty. */
async function targetsOf(
  ctx: Context,
  { dist: dists, noAutoRelease, allowXcodeInfoplistPreprocessing }: XcodeBuild,
): Promise<readonly Target[]> {
  const release = ctx.env.get("SENTRY_RELEASE");
  const dist = ctx.env.get("SENTRY_DIST");
  const isSet = release !== undefined || dist !== undefined;
  if (!isSet && noAutoRelease) return [{ release, dist }];
  const found = isSet ? { release, dist } : await targetOfApp(ctx, {
    allowPreprocessing: allowXcodeInfoplistPreprocessing,
  });
  return dists.length === 0 ? [found] : dists.map((each) => ({ ...found, dist: each }));
}

async function targetOfApp(
  ctx: Context,
  options: { readonly allowPreprocessing: boolean },
): Promise<Target> {
  const message = "Info.plist was not found or an parsing error occurred";
  const hint = "Set SENTRY_RELEASE and SENTRY_DIST, or upload by debug ids with --no-auto-release.";
  const app = await findAppInfo(ctx, options).catch((cause: unknown) => {
    if (!(cause instanceof InputError)) throw cause;
    throw new InputError(message, { cause, hint });
  });
  if (app === undefined) throw new InputError(message, { hint });
  return { release: `${app.bundleId}@${app.version}+${app.build}`, dist: app.build };
}
