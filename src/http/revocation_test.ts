import { assertEquals, assertRejects } from "../../tests/support/assert.ts";
import { fakeClock } from "../../tests/support/fake_system.ts";
import { type Peer, type Revocation, TransportError } from "../system/mod.ts";
import { createRevocationCheck } from "./revocation.ts";

const PEER: Peer = { certificates: [Uint8Array.of(1), Uint8Array.of(2)] };

function checkWith(answer: Revocation | Promise<Revocation>, authorities: string[] = []) {
  const said: string[] = [];
  const asked: (readonly (readonly Uint8Array[])[])[] = [];
  const clock = fakeClock();
  const armed = Promise.withResolvers<void>();
  const check = createRevocationCheck({
    checkRevocation(...chains) {
      asked.push(chains);
      return Promise.resolve(answer);
    },
    caCertificates: () => Promise.resolve(authorities),
    clock: {
      alarm(ms, ring) {
        armed.resolve();
        return clock.alarm(ms, ring);
      },
    },
    log: {
      info: (message) => void said.push(`info ${message}`),
      debug: (message) => void said.push(`debug ${message}`),
    },
  });
  return { check, said, asked, clock, armed: armed.promise };
}

Deno.test("createRevocationCheck() refuses a revoked certificate", async () => {
  const { check, said } = checkWith({ status: "revoked", why: "its authority revoked it" });
  const error = await assertRejects(() => check("a.example", PEER), TransportError);
  assertEquals([error.failure, error.message], ["tls-revoked", "its authority revoked it"]);
  assertEquals(said, []);
});

Deno.test("createRevocationCheck() asks with the chain and the authorities of the settings", async () => {
  const pem = `-----BEGIN CERTIFICATE-----\n${btoa("\x30\x01\x05")}\n-----END CERTIFICATE-----\n`;
  const { check, asked, said } = checkWith({ status: "good" }, [pem, pem + pem]);
  await check("a.example", PEER);
  const authority = Uint8Array.of(0x30, 1, 5);
  assertEquals(asked, [[
    [Uint8Array.of(1), Uint8Array.of(2)],
    [authority, authority, authority],
  ]]);
  assertEquals(said, ["debug the certificate of 'a.example' is not revoked"]);
});

Deno.test("createRevocationCheck() lets pass what nobody can tell, and says so", async () => {
  const unknown = checkWith({ status: "unknown", why: "its list is away" });
  await unknown.check("a.example", PEER);
  const text = "info Could not check whether the certificate of 'a.example' is revoked, going on: ";
  assertEquals(unknown.said, [`${text}its list is away`]);
  const unseen = checkWith({ status: "revoked", why: "not asked" });
  await unseen.check("a.example", { unseen: "it hides" });
  assertEquals([unseen.said, unseen.asked], [[`${text}it hides`], []]);
});

Deno.test("createRevocationCheck() does not wait for ever", async () => {
  const { check, said, clock, armed } = checkWith(new Promise<never>(() => {}));
  const checking = check("a.example", PEER);
  await armed;
  clock.advance(15_000);
  await checking;
  assertEquals(said.length, 1);
  assertEquals(said[0]?.endsWith("going on: no answer within 15 s"), true);
});
