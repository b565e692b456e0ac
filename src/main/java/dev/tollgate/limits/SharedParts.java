package dev.tollgate.limits;

/**
 * What limits that gateways share are made of.
 *
 * @param scripts what Redis does
 * @param grants what it has given
 * @param slices what is spent while it is away
 * @param local what is counted while it is away
 */
record SharedParts(LimitScripts scripts, SharedGrants grants, OutageSlices slices, LocalCounters local) {
}
