/**
 * How the functions of a cluster are made: what is wanted is held against what there is, and the
 * difference is carried out, function by function.
 *
 * <pre>
 *   FleetSpec ──┐
 *               ├─ FleetPlan ─ FleetDeployer ─ FunctionControl (AWS, through the SDK)
 *   what there is
 * </pre>
 *
 * <p>A plan is a value and decides nothing twice: a deployment that was broken off is run again and
 * goes on where it stopped. Roles, logs, alarms and security groups are no business of this
 * package: they are in {@code deploy/lambda/sheaf-fleet.yaml}.
 */
@NullMarked
package dev.sheaf.lambda.bridge.deploy;

import org.jspecify.annotations.NullMarked;
