/** Folders, paths and line ends on a Windows drive. */
import { assertEquals } from "../support/assert.ts";
import { atomicWrite } from "../../src/system/atomic_write.ts";
import { denoSystem } from "../../src/system/deno/mod.ts";
import { TOKEN } from "../support/program.ts";
import { windowsTest } from "./program.ts";

windowsTest("the home file lies in the user profile folder", async ({ home, put, run }) => {
  await put(".sentryclirc", "[defaults]\r\norg=home\r\n");
  const { stdout, stderr } = await run(["config", "get", "defaults.org", "--format=json"]);
  const { value, origin } = JSON.parse(stdout || stderr);
  assertEquals([value, origin.where], ["home", `${home}\\.sentryclirc:2`]);
});

windowsTest("the folder of roaming application data is read next", async ({ home, put, run }) => {
  await put("Roaming\\sentry\\sentrycli.ini", "[defaults]\r\norg=roaming\r\n");
  const env = { APPDATA: `${home}\\Roaming` };
  const { stdout } = await run(["config", "get", "defaults.org"], { env });
  assertEquals(stdout, "roaming\n");
});

windowsTest("APPDATA is below the profile when it is not set", async ({ put, run }) => {
  await put("AppData\\Roaming\\sentry\\sentrycli.ini", "[defaults]\norg=default\n");
  assertEquals((await run(["config", "get", "defaults.org"])).stdout, "default\n");
});

windowsTest("the project's file is found upward, over back-slashes", async (place) => {
  const { home, put, run } = place;
  await put("code\\app\\.sentryclirc", "[defaults]\r\norg=app\r\n");
  await put("code\\.sentryclirc", "[defaults]\r\norg=code\r\n");
  await put("code\\app\\src\\deep\\x.js", "");
  const cwd = "code\\app\\src\\deep";
  const { stdout } = await run(["config", "get", "defaults.org", "--format=json"], { cwd });
  const { value, origin } = JSON.parse(stdout);
  assertEquals([value, origin.file], ["app", `${home}\\code\\app\\.sentryclirc`]);
});

windowsTest("a .env file and a properties file are named with either slash", async (place) => {
  await place.put("conf\\my.env", 'SENTRY_ORG="from env"\r\nSENTRY_PROJECT=p\r\n');
  await place.put(
    "conf\\sentry.properties",
    "auth.token=" + TOKEN + "\r\ndefaults.url=https://a.b\r\n",
  );
  const env = { SENTRY_DOTENV_PATH: "conf\\my.env", SENTRY_PROPERTIES: "conf/sentry.properties" };
  const { stdout } = await place.run(["config", "list", "--format=json"], { env });
  const values = Object.fromEntries(
    JSON.parse(stdout).map(({ key, value }: { key: string; value: string }) => [key, value]),
  );
  assertEquals(values["defaults.org"], "from env");
  assertEquals(values["defaults.url"], "https://a.b");
});

windowsTest("a new file gets CRLF, an old one keeps what it has", async ({ put, run, text }) => {
  await run(["config", "set", "defaults.org", "one", "--global"]);
  assertEquals(await text(".sentryclirc"), "[defaults]\r\norg=one\r\n");
  await put("unix\\.sentryclirc", "# mine\n[defaults]\norg=a\n");
  await run(["config", "set", "defaults.org", "two", "--local"], { cwd: "unix" });
  assertEquals(await text("unix\\.sentryclirc"), "# mine\n[defaults]\norg=two\n");
  await put("dos\\.sentryclirc", "; mine\r\n[defaults]\r\norg = a\r\n\r\n[http]\r\n");
  await run(["config", "set", "defaults.org", "two", "--local"], { cwd: "dos" });
  assertEquals(
    await text("dos\\.sentryclirc"),
    "; mine\r\n[defaults]\r\norg = two\r\n\r\n[http]\r\n",
  );
});

// With the doors alone: under Wine, a Deno without --allow-all cannot open such a path at all, because
// Wine cannot tell its physical name ("More data available").
windowsTest(
  "a path longer than 260 characters is replaced as a whole",
  async ({ home, put, text }) => {
    const folder = Array.from({ length: 14 }, (_, at) => `${at}${"x".repeat(20)}`).join("\\");
    const file = `${folder}\\.sentryclirc`;
    await put(file, "[defaults]\r\norg=far\r\n");
    const { fs, random } = denoSystem(import.meta.url);
    const path = `${home}\\${file}`;
    await atomicWrite({ fs, random }, path, new TextEncoder().encode("[defaults]\r\norg=away\r\n"));
    assertEquals(await text(file), "[defaults]\r\norg=away\r\n");
    assertEquals(await fs.list(`${home}\\${folder}`), [".sentryclirc"]);
  },
);

windowsTest("text of other alphabets passes the console and files unharmed", async (place) => {
  await place.put(".sentryclirc", "[defaults]\r\nenvironment=Größe-日本\r\n");
  assertEquals(
    (await place.run(["config", "get", "defaults.environment"])).stdout,
    "Größe-日本\n",
  );
});
