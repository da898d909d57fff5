import { assertEquals } from "../../tests/support/assert.ts";
import { createTrust } from "./trust.ts";

const SELF = "https://sentry.example.com";

for (
  const [baseUrl, url, expected, trustedHosts] of [
    [SELF, "https://sentry.example.com/api/0/", true],
    [SELF, "https://SENTRY.example.com./x", true],
    [SELF, "https://sentry.example.com:8443/", true],
    [SELF, "https://sub.sentry.example.com/", true],
    [SELF, "https://uploads.example.com/", true],
    [SELF, "https://example.com/", true],
    [SELF, "http://sentry.example.com/", false],
    [SELF, "https://evilsentry.example.org/", false],
    [SELF, "https://notexample.com/", false],
    [SELF, "https://example.com.evil.org/", false],
    [SELF, "https://sentry.example.com@evil.org/", false],
    [SELF, "ftp://sentry.example.com/", false],
    [SELF, "not a url", false],
    ["https://sentry.io", "https://us.sentry.io/api/0/chunk", true],
    ["https://sentry.io", "https://evil.io/", false],
    ["https://de.sentry.io", "https://us.sentry.io/", true],
    ["https://de.sentry.io", "https://sentry.io/", true],
    // Parents that strangers share.
    ["https://acme.co.uk", "https://evil.co.uk/", false],
    ["https://acme.github.io", "https://evil.github.io/", false],
    ["https://a.b.amazonaws.com", "https://evil.b.amazonaws.com/", false],
    ["https://example.com", "https://evil.com/", false],
    ["https://sentry", "https://other/", false],
    ["https://sentry", "https://x.sentry/", false],
    // Addresses and plain http: the same origin and nothing else.
    ["http://127.0.0.1:8000", "http://127.0.0.1:8000/x", true],
    ["http://127.0.0.1:8000", "http://127.0.0.1:8001/x", false],
    ["https://10.0.0.1", "https://10.0.0.2/", false],
    ["https://10.0.0.1", "https://1.10.0.0.1/", false],
    ["https://[::1]", "https://[::2]/", false],
    ["http://sentry.local", "http://x.sentry.local/", false],
    ["http://sentry.local", "https://sentry.local/", true],
    // Named by the user.
    [SELF, "https://cdn.net/", true, ["cdn.net"]],
    [SELF, "https://cdn.net:99/", true, ["cdn.net"]],
    [SELF, "https://cdn.net:99/", false, ["cdn.net:98"]],
    [SELF, "https://cdn.net/", true, ["https://cdn.net"]],
    [SELF, "https://cdn.net:99/", false, ["https://cdn.net"]],
    [SELF, "http://cdn.net/", false, ["cdn.net"]],
    [SELF, "http://cdn.net/", true, ["http://cdn.net"]],
    ["http://sentry.local", "http://cdn.net/", true, ["cdn.net"]],
    [SELF, "https://x.cdn.net/", false, ["cdn.net"]],
    [SELF, "https://x.cdn.net/", true, ["*.cdn.net"]],
    [SELF, "https://x.cdn.net/", true, [".cdn.net"]],
    [SELF, "https://cdn.net/", false, ["*.cdn.net"]],
    [SELF, "https://cdn.net/", false, ["", " ", "%%"]],
  ] as const
) {
  Deno.test(`createTrust() for ${baseUrl}: ${url} ${trustedHosts ?? ""}: ${expected}`, () => {
    assertEquals(createTrust({ baseUrl, trustedHosts: trustedHosts ?? [] })(url), expected);
  });
}
