/**
 * The fleet of functions that the settings ask for, and the account in which it is made: what
 * {@code sheaf lambda deploy} gives to {@link dev.sheaf.lambda.bridge.deploy}.
 */
@NullMarked
package dev.sheaf.node.functions;

import org.jspecify.annotations.NullMarked;
