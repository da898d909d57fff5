import { assertEquals, assertRejects } from "../../tests/support/assert.ts";
import { fakeSystem } from "../../tests/support/fake_system.ts";
import { Cancelled, InputError } from "../base/errors.ts";
import { createPrompt } from "./create_prompt.ts";

Deno.test("confirm() asks again until the answer is y or n", async () => {
  const system = fakeSystem({ stdin: "yes\n y \n" });
  assertEquals(await createPrompt(system).confirm("Sure?", "Use --yes"), true);
  assertEquals(system.written.stdout, "Sure? [y/n] invalid input!\nSure? [y/n] ");
});

Deno.test("confirm() names the flag to use when the input has ended", async () => {
  const error = await assertRejects(
    () => createPrompt(fakeSystem()).confirm("Sure?", "Use --yes"),
    InputError,
  );
  assertEquals(error.hint, "Use --yes");
});

Deno.test("secret() repeats while blank and trims", async () => {
  const system = fakeSystem({ stdin: "\n  \n tok \nrest" });
  assertEquals(await createPrompt(system).secret("Token:", ""), "tok");
  assertEquals(system.written.stdout, "Token: Token: Token: ");
});

Deno.test("secret() reads without echo on a terminal", async () => {
  const system = fakeSystem({ stdin: "tok\n", stdinIsTerminal: true });
  assertEquals(await createPrompt(system).secret("Token:", ""), "tok");
});

Deno.test("a prompt ends when the user presses Ctrl-C", async () => {
  const system = fakeSystem();
  const never = { ...system.terminal.stdin, readLine: () => new Promise<undefined>(() => {}) };
  const prompt = createPrompt({
    terminal: { ...system.terminal, stdin: never },
    signal: system.signal,
  });
  const asked = prompt.confirm("Sure?", "");
  system.interrupt();
  await assertRejects(() => asked, Cancelled);
});
