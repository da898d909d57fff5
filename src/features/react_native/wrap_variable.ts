/** Set for everything that runs below `react-native xcode`; alone, since every start asks for it. */
export const WRAP_VARIABLE = "__SENTRY_RN_WRAP_XCODE_CALL";
