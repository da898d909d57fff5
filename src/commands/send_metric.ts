import { commandThatIsGone } from "./gone.ts";

/** `send-metric`, which 2.x had. */
export const sendMetricCommand = commandThatIsGone({
  summary: "Gone: Sentry takes no metrics of this kind any more.",
  message: "'send-metric' is gone: Sentry has rejected these metrics since October 2024, and no " +
    "other server takes them",
  hint: "Remove the call; nothing was sent, and nothing would arrive",
});
