/** Marks on commands that `app.ts` reads. */

/**
 * The command works, and says what is wrong, where a configuration file is broken; any other ends
 * with the error.
 */
export const WORKS_WHEN_CONFIG_IS_BROKEN = "works-when-config-is-broken";

/** The command needs no settings, so that it need not say when they could not be read. */
export const NEEDS_NO_SETTINGS = "needs-no-settings";
