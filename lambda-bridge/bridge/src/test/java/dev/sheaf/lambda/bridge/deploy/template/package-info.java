/**
 * Holds a CloudFormation template against AWS's resource specification, without AWS: types and
 * properties that there are, values of the right type, references that lead somewhere.
 *
 * <p>It proves neither that AWS accepts the stack nor that its rights suffice.
 */
@NullMarked
package dev.sheaf.lambda.bridge.deploy.template;

import org.jspecify.annotations.NullMarked;
